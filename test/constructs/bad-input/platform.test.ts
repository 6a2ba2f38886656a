import {
  Bytes,
  Duration,
  LokiRetention,
  Monitoring,
  MonitoringDashboard,
  MonitoringStack,
  SloDashboard,
  type ComponentOptions,
} from "cdktf-observability";
import {
  itTellsOf,
  itTellsOfPrograms,
  js,
  platform,
  SECRET,
  stackOf,
  type Program,
} from "../../support/bad-input";

type Change = Readonly<Record<string, unknown>>;

const PATH = "monitoring/Default";

/** A platform that would be fine without the change. */
const monitoring = (change: Change) => (parent: Program["app"]) =>
  stackOf(parent, js({ profile: "standard", ...change }));

const components = (choices: unknown) => monitoring({ components: choices });

const grafana = (options: Readonly<Record<string, unknown>>) =>
  components({ grafana: js<ComponentOptions>(options) });

const container = (name: string) => `monitoring/Default/Default/${name}`;

describe("a platform", () => {
  itTellsOfPrograms([
    [
      "without properties",
      (parent) => new MonitoringStack(parent, "monitoring", js(undefined)),
      PATH,
      "a monitoring platform must be an object",
    ],
    ["nowhere", monitoring({ platform: undefined }), PATH, "got undefined"],
    ["by name", monitoring({ platform: "docker" }), PATH, "must be an object"],
    [
      "that is none",
      monitoring({ platform: {} }),
      PATH,
      "bind of the platform",
    ],
    ["of no profile", monitoring({ profile: "tiny" }), PATH, 'got "tiny"'],
    [
      "scraped never",
      monitoring({ scrapeInterval: Duration.seconds(0) }),
      PATH,
      "got 0s",
    ],
    ["scraped by text", monitoring({ scrapeInterval: "15s" }), PATH, '"15s"'],
    ["scraped by number", monitoring({ scrapeInterval: 15 }), PATH, "got 15"],
    [
      "labels of numbers",
      monitoring({ externalLabels: { a: 1 } }),
      PATH,
      "got 1",
    ],
    [
      "malformed labels",
      monitoring({ externalLabels: { "a-b": "" } }),
      PATH,
      '"a-b"',
    ],
    [
      "reserved labels",
      monitoring({ externalLabels: { __a: "" } }),
      PATH,
      '"__a"',
    ],
    [
      "dashboards by text",
      monitoring({ standardDashboards: "no" }),
      PATH,
      '"no"',
    ],
    [
      "twice in one stack",
      (parent) =>
        new Monitoring(stackOf(parent), "Second", {
          platform: platform(),
          profile: "minimal",
        }),
      "monitoring/Second/Default",
      'got "monitoring" here and at monitoring/Default/Default',
    ],
    [
      "twice with one project",
      (parent) => {
        const same = { platform: platform({ project: "same" }) };
        stackOf(parent, same, "one");
        stackOf(parent, same, "two");
      },
      "two/Default/Default",
      'got "same" here and at one/Default/Default',
    ],
    [
      "twice with one port",
      (parent) => {
        const elsewhere = { publish: { http: false } } as const;
        stackOf(parent, {}, "one");
        stackOf(
          parent,
          { components: { prometheus: elsewhere, alertmanager: elsewhere } },
          "two",
        );
      },
      "two/Default/Default/grafana",
      "got 3000, which one-grafana publishes",
    ],
  ]);
});

