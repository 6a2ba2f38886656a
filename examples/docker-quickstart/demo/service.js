"use strict";
// A small shop service with traffic of its own: metrics on 9464, JSON log lines, spans by OTLP, and faults on request.

const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const { Counter, Gauge, Histogram, exposition } = require("./metrics");
const { Trace, Tracer, traceContext } = require("./tracing");

const SERVICE = process.env.SERVICE_NAME ?? "checkout";
const PORT = Number(process.env.PORT ?? 8080);
const METRICS_PORT = Number(process.env.METRICS_PORT ?? 9464);
const RATE = Number(process.env.REQUESTS_PER_SECOND ?? 20);
const COLLECTOR =
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "http://otel-collector:4318";
/** One in so many traces of fast, successful requests is kept; failed and slow ones always are. */
const SAMPLE_EVERY = 20;
const SLOW_MS = 500;
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

const requests = new Counter("http_requests_total", "Requests answered.");
const durations = new Histogram(
  "http_request_duration_seconds",
  "Time to answer a request.",
);
let inFlight = 0;
const inFlightGauge = new Gauge(
  "http_requests_in_flight",
  "Requests being answered.",
  () => inFlight,
);
for (const name of Object.keys(ROUTES)) {
  const [method, route] = name.split(" ");
  // A series that begins with its first error hides that error from rate().
  for (const code of ["200", "500"]) {
    requests.add({ method, route, code }, 0);
    durations.entry({ method, route, code });
  }
}

let fault = { errorRatio: 0, latencyMs: 0 };
let handled = 0;
let orders = 0;

function log(level, msg, fields = {}) {
  const line = { time: new Date().toISOString(), level, msg, service: SERVICE };
  process.stdout.write(`${JSON.stringify({ ...line, ...fields })}\n`);
}

const tracer = new Tracer({
  endpoint: COLLECTOR,
  service: SERVICE,
  onError: (message) => log("warn", message),
});

const between = ([low, high]) => low + Math.random() * (high - low);

function fails() {
  handled += 1;
  return (
    Math.random() < fault.errorRatio ||
    handled % USUAL_ERROR_EVERY === FIRST_USUAL_ERROR
  );
}

/** The work behind a route: a query, and a payment where there is something to pay. */
async function work(trace, { db, millis, payment }, failed) {
  const query = trace.begin(db, "client");
  await sleep(between(millis) + fault.latencyMs);
  trace.end(
    query,
    { "db.system.name": "postgresql", "db.query.summary": db },
    failed && !payment,
  );
  if (payment) {
    const call = trace.begin("POST payment", "client");
    await sleep(between(payment));
    trace.end(
      call,
      { "http.request.method": "POST", "server.address": "payment" },
      failed,
    );
  }
}

async function serve(request, response, name) {
  const [method, route] = name.split(" ");
  const context = traceContext(request.headers.traceparent, SAMPLE_EVERY);
  const trace = new Trace(context, name);
  const failed = fails();
  inFlight += 1;
  await work(trace, ROUTES[name], failed);
  inFlight -= 1;
  const status = failed ? 500 : 200;
  const millis = trace.end(
    trace.root,
    {
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": status,
    },
    failed,
  );
  const audited = name === "POST /checkout" && !failed && ++orders % 50 === 1;
  const kept = context.sampled || audited || failed || millis > SLOW_MS;
  const labels = { method, route, code: String(status) };
  requests.add(labels);
  durations.observe(labels, millis / 1000, kept ? context.traceId : undefined);
  if (kept) {
    tracer.keep(trace);
    const ids = { trace_id: context.traceId, span_id: trace.root.spanId };
    log(failed ? "error" : "info", failed ? "request failed" : "request", {
      ...ids,
      method,
      route,
      status,
      duration_ms: Math.round(millis),
    });
    if (audited) {
      log("info", "order placed", { log: "audit", ...ids, order: orders });
    }
  }
  answer(response, status, failed ? { error: "internal" } : { ok: true });
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
    log("warn", "fault set", fault);
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
  } else if (name === "GET /health") {
    answer(response, 200, { ok: true });
  } else if (name === "GET /fault") {
    answer(response, 200, fault);
  } else if (name === "POST /fault") {
    await setFault(request, response);
  } else if (name === "DELETE /fault") {
    fault = { errorRatio: 0, latencyMs: 0 };
    log("warn", "fault ended");
    answer(response, 200, fault);
  } else {
    answer(response, 404, { error: "no such route" });
  }
}

const server = http.createServer((request, response) => {
  handle(request, response).catch((error) => {
    log("error", "unexpected failure", { error: String(error) });
    response.destroy();
  });
});

const metricsServer = http.createServer((request, response) => {
  if (request.url !== "/metrics") {
    answer(response, 404, { error: "no such page" });
    return;
  }
  const page = exposition(
    [requests, durations, inFlightGauge],
    request.headers.accept,
  );
  response.writeHead(200, { "content-type": page.contentType });
  response.end(page.body);
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
    setInterval(
      () => log("debug", "state", { handled, waiting: tracer.waiting.length }),
      5_000,
    ),
  ];
  return () => {
    timers.forEach(clearInterval);
    agent.destroy();
  };
}

server.listen(PORT);
metricsServer.listen(METRICS_PORT);
const stopTraffic = startTraffic();
log("info", "started", { port: PORT, metrics_port: METRICS_PORT });

let stopping = false;
async function stop(signal) {
  if (stopping) {
    return;
  }
  stopping = true;
  log("info", "stopping", { signal });
  stopTraffic();
  server.close();
  metricsServer.close();
  await tracer.close();
  process.exit(0);
}
process.on("SIGTERM", (signal) => void stop(signal));
process.on("SIGINT", (signal) => void stop(signal));
