"use strict";
// A service that ends as the path of a request asks for.
const { observe } = require("../../../instrumentation/node/dist/index.js");
const kit = observe({
  service: "ending",
  admin: { host: "127.0.0.1", port: 0 },
  traces: JSON.parse(process.env.TRACES),
});
const http = require("node:http");
const { setImmediate } = require("node:timers");

kit.onShutdown(() => {
  throw new Error("pool of jane.doe@example.com");
});
// As Apollo Server does: it takes the signal, and gives it again.
process.once("SIGTERM", () => process.kill(process.pid, "SIGTERM"));

const ends = {
  "/throw": () => {
    throw new Error("no stock for jane.doe@example.com");
  },
  "/reject": () => void Promise.reject(new Error("no stock")),
  "/later": () => {
    kit.onShutdown(() => setImmediate(ends["/throw"]));
  },
  "/": () => undefined,
};
const server = http.createServer((request, response) => {
  response.end(() => setImmediate(ends[request.url]));
});
server.listen(0, "127.0.0.1", () => {
  process.send({ port: server.address().port, admin: kit.adminPort });
});