describe("retention", () => {
  const metrics = (change: unknown) => monitoring({ metricRetention: change });
  const traces = (change: unknown) => monitoring({ traceRetention: change });
  const logs = (retention: unknown) => (parent: Program["app"]) =>
    new LokiRetention(
      stackOf(parent, { profile: "standard" }),
      "Logs",
      js(retention),
    );
  const streams = (...list: readonly unknown[]) =>
    logs({ default: Duration.days(7), streams: list });
  const day = Duration.days(1);
  const path = "monitoring/Logs";
  itTellsOfPrograms([
    ["of metrics in text", metrics("15d"), PATH, "must be an object"],
    ["of metrics for a text", metrics({ time: "15d" }), PATH, '"15d"'],
    ["of metrics for 0 s", metrics({ time: Duration.days(0) }), PATH, "got 0s"],
    ["of metrics in a text", metrics({ size: "8GB" }), PATH, '"8GB"'],
    ["of metrics in 0", metrics({ size: Bytes.bytes(0) }), PATH, "got 0B"],
    ["of many series", metrics({ expectedSeries: "many" }), PATH, '"many"'],
    ["of less than none", metrics({ expectedSeries: -1 }), PATH, "got -1"],
    [
      "of more metrics than fit",
      metrics({ size: Bytes.gibibytes(1), expectedSeries: 1_000_000 }),
      PATH,
      "1000000 series every 15s for 15d, which is 172.8 GB, got 1.1 GB",
    ],
    ["of traces in text", traces({ size: "1GB" }), PATH, '"1GB"'],
    ["of traces for a text", traces({ time: "7d" }), PATH, '"7d"'],
    ["of traces for 0 s", traces({ time: Duration.days(0) }), PATH, "got 0s"],
    ["of traces by number", traces({ ingestPerDay: 5 }), PATH, "got 5"],
    ["of traces misspelt", traces({ tiem: day }), PATH, 'mean "time"'],
    ["of metrics misspelt", metrics({ sizes: 1 }), PATH, 'mean "size"'],
    [
      "of more traces than fit",
      traces({ ingestPerDay: Bytes.gibibytes(1) }),
      PATH,
      "all spans for 7d, which is 7.5 GB, got 1.1 GB",
    ],
    ["of logs without times", logs({}), path, "got undefined"],
    ["of logs by nothing", logs(undefined), path, "got undefined"],
    [
      "of logs for 300 years",
      logs({ default: Duration.days(110_000), streams: [] }),
      path,
      "at most 36500d, got 110000d",
    ],
    [
      "of traces for 300 years",
      traces({ time: Duration.days(110_000) }),
      PATH,
      "at most 36500d, got 110000d",
    ],
    [
      "of logs misspelt",
      logs({ default: day, streams: [], defualt: day }),
      path,
      'mean "default"',
    ],
    [
      "of a stream misspelt",
      streams({ match: { level: "error" }, keep: day, kep: day }),
      path,
      'mean "keep"',
    ],
    [
      "of a level that no line has",
      streams({ match: { level: "warning" }, keep: day }),
      path,
      'warn, error, fatal, unknown, got "warning"; choose one of these',
    ],
    ["of logs for a text", logs({ default: "7d", streams: [] }), path, '"7d"'],
    [
      "of logs shorter than a day",
      logs({ default: Duration.hours(5), streams: [] }),
      path,
      "at least 1d, got 5h",
    ],
    [
      "of a stream shorter than a day",
      streams({ match: { level: "debug" }, keep: Duration.hours(1) }),
      path,
      "at least 1d, got 1h",
    ],
    ["of no stream", streams(null), path, "got null"],
    ["of all streams", streams({ match: {}, keep: day }), path, "got {}"],
    ["without match", streams({ keep: day }), path, "got undefined"],
    ["without time", streams({ match: { level: "a" } }), path, "got undefined"],
    ["of no label", streams({ match: { pod: "a" }, keep: day }), path, '"pod"'],
    ["by number", streams({ match: { level: 5 }, keep: day }), path, "got 5"],
    [
      "of more logs than fit",
      logs({
        default: Duration.days(7),
        streams: [],
        ingestPerDay: Bytes.gigabytes(2),
      }),
      path,
      "which is 14.0 GB, got 5.0 GB",
    ],
    [
      "of logs twice",
      (parent) => {
        const stack = stackOf(parent, { profile: "standard" });
        for (const id of ["A", "B"]) {
          new LokiRetention(stack, id, { default: day, streams: [] });
        }
      },
      "monitoring/B",
      "one at monitoring/A and one at monitoring/B",
    ],
    [
      "of logs without Loki",
      (parent) =>
        new LokiRetention(stackOf(parent), "Logs", {
          default: day,
          streams: [],
        }),
      path,
      'must have the component "loki"',
    ],
    ["size in text", () => Bytes.gibibytes(js("8")), undefined, 'got "8"'],
    ["size below 0", () => Bytes.mebibytes(-1), undefined, "got -1MiB"],
    ["size without unit", () => Bytes.parse("5"), undefined, 'got "5"'],
  ]);
});

