import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { RequestMetrics } from "./request-metrics";
import { states } from "./request-state";

interface Route {
  readonly method: string | readonly string[];
  readonly url: string;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string };
}

/** The part of Fastify that is needed here, of version 4 and later. */
interface Fastify {
  addHook(name: "onRoute", hook: (route: Route) => void): void;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): void;
}

/** Fastify tells of each of its servers by a channel, so that neither bundles nor ES modules matter. */
export function watchFastify(metrics: RequestMetrics): void {
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
    fastify.addHook("onRequest", (request, _, done) => {
      const state = states.get(request.raw);
      if (state !== undefined) {
        state.route = request.routeOptions?.url;
      }
      done();
    });
  });
}
