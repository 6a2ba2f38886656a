"use strict";
// A service on Fastify as people write them, with the kit when the argument says so.

if (process.argv[2] === "kit") {
  // Where a service of one's own has the name of the package.
  require("../instrumentation/node/dist/index.js").observe({
    service: "bench",
    admin: { host: "127.0.0.1", port: 0 },
    traces: { endpoint: process.argv[3] },
  });
}
const { setTimeout: sleep } = require("node:timers/promises");
const fastify = require("fastify");

const PRODUCTS = Array.from({ length: 500 }, (_, id) => ({
  id,
  name: `product ${id}`,
  category: `category ${id % 10}`,
  cents: 100 + ((id * 7919) % 10_000),
  tags: ["new", "sale", `t${id % 7}`],
}));

const PRODUCT = {
  type: "object",
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    category: { type: "string" },
    cents: { type: "integer" },
    tags: { type: "array", items: { type: "string" } },
  },
};

const app = fastify();

app.get("/hello/:name", (request) => ({ hello: request.params.name }));

app.post(
  "/products/:category/search",
  {
    schema: {
      body: {
        type: "object",
        required: ["text", "most"],
        properties: {
          text: { type: "string", maxLength: 100 },
          most: { type: "integer", minimum: 1, maximum: 50 },
        },
      },
      response: {
        200: {
          type: "object",
          properties: { products: { type: "array", items: PRODUCT } },
        },
      },
    },
  },
  async (request) => {
    const { text, most } = request.body;
    // What a database takes.
    await sleep(1);
    const products = PRODUCTS.filter(
      ({ category, name }) =>
        category === request.params.category && name.includes(text),
    )
      .sort((a, b) => a.cents - b.cents)
      .slice(0, most);
    return { products };
  },
);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: (user + system) / 1e6 });
});

app.listen({ port: 0, host: "127.0.0.1" }).then(() => {
  process.send({ port: app.server.address().port });
});