describe("components", () => {
  const external = (url: unknown) => components({ loki: { external: url } });
  itTellsOfPrograms([
    ["in a text", components("all"), PATH, "must be an object"],
    ["unknown", components({ lokki: false }), PATH, 'did you mean "loki"'],
    ["true", components({ loki: true }), PATH, "got true; write {}"],
    ["off", components({ loki: "off" }), PATH, "must be false"],
    ["no Prometheus", components({ prometheus: false }), PATH, "got false"],
    ["elsewhere without scheme", external("loki:3100"), PATH, '"loki:3100"'],
    ["elsewhere with a space", external("http://a b"), PATH, '"http://a b"'],
    ["elsewhere at port 99999", external("http://a:99999"), PATH, "99999"],
    ["elsewhere with a query", external("http://a/?b"), PATH, '"http://a/?b"'],
    ["elsewhere, undefined", external(undefined), PATH, "got undefined"],
    ["elsewhere, a number", external(5), PATH, "must be a text, got 5"],
    [
      "elsewhere with a password",
      external(`http://me:${SECRET}@a`),
      PATH,
      "a URL with a user or a password",
    ],
    ["port 0", grafana({ publish: { http: 0 } }), PATH, "got 0"],
    ["port 70000", grafana({ publish: { http: 70000 } }), PATH, "got 70000"],
    ["port 1.5", grafana({ publish: { http: 1.5 } }), PATH, "got 1.5"],
    ["port in text", grafana({ publish: { http: "3000" } }), PATH, '"3000"'],
    ["port true", grafana({ publish: { http: true } }), PATH, "got true"],
    [
      "unknown port",
      grafana({ publish: { web: 3000 } }),
      PATH,
      'of http, got "web"',
    ],
    ["port alone", grafana({ publish: 3000 }), PATH, "must be an object"],
    ["memory in text", grafana({ memory: "200MB" }), PATH, '"200MB"'],
    ["memory as number", grafana({ memory: 200 }), PATH, "got 200"],
    ["no memory", grafana({ memory: Bytes.bytes(0) }), PATH, "at least 6MiB"],
    ["a byte", grafana({ memory: Bytes.bytes(1) }), PATH, "got 1B"],
    ["no processor", grafana({ cpus: 0 }), PATH, "at least 0.01 cores"],
    ["cpus in text", grafana({ cpus: "1" }), PATH, 'got "1"'],
    ["cpus NaN", grafana({ cpus: NaN }), PATH, "got NaN"],
    ["page without scheme", grafana({ publicUrl: "a.b" }), PATH, 'got "a.b"'],
    ["page as number", grafana({ publicUrl: 5 }), PATH, "got 5"],
    ["config in text", grafana({ extraConfig: "x" }), PATH, "be an object"],
    ["variables in text", grafana({ environment: "x" }), PATH, "be an object"],
    ["a number as variable", grafana({ environment: { A: 5 } }), PATH, "got 5"],
    ["a bad variable", grafana({ environment: { "A=B": "" } }), PATH, '"A=B"'],
    [
      "a password as variable",
      grafana({ environment: { GF_SECURITY_ADMIN_PASSWORD: "hunter2" } }),
      PATH,
      "must be no secret",
    ],
    [
      "a password in the configuration",
      grafana({ extraConfig: { smtp: { password: "hunter2" } } }),
      PATH,
      "at smtp.password",
    ],
    [
      "volume in text",
      components({ prometheus: { volumeSize: "10GB" } }),
      PATH,
      '"10GB"',
    ],
    [
      "volume too small",
      components({ prometheus: { volumeSize: Bytes.gibibytes(1) } }),
      PATH,
      "which is 8.6 GB, got 1.1 GB",
    ],
    [
      "relative log folder",
      components({ "otel-collector": { logFolders: ["var/log"] } }),
      PATH,
      '"var/log"',
    ],
    [
      "one log folder",
      components({ "otel-collector": { logFolders: "/var/log" } }),
      PATH,
      "a list of texts",
    ],
    [
      "port of another",
      components({ loki: { publish: { http: 9090 } } }),
      container("prometheus"),
      "got 9090, which monitoring-loki publishes",
    ],
  ]);
});

