"use strict";
// Express with a router within the application, which has a path of its own.

const { observe } = require("../../../instrumentation/node/dist/index.js");
const kit = observe({
  service: "express",
  admin: { host: "127.0.0.1", port: 0 },
  traces: JSON.parse(process.env.TRACES ?? "{}"),
});
const express = require("express");

const app = express();
const router = express.Router();
router.get("/:id", (_, response) => response.json({}));
router.get("/:id/broken", () => {
  throw new Error("broken");
});
app.use("/carts", router);
// Express knows a handler of errors by its four parameters.
app.use((_error, _request, response, next) => {
  response.status(500).end();
  void next;
});

const server = app.listen(0, "127.0.0.1", () => {
  process.send({ port: server.address().port, admin: kit.adminPort });
});
