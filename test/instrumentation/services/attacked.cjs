"use strict";
// A service whose requests end in all ways there are. The server is made before the kit comes, and the kit is there twice.

const http = require("node:http");
const early = http.createServer((_, response) => response.end("early"));
const { observe } = require("../../../instrumentation/node/dist/index.js");
const kit = observe({
  service: "attacked",
  admin: { host: "127.0.0.1", port: 0 },
  traces: JSON.parse(process.env.TRACES),
  ignore: ({ url }) => url === "/ignored",
});
const second = require(process.env.SECOND_KIT).observe();
const { setTimeout: sleep } = require("node:timers/promises");
const fastify = require("fastify");
const graphql = require("graphql");
const Redis = require("ioredis");
const pg = require("pg");

const app = fastify();
const schema = graphql.buildSchema("type Query { fails: Int! }");
const ids = () => ({
  request: kit.requestId,
  second: second.requestId,
  trace: kit.traceId,
});

app.get("/ids", ids);
app.get("/ignored", ids);
app.options("/ids", ids);
app.get("/wait", async () => {
  await sleep(1000);
  return {};
});
app.get("/stream", (_, reply) => {
  reply.hijack();
  reply.raw.writeHead(200);
  reply.raw.write("first");
  setTimeout(() => reply.raw.end("last"), 300);
});
app.get("/cut", (_, reply) => {
  reply.hijack();
  reply.raw.writeHead(200);
  reply.raw.write("first", () => reply.raw.destroy());
});
app.get("/code/:code", (request, reply) =>
  reply.code(Number(request.params.code)).send({}),
);
app.get("/route", (request) => {
  kit.setRoute(request.raw, "/r/".repeat(5000));
  return {};
});
app.get("/throws", () => {
  throw null;
});
app.get("/rejects", () => Promise.reject(new Error("no stock")));
app.post("/graphql", async () => {
  const rootValue = {
    fails: () => {
      throw new Error("no stock");
    },
  };
  return graphql.graphql({ schema, source: "{ fails }", rootValue });
});
app.get("/database", async () => {
  const client = new pg.Client({ host: "127.0.0.1", port: 1 });
  await client.connect();
});
app.get("/cache", async () => {
  const redis = new Redis({
    host: "127.0.0.1",
    port: 1,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on("error", () => undefined);
  await redis.get("key");
});
app.server.on("upgrade", (_, socket) => {
  socket.on("error", () => undefined);
  socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
});

early.listen(0, "127.0.0.1", () => {
  app.listen({ port: 0, host: "127.0.0.1" }).then(() => {
    process.send({
      port: app.server.address().port,
      early: early.address().port,
      admin: kit.adminPort,
      isOne: kit === second,
    });
  });
});
