import { kit } from "./kit";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { missStorm } from "./cache";
import { ConnectionLeak, prepareDatabase, query } from "./database";
import { serveFaults, Switch } from "./faults";
import { subscribeGraphql, type GraphqlRequest } from "./graphql";
import { fullVolume } from "./pictures";
import { findRoute, ROUTES } from "./routes";
import { SETTINGS } from "./settings";
import { paymentFault, Refused } from "./shop";
import { noteVisit } from "./visits";

const MOST_BODY_BYTES = 20_000;
const SLOW_MILLIS = 7_000;
const FAILING_RATIO = 0.8;

let prepared = false;
const errors = new Switch();
const latency = new Switch();

for (const { method, path } of ROUTES) {
  kit.declareRoute(method, path);
}
kit.addCheck("database", async () => {
  await query("select 1");
  return prepared;
});

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://shop");
  noteVisit(sourceOf(request));
  if (pathname === SETTINGS.stream) {
    void stream(request, response);
    return;
  }
  void answer(request, response, pathname);
}).listen(SETTINGS.port);

serveFaults(SETTINGS.faultsPort, {
  errors,
  latency,
  payment: paymentFault,
  "cache-misses": missStorm,
  connections: new ConnectionLeak(),
  "full-volume": fullVolume,
});

void prepare();

/** The database may need some time to start. */
async function prepare(): Promise<void> {
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    try {
      await prepareDatabase();
      prepared = true;
      kit.logger.info("ready");
      return;
    } catch (error) {
      kit.logger.warn({ attempt, error }, "database not ready");
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
  const begin = performance.now();
  const method = request.method ?? "";
  const found = findRoute(method, path);
  const route = found?.route.path;
  if (route !== undefined) {
    kit.setRoute(request, route);
  }
  const [code, value] = await resultOf(request, found);
  const failed = code >= 500;
  // Of those that nothing was wrong with, some are enough.
  if (failed || kit.traceId !== undefined) {
    kit.logger[failed ? "error" : "info"](
      {
        method,
        route: route ?? "other",
        status: code,
        duration_ms: Math.round(performance.now() - begin),
      },
      "request",
    );
  }
  response.writeHead(code, { "content-type": "application/json" });
  response.end(`${JSON.stringify(value)}\n`);
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
    kit.logger.error({ error }, "request failed");
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
