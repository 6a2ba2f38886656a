import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server } from "node:http";
import { REQUEST_ID_HEADER } from "./correlation";
import type { RequestMetrics } from "./request-metrics";
import { stateOf } from "./request-state";

interface Route {
  readonly method: string | readonly string[];
  readonly url: string;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string };
}

interface Reply {
  header(name: string, value: string): unknown;
}

/** The part of Fastify that is needed here, of version 4 and later. */
interface Fastify {
  readonly server: Server;
  addHook(name: "onRoute", hook: (route: Route) => void): void;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: Reply, done: () => void) => void,
  ): void;
}

/** Fastify tells of each of its servers by a channel, so that neither bundles nor ES modules matter. */
export function watchFastify(
  metrics: RequestMetrics,
  sendById: WeakSet<Server>,
): void {
  subscribe("fastify.initialization", (message) => {
    const { fastify } = message as { readonly fastify: Fastify };
    fastify.addHook("onRoute", ({ method, url }) => {
      for (const verb of [method].flat()) {
        // Fastify adds it for each GET; it is rarely asked for.
        if (verb !== "HEAD") {
          metrics.declare(verb, url);
        }
      }
    });
    sendById.add(fastify.server);
    fastify.addHook("onRequest", (request, reply, done) => {
      const state = stateOf(request.raw);
      if (state !== undefined) {
        state.route = request.routeOptions?.url;
        reply.header(REQUEST_ID_HEADER, state.id);
      }
      done();
    });
  });
}