describe("a dashboard", () => {
  const panel = (change: Change = {}) => ({
    kind: "stat",
    title: "Up",
    description: "Whether it is up",
    unit: "short",
    queries: [{ dataSource: "prometheus", expr: 'up{job="checkout"}' }],
    ...change,
  });
  const dashboard =
    (change: Change, id = "Board") =>
    ({ stack }: Pick<Program, "stack">) =>
      new MonitoringDashboard(
        stack,
        id,
        js({
          title: "Board",
          description: "What a test shows",
          rows: [{ title: "All", panels: [panel()] }],
          ...change,
        }),
      );
  const rows = (...list: readonly unknown[]) => dashboard({ rows: list });
  const panels = (...list: readonly unknown[]) =>
    rows({ title: "All", panels: list });
  const one = (change: Change) => panels(panel(change));
  const query = (expr: unknown, dataSource = "prometheus") =>
    one({ queries: [{ dataSource, expr }] });
  const link = (target: unknown) =>
    dashboard({ links: [{ title: "More", target }] });
  const variable = (change: Change) =>
    dashboard({
      variables: [{ kind: "custom", name: "a", label: "A", ...change }],
    });
  const path = "monitoring/Board";
  itTellsOf([
    ["without a title", dashboard({ title: "" }), path, "must not be empty"],
    ["titled by number", dashboard({ title: 5 }), path, "got 5"],
    [
      "without description",
      dashboard({ description: undefined }),
      path,
      "unde",
    ],
    ["with a malformed uid", dashboard({ uid: "a b" }), path, '"a b"'],
    ["with a long uid", dashboard({ uid: "x".repeat(41) }), path, "1 to 40"],
    ["with a number as uid", dashboard({ uid: 5 }), path, "got 5"],
    ["in General", dashboard({ folder: "General" }), path, "keeps for itself"],
    ["tagged by a text", dashboard({ tags: "a" }), path, "list of texts"],
    ["over 6 hours", dashboard({ range: "6 hours" }), path, '"6 hours"'],
    ["without rows", dashboard({ rows: undefined }), path, "must be a list"],
    ["with an empty row", rows({}), path, "got undefined"],
    ["without panels", rows({ title: "All", panels: [] }), path, "one panel"],
    ["with null as panel", panels(null), path, "got null"],
    ["with two panels of one title", panels(panel(), panel()), path, "titles"],
    [
      "without any property",
      ({ stack }) => new MonitoringDashboard(stack, "Board", js(undefined)),
      path,
      "got undefined",
    ],
    ["of an unknown kind", one({ kind: "graph" }), path, 'got "graph"'],
    ["of an unknown unit", one({ unit: "secs" }), path, 'got "secs"'],
    ["without a unit", one({ unit: undefined }), path, "got undefined"],
    ["too wide", one({ width: 25 }), path, "got 25"],
    ["wide by text", one({ width: "12" }), path, "got 12"],
    ["without queries", one({ queries: [] }), path, "at least one query"],
    ["with a text as queries", one({ queries: "up" }), path, "must be a list"],
    ["with texts as queries", one({ queries: ["up"] }), path, "be an object"],
    ["of an unknown source", query("up", "prom"), path, 'got "prom"'],
    [
      "with thresholds that fall",
      one({
        thresholds: [
          { value: 2, color: "red" },
          { value: 1, color: "red" },
        ],
      }),
      path,
      "ascend, got 2, 1",
    ],
    [
      "of an unknown colour",
      one({ thresholds: [{ value: 1, color: "blue" }] }),
      path,
      '"blue"',
    ],
    ["with a text in a stat", one({ text: "x" }), path, "must have a text"],
    ["unbalanced", query("up{"), path, "at column"],
    ["with a rate without range", query("rate(up)"), path, "add a range"],
    ["with an unknown metric", query("nope"), path, 'got "nope"'],
    ["with an unknown job", query('up{job="nope"}'), path, 'job="nope"'],
    ["with an unknown variable", query('up{job="$job"}'), path, '"$job"'],
    ["with a range vector", query("up[5m]"), path, "got a range vector"],
    ["with an empty query", query(" "), path, "must not be empty"],
    ["without a query", query(undefined), path, "got undefined"],
    [
      "of logs without Loki",
      one({
        kind: "logs",
        unit: undefined,
        queries: [{ dataSource: "loki", expr: '{service="a"}' }],
      }),
      path,
      'enable "loki"',
    ],
    [
      "of traces without Jaeger",
      one({
        kind: "traces",
        unit: undefined,
        queries: [{ dataSource: "jaeger", expr: "a" }],
      }),
      path,
      'enable "jaeger"',
    ],
    [
      "with a script as link",
      link({ url: "javascript:alert(1)" }),
      path,
      "javascript",
    ],
    ["with a text as link", link("https://a"), path, "must be an object"],
    ["with a link to nothing", link({ dashboardUid: "nope" }), path, '"nope"'],
    ["with a link to no tag", link({ tag: "nope" }), path, "which none has"],
    ["with a link of no kind", link({ page: "a" }), path, 'got "page"'],
    [
      "with a variable of no value",
      variable({ values: [] }),
      path,
      "one value",
    ],
    ["with a variable of no kind", variable({ kind: "x" }), path, 'got "x"'],
    [
      "with a bad variable",
      variable({ name: "a b", values: ["c"] }),
      path,
      '"a b"',
    ],
    [
      "with the uid of another",
      (program) => {
        dashboard({ uid: "same" })(program);
        dashboard({ uid: "same" }, "Second")(program);
      },
      "monitoring/Second",
      "at monitoring/Board and at monitoring/Second",
    ],
  ]);

  const logs =
    (expr: unknown, change: Change = {}) =>
    (parent: Program["app"]) =>
      one({
        kind: "logs",
        unit: undefined,
        queries: [{ dataSource: "loki", expr }],
        ...change,
      })({ stack: stackOf(parent, { profile: "standard" }) });
  const numbers = { kind: "stat", unit: "short" };
  itTellsOfPrograms([
    ["of unbalanced LogQL", logs('{service="a"'), path, "grammar of LogQL"],
    ["of all logs", logs("{}"), path, "no missing label fulfils"],
    ["of an unknown label", logs('{pod="a"}'), path, 'got label "pod"'],
    ["of a bad expression", logs('{service=~"("}'), path, "RE2"],
    ["filtered badly", logs('{service="a"} |~ "("'), path, "RE2"],
    ["filtered by nothing", logs('{service="a"} |='), path, "at column"],
    [
      "of LogQL without range",
      logs('rate({service="a"})', numbers),
      path,
      "at",
    ],
    ["of no text", logs(5), path, "got 5"],
    ["of numbers as lines", logs('rate({service="a"}[5m])'), path, "log lines"],
    ["of lines as numbers", logs('{service="a"}', numbers), path, "numbers"],
    [
      "without Grafana",
      (parent) =>
        query("up")({
          stack: stackOf(parent, { components: { grafana: false } }),
        }),
      path,
      'must have the component "grafana"',
    ],
    [
      "of objectives without Grafana",
      (parent) =>
        new SloDashboard(
          stackOf(parent, { components: { grafana: false } }),
          "Board",
        ),
      path,
      'must have the component "grafana"',
    ],
  ]);
});
