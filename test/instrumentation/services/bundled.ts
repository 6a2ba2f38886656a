// A service without a framework, made one file with all that it imports.

import {
  createServer,
  get,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { observe } from "@cdktf-observability/node";
import { Redis } from "ioredis";
import pg from "pg";

const kit = observe({
  service: "bundled",
  admin: { host: "127.0.0.1", port: 0 },
  traces: {
    endpoint: process.env.COLLECTOR ?? "",
    ratio: 1,
    modules: { pg, ioredis: Redis },
  },
  ignore: ({ url }) => {
    if (url === "/mistake") {
      throw new Error("a mistake in the question");
    }
    return url === "/stream";
  },
});

kit.declareRoute("POST", "/orders");

const server = createServer((request, response) => {
  void answer(request, response);
}).listen(0, "127.0.0.1", () => {
  const taken = (work: object): boolean => "__original" in work;
  process.send?.({
    port: (server.address() as AddressInfo).port,
    admin: kit.adminPort,
    pg: taken(pg.Client.prototype.query),
    ioredis: taken(Redis.prototype.sendCommand),
  });
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = "", headers } = request;
  if (url === "/stream") {
    response.writeHead(200).write("first\n");
    return;
  }
  if (url === "/seen") {
    response.end(JSON.stringify(headers));
    return;
  }
  kit.setRoute(request, "/orders/:id");
  kit.logger.info({ email: "jane.doe@example.com" }, "asked");
  const attributes = { "db.system.name": "postgresql" };
  const orders = () => Promise.reject(new RangeError("no more orders"));
  await kit
    .traced("SELECT orders", orders, { kind: "client", attributes })
    .catch((error: Error) => kit.logger.warn(error.message));
  const { port } = server.address() as AddressInfo;
  get({ host: "127.0.0.1", port, path: "/seen" }, (seen) => {
    seen.pipe(response);
  });
}
