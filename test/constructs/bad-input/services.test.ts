import { TerraformStack } from "cdktf";
import {
  Duration,
  LogFormat,
  LogSource,
  Service,
  type ScrapeJob,
  type ServiceOptions,
} from "cdktf-observability";
import {
  itTellsOf,
  itTellsOfPrograms,
  js,
  SECRET,
  stackOf,
  type Program,
} from "../../support/bad-input";

type Change = Readonly<Record<string, unknown>>;

const PATH = "monitoring/service-api";

const service =
  (options: unknown, name: unknown = "api") =>
  ({ stack }: Program) =>
    stack.addService(js(name), js<ServiceOptions>(options));

const metrics = (change: Change) =>
  service({ metrics: { port: 9464, ...change } });

const provides = (...list: readonly unknown[]) => metrics({ provides: list });

const job =
  (change: unknown) =>
  ({ stack }: Program) =>
    stack.monitoring.addScrapeJob(
      js<ScrapeJob>(
        typeof change === "object"
          ? { name: "extra", targets: [], metrics: [], ...change }
          : change,
      ),
    );

const target = (address: unknown) =>
  job({ targets: [{ kind: "address", address }] });

describe("a service", () => {
  itTellsOf([
    ["without a name", service({}, ""), "monitoring/service-", 'got ""'],
    ["with capitals", service({}, "API"), "monitoring/service-API", '"API"'],
    ["of two words", service({}, "a b"), "monitoring/service-a b", '"a b"'],
    [
      "with a number as name",
      service({}, 5),
      "monitoring/service-5",
      "must be a text, got 5",
    ],
    [
      "with a forgotten name",
      ({ stack }) => stack.addService(js(undefined)),
      "monitoring/service-undefined",
      "must be a text, got undefined",
    ],
    [
      "declared twice",
      service({}, "checkout"),
      "monitoring/service-checkout",
      'got "checkout" twice',
    ],
    [
      "with the name of another",
      ({ stack }) =>
        new Service(stack, "Second", {
          serviceName: "checkout",
          metrics: { port: 1 },
        }),
      "monitoring/Second",
      "at monitoring/service-checkout and at monitoring/Second",
    ],
    ["with a misspelt option", service({ log: 1 }), PATH, 'mean "logs"'],
    ["with an empty team", service({ team: " " }), PATH, 'got " "'],
    ["with a number as team", service({ team: 5 }), PATH, "got 5"],
    ["with null as team", service({ team: null }), PATH, "got null"],
    [
      "with 0 requests",
      service({ expectedRequestsPerSecond: 0 }),
      PATH,
      "got 0",
    ],
    [
      "with requests in quotes",
      service({ expectedRequestsPerSecond: "20" }),
      PATH,
      'got "20"',
    ],
    ["with a malformed label", service({ labels: { "a-b": "" } }), PATH, "a-b"],
    ["with a number as label", service({ labels: { a: 1 } }), PATH, "got 1"],
    ["with labels in a text", service({ labels: "a=b" }), PATH, "in an object"],
    [
      "with the label job",
      service({ labels: { job: "x" } }),
      PATH,
      "own label",
    ],
    ["with the label team", service({ labels: { team: "x" } }), PATH, "own la"],
    [
      "in a stack without a platform",
      ({ app }) => new Service(new TerraformStack(app, "plain"), "api"),
      "plain/api",
      "create it inside a MonitoringStack",
    ],
    [
      "with a stack as monitoring",
      ({ stack }) => new Service(stack, "api", { monitoring: js(stack) }),
      "monitoring/api",
      "stack.monitoring",
    ],
  ]);
});

