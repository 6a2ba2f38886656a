import { observe } from "@cdktf-observability/node";
import { Redis } from "ioredis";
import pg from "pg";
import { SETTINGS } from "./settings";

/** Metrics, spans, log lines, readiness and shutdown of the shop, set up before its other modules. */
export const kit = observe({
  service: SETTINGS.service,
  version: SETTINGS.version,
  admin: { port: SETTINGS.metricsPort },
  traces: {
    endpoint: SETTINGS.collector,
    // The program is one file, in which they cannot be found by their names.
    modules: { pg, ioredis: Redis },
  },
  // Streams stay open for as long as somebody looks; faults are no work for customers.
  ignore: ({ url, socket }) =>
    url?.startsWith(SETTINGS.stream) === true ||
    socket.localPort === SETTINGS.faultsPort,
});
