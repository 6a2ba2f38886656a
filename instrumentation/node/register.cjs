"use strict";
// node --require @cdktf-observability/node/register server.js
require("./dist/index.js").observe();