describe("metrics of a service", () => {
  itTellsOf([
    ["port 0", metrics({ port: 0 }), PATH, "got 0"],
    ["port 70000", metrics({ port: 70000 }), PATH, "got 70000"],
    ["port 1.5", metrics({ port: 1.5 }), PATH, "got 1.5"],
    ["port in quotes", metrics({ port: "9464" }), PATH, 'got "9464"'],
    ["a misspelt option", metrics({ hots: "a" }), PATH, 'mean "host"'],
    ["no port", service({ metrics: {} }), PATH, "got undefined"],
    ["a number", service({ metrics: 9464 }), PATH, "must be an object"],
    ["null", service({ metrics: null }), PATH, "got null"],
    ["path without slash", metrics({ path: "metrics" }), PATH, '"metrics"'],
    ["path with a space", metrics({ path: "/a b" }), PATH, '"/a b"'],
    ["path with a query", metrics({ path: "/a?b=c" }), PATH, '"/a?b=c"'],
    ["a number as path", metrics({ path: 5 }), PATH, "must be a text, got 5"],
    ["host with scheme", metrics({ host: "http://a" }), PATH, "leave out sche"],
    [
      "host with port",
      metrics({ host: "a:1" }),
      PATH,
      "leave out scheme, port",
    ],
    ["host with a space", metrics({ host: "a b" }), PATH, '"a b"'],
    ["a number as host", metrics({ host: 5 }), PATH, "got 5"],
    [
      "host with a password",
      metrics({ host: `me:${SECRET}@api` }),
      PATH,
      "got one with a log-in",
    ],
    ["an unknown scheme", metrics({ scheme: "ftp" }), PATH, 'got "ftp"'],
    ["interval 0", metrics({ interval: Duration.seconds(0) }), PATH, "got 0s"],
    ["interval in text", metrics({ interval: "15s" }), PATH, 'got "15s"'],
    ["interval as number", metrics({ interval: 15 }), PATH, "got 15"],
    [
      "unknown type",
      provides({ name: "a", type: "counters" }),
      PATH,
      'one of counter, gauge, histogram, summary, got "counters"',
    ],
    ["no type", provides({ name: "a" }), PATH, "got undefined"],
    [
      "malformed name",
      provides({ name: "a-b", type: "gauge" }),
      PATH,
      'got "a-b"',
    ],
    ["a name alone", provides("orders_total"), PATH, "must be an object"],
    ["no list", metrics({ provides: "x" }), PATH, "must be a list"],
    [
      "one name with two types",
      provides({ name: "a", type: "gauge" }, { name: "a", type: "counter" }),
      PATH,
      "got gauge and counter",
    ],
  ]);
});

describe("logs of a service", () => {
  const standard =
    (logs: LogSource) => (parent: Parameters<typeof stackOf>[0]) =>
      stackOf(parent, { profile: "standard" }).addService("api", { logs });
  itTellsOf([
    [
      "by name",
      service({ logs: "api" }),
      PATH,
      "must be a LogSource, got a text of 3 characters; make it by LogSource.container",
    ],
    ["of no kind", service({ logs: {} }), PATH, "make it by LogSource"],
    ["nowhere", service({ logs: LogSource.container("") }), PATH, 'got ""'],
    [
      "of a relative path",
      service({ logs: LogSource.file("var/log") }),
      PATH,
      'path of LogSource.file must be absolute, got "var/log"',
    ],
    [
      "by a format that is none",
      service({
        logs: LogSource.file("/a", { format: LogFormat.regex("(a+)+") }),
      }),
      PATH,
      "pattern of LogFormat.regex must not repeat a repetition",
    ],
    [
      "in the minimal profile",
      service({ logs: LogSource.container("api") }),
      PATH,
      'logs of service "api" must have the components "loki" and "otel-collector"',
    ],
  ]);
  itTellsOfPrograms([
    [
      "in a folder that the collector may not read",
      standard(LogSource.file("/srv/app.log")),
      PATH,
      'got "/srv/app.log"; add its folder',
    ],
    [
      "without a collector",
      (parent) =>
        stackOf(parent, {
          profile: "standard",
          components: { "otel-collector": false },
        }).addService("api", { logs: LogSource.container("api") }),
      PATH,
      'must have the component "otel-collector"',
    ],
  ]);
});

describe("a scrape job", () => {
  const path = "monitoring/Default";
  itTellsOf([
    ["undefined", job(undefined), path, "a scrape job must be an object"],
    ["without a name", job({ name: "" }), path, 'got ""'],
    [
      "with the name of another",
      job({ name: "prometheus" }),
      path,
      'got "prometheus"',
    ],
    ["with one target", job({ targets: "api:1" }), path, "must be a list"],
    ["with a text as target", job({ targets: ["api:1"] }), path, "an object"],
    ["with a URL as target", target("http://api:1"), path, "leave out scheme"],
    ["without a port", target("api"), path, 'got "api"'],
    ["at port 70000", target("api:70000"), path, "got 70000"],
    ["with a password", target(`me:${SECRET}@api:1`), path, "user or password"],
    [
      "of an unknown component",
      job({ targets: [{ kind: "component", component: "lokki", port: 1 }] }),
      path,
      'got "lokki"',
    ],
    ["without metrics", job({ metrics: undefined }), path, "must be a list"],
    [
      "with a metric of no type",
      job({ metrics: [{ name: "a", type: "x" }] }),
      path,
      'got "x"',
    ],
    ["with a text as limit", job({ sampleLimit: "many" }), path, '"many"'],
    ["with one param", job({ params: { a: "b" } }), path, "list of texts"],
  ]);
});
