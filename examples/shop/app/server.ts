import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { missStorm } from "./cache";
import { ConnectionLeak, prepareDatabase } from "./database";
import { serveFaults, Switch } from "./faults";
import { subscribeGraphql, type GraphqlRequest } from "./graphql";
import { log } from "./log";
import { durations, inFlight, registry, requests } from "./metrics";
import { fullVolume } from "./pictures";
import { findRoute, ROUTES } from "./routes";
import { SETTINGS } from "./settings";
import { paymentFault, Refused } from "./shop";
import { continued, keptTraceId, traced } from "./tracing";
import { noteVisit } from "./visits";

const MOST_BODY_BYTES = 20_000;
const SLOW_MILLIS = 7_000;
const FAILING_RATIO = 0.8;

let ready = false;
const errors = new Switch();
const latency = new Switch();

for (const { method, path } of ROUTES) {
  for (const code of ["200", "500"]) {
    // A series that begins with its first error hides that error from rate().
    requests.inc({ method, route: path, code }, 0);
  }
}

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://shop");
  if (pathname === "/health") {
    response.writeHead(ready ? 200 : 503).end();
    return;
  }
  noteVisit(sourceOf(request));
  if (pathname === "/graphql/stream") {
    void stream(request, response);
    return;
  }
  void answer(request, response, pathname);
}).listen(SETTINGS.port);

createServer((_, response) => {
  registry.metrics().then(
    (text) => {
      response.writeHead(200, { "content-type": registry.contentType });
      response.end(text);
    },
    () => response.writeHead(500).end(),
  );
}).listen(SETTINGS.metricsPort);

serveFaults(SETTINGS.faultsPort, {
  errors,
  latency,
  payment: paymentFault,
  "cache-misses": missStorm,
  connections: new ConnectionLeak(),
  "full-volume": fullVolume,
});

process.once("SIGTERM", () => process.exit(0));
void prepare();

/** The database may need some time to start. */
async function prepare(): Promise<void> {
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    try {
      await prepareDatabase();
      ready = true;
      log("info", "ready");
      return;
    } catch (error) {
      log("warn", "database not ready", { attempt, error: String(error) });
      await sleep(2_000);
    }
  }
  process.exit(1);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const method = request.method ?? "";
  const found = findRoute(method, path);
  const route = found?.route.path ?? "other";
  const begin = process.hrtime.bigint();
  inFlight.inc();
  await continued(request.headers, () =>
    traced(
      `${method} ${route}`,
      "SERVER",
      { "http.request.method": method, "http.route": route },
      async () => {
        const [code, value] = await resultOf(request, found);
        const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
        const labels = { method, route, code: String(code) };
        const traceId = keptTraceId();
        requests.inc(labels);
        durations.observe({
          labels,
          value: seconds,
          ...(traceId !== undefined && {
            exemplarLabels: { trace_id: traceId },
          }),
        });
        if (code >= 500 || traceId !== undefined) {
          log(code >= 500 ? "error" : "info", "request", {
            method,
            route,
            status: code,
            duration_ms: Math.round(seconds * 1000),
          });
        }
        response.writeHead(code, { "content-type": "application/json" });
        response.end(`${JSON.stringify(value)}\n`);
        if (code >= 500) {
          throw new Error(`status ${code}`);
        }
      },
    ),
  ).catch(() => undefined);
  inFlight.dec();
}

/** Status code and answer. */
async function resultOf(
  request: IncomingMessage,
  found: ReturnType<typeof findRoute>,
): Promise<readonly [code: number, value: unknown]> {
  try {
    const body = await readBody(request);
    if (found === undefined) {
      return [404, { error: "no such page" }];
    }
    if (latency.on) {
      await sleep(SLOW_MILLIS);
    }
    if (errors.on && Math.random() < FAILING_RATIO) {
      throw new Error("failed on request");
    }
    const source = sourceOf(request);
    const value = await found.route.answer({ id: found.id, body, source });
    return [200, value ?? {}];
  } catch (error) {
    if (error instanceof Refused) {
      return [error.code, { error: error.message }];
    }
    log("error", "request failed", {
      error: error instanceof Error ? error.message : String(error),
    });
    return [500, { error: "internal" }];
  }
}

/** Address of the customer, as nginx tells it. */
function sourceOf(request: IncomingMessage): string {
  return String(request.headers["x-forwarded-for"] ?? "");
}

/** Sends events as they happen, until the customer leaves. */
async function stream(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const events = await subscribeGraphql(
      (await readBody(request)) as GraphqlRequest,
    );
    response.on("close", () => void events.return(undefined));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    for await (const event of events) {
      response.write(`event: next\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end("event: complete\n\n");
  } catch (error) {
    const code = error instanceof Refused ? error.code : 500;
    response.writeHead(code).end();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > MOST_BODY_BYTES) {
      throw new Refused(400, "too long");
    }
  }
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    throw new Refused(400, "the body must be JSON");
  }
}
