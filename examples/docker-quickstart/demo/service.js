"use strict";
// A small shop service with traffic of its own and faults on request. The kit gives it metrics on 9464, JSON log lines,
// spans by OTLP, readiness and an orderly end; the environment says its name and where the collector is.

const SLOW_MS = 500;

const kit = require("@cdktf-observability/node").observe({
  logLevel: "debug",
  traces: {
    // Of fast, successful requests; failed and slow ones are sent in any case.
    ratio: 0.05,
    slowMillis: SLOW_MS,
  },
  ignore: ({ url }) => url === "/fault",
});
const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");

const PORT = Number(process.env.PORT ?? 8080);
const RATE = Number(process.env.REQUESTS_PER_SECOND ?? 20);
/** One in so many requests fails without a fault: well within any budget, and enough to see what an error looks like. */
const USUAL_ERROR_EVERY = 5_000;
const FIRST_USUAL_ERROR = 400;
const MOST_BODY_BYTES = 10_000;

const ROUTES = {
  "GET /products": { weight: 6, db: "SELECT products", millis: [3, 30] },
  "GET /cart": { weight: 2, db: "SELECT carts", millis: [3, 40] },
  "POST /checkout": {
    weight: 2,
    db: "INSERT orders",
    millis: [10, 60],
    payment: [20, 90],
  },
};

for (const name of Object.keys(ROUTES)) {
  kit.declareRoute(...name.split(" "));
}

let fault = { errorRatio: 0, latencyMs: 0 };
let handled = 0;

const between = ([low, high]) => low + Math.random() * (high - low);

function fails() {
  handled += 1;
  return (
    Math.random() < fault.errorRatio ||
    handled % USUAL_ERROR_EVERY === FIRST_USUAL_ERROR
  );
}

/** The work behind a route: a query, and a payment where there is something to pay. */
async function work({ db, millis, payment }, failed) {
  const step = (name, attributes, [low, high], fails) =>
    kit.traced(
      name,
      async () => {
        await sleep(between([low, high]));
        if (fails) {
          throw new Error(`${name} failed`);
        }
      },
      { kind: "client", attributes },
    );
  await step(
    db,
    { "db.system.name": "postgresql", "db.query.summary": db },
    millis.map((each) => each + fault.latencyMs),
    failed && !payment,
  );
  if (payment) {
    await step(
      "POST payment",
      { "http.request.method": "POST", "server.address": "payment" },
      payment,
      failed,
    );
  }
}

async function serve(request, response, name) {
  const [method, route] = name.split(" ");
  kit.setRoute(request, route);
  const begin = performance.now();
  const error = await work(ROUTES[name], fails()).then(
    () => undefined,
    (reason) => reason,
  );
  const millis = Math.round(performance.now() - begin);
  const status = error ? 500 : 200;
  const line = { method, route, status, duration_ms: millis };
  if (error) {
    kit.logger.error({ ...line, error }, "request failed");
  } else if (kit.traceId !== undefined) {
    kit.logger.info(line, "request");
    if (name === "POST /checkout") {
      kit.logger.info({ log: "audit", order: handled }, "order placed");
    }
  } else if (millis > SLOW_MS) {
    kit.logger.warn(line, "request was slow");
  }
  answer(response, status, error ? { error: "internal" } : { ok: true });
}

function answer(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(value)}\n`);
}

async function body(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BODY_BYTES) {
      throw new Error("body too large");
    }
  }
  return text;
}

async function setFault(request, response) {
  try {
    const { errorRatio = 0, latencyMs = 0 } = JSON.parse(await body(request));
    const within = (value, most) =>
      typeof value === "number" && value >= 0 && value <= most;
    if (!within(errorRatio, 1) || !within(latencyMs, 10_000)) {
      throw new Error("out of range");
    }
    fault = { errorRatio, latencyMs };
    kit.logger.warn(fault, "fault set");
    answer(response, 200, fault);
  } catch {
    answer(response, 400, {
      error:
        "send {errorRatio: 0 to 1, latencyMs: 0 to 10000}, both as numbers",
    });
  }
}

async function handle(request, response) {
  const name = `${request.method} ${request.url}`;
  if (name in ROUTES) {
    await serve(request, response, name);
  } else if (name === "GET /fault") {
    answer(response, 200, fault);
  } else if (name === "POST /fault") {
    await setFault(request, response);
  } else if (name === "DELETE /fault") {
    fault = { errorRatio: 0, latencyMs: 0 };
    kit.logger.warn("fault ended");
    answer(response, 200, fault);
  } else {
    answer(response, 404, { error: "no such route" });
  }
}

const server = http.createServer((request, response) => {
  handle(request, response).catch((error) => {
    kit.logger.error({ error }, "unexpected failure");
    response.destroy();
  });
});

/** Sends requests to this service itself, at the usual rate. */
function startTraffic() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  const names = Object.entries(ROUTES).flatMap(([name, { weight }]) =>
    Array.from({ length: weight }, () => name),
  );
  const send = () => {
    const [method, path] =
      names[Math.floor(Math.random() * names.length)].split(" ");
    http
      .request({ host: "127.0.0.1", port: PORT, method, path, agent })
      .on("response", (response) => response.resume())
      .on("error", () => undefined)
      .end();
  };
  const timers = [
    setInterval(send, 1000 / RATE),
    setInterval(() => kit.logger.debug({ handled }, "state"), 5_000),
  ];
  return () => {
    timers.forEach(clearInterval);
    agent.destroy();
  };
}

server.listen(PORT);
kit.onShutdown(startTraffic());
kit.logger.info({ port: PORT, metrics_port: kit.adminPort }, "started");
