"use strict";
// A service on Fastify with the kit, as a test asks for it by its environment; it asks itself and tells its ports.

const { observe } = require("../../../instrumentation/node/dist/index.js");
const kit = observe({
  service: "shop",
  version: "1.2.3",
  admin: { host: "127.0.0.1", port: 0 },
  traces: JSON.parse(process.env.TRACES ?? "{}"),
  shutdown: { timeoutMillis: Number(process.env.SHUTDOWN_MILLIS ?? 8000) },
});
const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const fastify = require("fastify");

const orders = kit.metrics.counter({
  name: "orders_placed_total",
  help: "Orders placed.",
  labels: { plan: ["free", "paid"] },
});
kit.metrics
  .gauge({ name: "stock_items", help: "Items.", labels: { product: 2 } })
  .set(5, { product: "bread" });
const value = kit.metrics.histogram({
  name: "order_value",
  help: "Value of an order.",
  buckets: [10, 100],
});

let ready = true;
kit.addCheck("database", () => ready);
kit.addCheck("cache", async () => {
  if (!ready) {
    throw new Error("redis://user:secret@cache refused");
  }
  return true;
});
kit.onShutdown(() => kit.logger.info("closed"));

const app = fastify();
const base = () => `http://127.0.0.1:${app.server.address().port}`;

app.get("/orders/:id", async (request) => {
  kit.logger.info(
    { user: "jane.doe@example.com", password: "hunter2" },
    `order of card 4111 1111 1111 1111, id ${request.params.id}`,
  );
  orders.add(1, { plan: request.params.id === "1" ? "paid" : "unheard of" });
  value.observe(42);
  await sleep(1);
  const stock = await fetch(`${base()}/stock/7?token=planted`);
  return stock.json();
});
app.get("/stock/:id", async (request) => {
  const answer = await new Promise((resolve, reject) => {
    http.get(`${base()}/price?token=planted`, resolve).on("error", reject);
  });
  answer.resume();
  return {
    request: request.headers["x-request-id"],
    trace: request.headers.traceparent,
  };
});
app.get("/price", () => ({ price: 1 }));
app.get("/fail", () => {
  throw new Error("out of stock");
});
app.get("/slow", async (request) => {
  await sleep(Number(request.query.millis ?? 400));
  return { done: true };
});
app.post("/unready", () => {
  ready = false;
  return {};
});

app.listen({ port: 0, host: "127.0.0.1" }).then(() => {
  process.send({ port: app.server.address().port, admin: kit.adminPort });
});
