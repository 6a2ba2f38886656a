import { TerraformStack } from "cdktf";
import {
  PrometheusExporter,
  type PrometheusExporterProps,
} from "../../constructs/prometheus-exporter";
import { checkModel } from "../../lib/domain/check/check-model";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import type { ExporterSpec } from "../../lib/domain/telemetry/exporter";
import { Bytes, Duration } from "../../lib/domain/units";
import { nginxExporter } from "../../lib/packs/exporters/nginx";
import { DockerService } from "../../lib/platforms/docker/docker-service";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { app, inbox, itTellsOf, js, stackOf } from "../support/bad-input";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";
import { resourcesOf, synthesize } from "../support/synthesize";

const STATUS = "http://nginx:8080/stub_status";
const exporter = nginxExporter({ statusUrl: STATUS });

type Props = Partial<PrometheusExporterProps>;

/** A platform that remembers, with one exporter of nginx. */
function declare(
  props: Props = {},
  platform: { readonly standardDashboards?: boolean } = {},
) {
  const recorder = new RecordingPlatform();
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: recorder,
    profile: "minimal",
    deadMan: inbox(),
    defaultReceivers: [inbox()],
    ...platform,
  });
  const made = new PrometheusExporter(stack, "edge", { exporter, ...props });
  const { model } = stack.monitoring;
  const own = <T>(all: readonly { path: string; value: T }[]) =>
    all.filter(({ path }) => path === made.node.path).map(({ value }) => value);
  return {
    stack,
    made,
    model,
    ran: recorder.exporters,
    job: own(model.scrapeJobs)[0],
    alerts: alertsOf(own(model.ruleGroups())),
    records: own(model.ruleGroups()).flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
    ),
    dashboards: own(model.dashboards()).map(({ uid }) => uid),
    problems: () =>
      checkModel(model)
        .filter(({ severity }) => severity === "error")
        .map(({ message }) => message),
  };
}

function alertsOf(groups: readonly RuleGroup[]) {
  return groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === "alert" ? [rule] : [])),
  );
}

describe("PrometheusExporter", () => {
  it("runs the container, scrapes it, watches it and shows it", () => {
    const { made, ran, job, alerts, dashboards, problems } = declare();
    expect(made.job).toBe("edge");
    expect(ran).toEqual([
      { path: "monitoring/edge", name: "edge", spec: exporter.container },
    ]);
    expect(job).toEqual({
      name: "edge",
      targets: [{ kind: "address", address: "edge:9113" }],
      metrics: exporter.metrics,
    });
    expect(alerts.length).toBeGreaterThan(4);
    for (const { expr, labels, dashboardUid } of alerts) {
      expect(expr).toContain('job="edge"');
      expect(labels).toMatchObject({ service: "edge" });
      expect(labels).not.toHaveProperty("team");
      expect(dashboardUid).toBe("nginx-edge");
    }
    expect(dashboards).toEqual(["nginx-edge"]);
    expect(problems()).toEqual([]);
  });

  it("takes another name for job and container", () => {
    const { made, job, ran } = declare({ name: "front" });
    expect(made.job).toBe("front");
    expect(job?.name).toBe("front");
    expect(job?.targets).toEqual([{ kind: "address", address: "front:9113" }]);
    expect(ran.map(({ name }) => name)).toEqual(["front"]);
  });

  it("puts the team on series and alerts", () => {
    const { made, job, alerts } = declare({ team: "web" });
    expect(made.team).toBe("web");
    expect(job?.labels).toEqual({ team: "web" });
    expect(new Set(alerts.map(({ labels }) => labels?.team))).toEqual(
      new Set(["web"]),
    );
  });

  it("scrapes as often as it is told, where the exporter says", () => {
    const elsewhere: ExporterSpec = { ...exporter, metricsPath: "/probe" };
    const { job } = declare({
      interval: Duration.minutes(1),
      exporter: elsewhere,
    });
    expect(job).toMatchObject({ metricsPath: "/probe" });
    expect(job?.interval?.toString()).toBe("1m");
  });

  it("makes no container for one that runs elsewhere", () => {
    const { ran, job, problems } = declare({ address: "10.0.0.7:9999" });
    expect(ran).toEqual([]);
    expect(job?.targets).toEqual([
      { kind: "address", address: "10.0.0.7:9999" },
    ]);
    expect(problems()).toEqual([]);
  });

  it("tunes alerts by their names", () => {
    const { alerts } = declare({
      alerts: {
        exclude: ["NginxRestarting"],
        overrides: { NginxDown: { severity: "warning" } },
      },
    });
    const names = alerts.map(({ alert }) => alert);
    expect(names).toContain("NginxDown");
    expect(names).not.toContain("NginxRestarting");
    expect(alerts.find(({ alert }) => alert === "NginxDown")?.severity).toBe(
      "warning",
    );
  });

  it("leaves the alerts out, and keeps what is recorded", () => {
    const { alerts, records, job } = declare({ alerts: false });
    expect(alerts).toEqual([]);
    expect(records).toEqual(["instance:nginx_http_requests:rate5m"]);
    expect(job).toBeDefined();
  });

  it("leaves the dashboards out, and links to none", () => {
    const { dashboards, alerts, problems } = declare({ dashboards: false });
    expect(dashboards).toEqual([]);
    expect(alerts.every((alert) => !("dashboardUid" in alert))).toBe(true);
    expect(problems()).toEqual([]);
  });

  it("makes dashboards where the platform makes its own, or is told to", () => {
    const without = { standardDashboards: false };
    expect(declare({}, without).dashboards).toEqual([]);
    expect(declare({}, without).problems()).toEqual([]);
    const wanted = declare({ dashboards: true }, without);
    expect(wanted.dashboards).toEqual(["nginx-edge"]);
  });

  it("belongs to the platform that it is given", () => {
    const { stack } = declare();
    const plain = new TerraformStack(temporaryApp(), "plain");
    new PrometheusExporter(plain, "other", {
      exporter,
      address: "other:1",
      monitoring: stack.monitoring,
    });
    expect(stack.monitoring.model.scrapeJobs.map(({ path }) => path)).toContain(
      "plain/other",
    );
  });

  it("stands beside another one of its kind", () => {
    const { stack, dashboards, problems, ran } = declare();
    new PrometheusExporter(stack, "inner", { exporter, team: "web" });
    expect(problems()).toEqual([]);
    expect(dashboards).toEqual(["nginx-edge"]);
    expect(ran.map(({ name }) => name)).toEqual(["edge", "inner"]);
  });
});

describe("an exporter on Docker", () => {
  const program = (...names: readonly string[]) => {
    const stack = stackOf(app());
    for (const name of names) {
      new PrometheusExporter(stack, name, { exporter });
    }
    return synthesize(stack);
  };
  const addresses = (...names: readonly string[]) =>
    Object.keys(program(...names).resource.docker_container ?? {});

  it("is the same each time", () => {
    expect(program("edge", "inner").text).toBe(program("edge", "inner").text);
  });

  it("has an address that no other declaration changes", () => {
    expect(addresses("a", "edge")).toEqual(
      expect.arrayContaining(addresses("edge")),
    );
    const [own] = addresses("edge").filter((name) => name.startsWith("edge"));
    expect(own).toMatch(/^edge_[0-9A-F]{8}$/);
    const container = (...names: readonly string[]) =>
      JSON.stringify(program(...names).resource.docker_container?.[own ?? ""]);
    expect(container("a", "edge")).toBe(container("edge"));
  });

  it("is told apart from the container that it watches", () => {
    const stack = stackOf(app());
    new DockerService(stack, "web", { name: "nginx", image: "nginx:1.29" });
    new PrometheusExporter(stack, "nginx", { exporter });
    expect(() => synthesize(stack)).toThrow(
      'must mean one in the networks of the platform, got "nginx" at monitoring/web and at monitoring/nginx; pass another `name`',
    );
    expect(resourcesOf(program("edge"), "docker_container")).toContainEqual(
      expect.objectContaining({ name: "monitoring-edge" }),
    );
  });
});

const PATH = "monitoring/edge";
const make =
  (props: unknown, id = "edge") =>
  ({ stack }: { stack: MonitoringStack }) =>
    new PrometheusExporter(
      stack,
      id,
      js(
        typeof props === "object" && props !== null
          ? { exporter, ...props }
          : props,
      ),
    );
const spec = (change: object) => make({ exporter: { ...exporter, ...change } });
const container = (change: object) =>
  spec({ container: { ...exporter.container, ...change } });

describe("an exporter", () => {
  itTellsOf([
    ["undefined", make(undefined), PATH, "options of a PrometheusExporter"],
    ["with an unknown option", make({ alert: false }), PATH, '"alerts"'],
    ["of nothing", make({ exporter: undefined }), PATH, "got undefined"],
    ["by its name", make({ exporter: "nginx" }), PATH, "must be an object"],
    ["with capitals", make({}, "Edge"), "monitoring/Edge", "pass `name`"],
    ["with a forgotten name", make({ name: undefined }), PATH, "undefined"],
    ["named as two", make({ name: "a b" }), PATH, '"a b"'],
    ["of no team", make({ team: " " }), PATH, 'got " "'],
    ["of a team by number", make({ team: 5 }), PATH, "got 5"],
    ["with a time in text", make({ interval: "5s" }), PATH, '"5s"'],
    [
      "scraped always",
      make({ interval: Duration.seconds(0) }),
      PATH,
      "longer than 0s",
    ],
    ["at a host", make({ address: "edge" }), PATH, 'got "edge"'],
    ["at a URL", make({ address: "http://a:80" }), PATH, "scheme"],
    ["at a log-in", make({ address: "me:hunter2@a:80" }), PATH, "password"],
    ["with alerts in text", make({ alerts: "no" }), PATH, "be an object"],
    [
      "with a mistyped alert",
      make({ alerts: { exclude: ["NginxDwon"] } }),
      PATH,
      'got "NginxDwon"; did you mean "NginxDown"',
    ],
    ["with a number of dashboards", make({ dashboards: 1 }), PATH, "got 1"],
    ["without a Monitoring", make({ monitoring: {} }), PATH, "an object"],
    [
      "named as a service",
      make({ name: "checkout" }),
      PATH,
      '"checkout", which is declared at monitoring/service-checkout',
    ],
    [
      "named as a component",
      make({ name: "grafana" }),
      PATH,
      '"grafana", which is declared at',
    ],
    [
      "named as another",
      (program) => {
        make({}, "first")(program);
        make({ name: "first" })(program);
      },
      PATH,
      '"first", which is declared at monitoring/first',
    ],
    [
      "whose name a service takes",
      (program) => {
        make({})(program);
        program.stack.addService("edge", { metrics: { port: 1 } });
      },
      "monitoring/service-edge",
      '"edge" at monitoring/edge and at monitoring/service-edge',
    ],
    ["without a technology", spec({ technology: 5 }), PATH, "got 5"],
    ["at port 0", spec({ port: 0 }), PATH, "got 0"],
    ["at a path without slash", spec({ metricsPath: "m" }), PATH, '"m"'],
    ["without metrics", spec({ metrics: undefined }), PATH, "undefined"],
    [
      "with a malformed metric",
      spec({ metrics: [{ name: "a b", type: "gauge" }] }),
      PATH,
      '"a b"',
    ],
    ["with a list of alerts", spec({ alerts: [] }), PATH, "be a function"],
    ["with no alerts", spec({ alerts: () => "none" }), PATH, "a list"],
    [
      "with no dashboards",
      spec({ dashboards: () => undefined }),
      PATH,
      "undefined",
    ],
    ["without a container", spec({ container: "x:1" }), PATH, "be an object"],
    [
      "of an unknown image",
      container({ image: "ngnix-exporter" }),
      PATH,
      "nginx-exporter",
    ],
    ["of a malformed image", container({ image: "A:b" }), PATH, '"A:b"'],
    ["of a user by name", container({ user: "nobody" }), PATH, "uid:gid"],
    ["with one argument", container({ command: "run" }), PATH, "of texts"],
    ["with an empty argument", container({ command: [""] }), PATH, "no empty"],
    ["with memory in text", container({ memory: "9" }), PATH, '"9"'],
    [
      "without memory",
      container({ memory: Bytes.bytes(1) }),
      PATH,
      "at least 6MiB",
    ],
    ["without a processor", container({ cpus: NaN }), PATH, "NaN"],
    ["without processes", container({ processes: 0 }), PATH, "got 0"],
    [
      "with a secret in text",
      container({ secrets: ["hunter2"] }),
      PATH,
      "must be a SecretRef",
    ],
    ["probed by nothing", container({ health: {} }), PATH, "list of texts"],
    [
      "published at a port that is taken",
      container({ ports: [{ name: "http", port: 9113, publish: 9090 }] }),
      PATH,
      "9090, which monitoring-prometheus publishes",
    ],
    [
      "in another stack than its platform",
      ({ app: parent, stack }) =>
        new PrometheusExporter(new TerraformStack(parent, "plain"), "edge", {
          exporter,
          monitoring: stack.monitoring,
        }),
      "plain/edge",
      "in the stack of its platform",
    ],
  ]);
});

describe("the exporter of nginx", () => {
  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ statusUrl: undefined }, "got undefined"],
    [{ statusUrl: "nginx:8080/stub_status" }, "http or https URL"],
    [{ statusUrl: "http://nginx:8080" }, "the path of the status page"],
    [{ statusUrl: "http://me:pw@nginx/stub_status" }, "a user or a password"],
    [{ statusUr: STATUS }, 'did you mean "statusUrl"'],
    [{ egress: "yes" }, 'got "yes"'],
    [{ workerConnections: -1 }, "got -1"],
    [{ thresholds: { restarts: 0 } }, "got 0"],
  ])("refuses %j", (options, message) => {
    expect(() => nginxExporter({ statusUrl: STATUS, ...options })).toThrow(
      message,
    );
  });

  it("hands its options to the container, the alerts and the dashboard", () => {
    const {
      container: made,
      alerts,
      dashboards,
    } = nginxExporter({
      statusUrl: STATUS,
      egress: true,
      workerConnections: 512,
      thresholds: { connectionsRatio: 0.7 },
      runbookUrl: "https://wiki.example/nginx",
    });
    expect(made).toMatchObject({
      command: [`--nginx.scrape-uri=${STATUS}`, "--nginx.timeout=2s"],
      egress: true,
    });
    const about = { job: "edge", team: undefined };
    const near = alertsOf(alerts(about)).find(
      ({ alert }) => alert === "NginxConnectionsNearLimit",
    );
    expect(near?.expr).toMatch(/\/ 512 > 0\.7$/);
    expect(near?.runbookUrl).toMatch(/^https:\/\/wiki\.example\/nginx#/);
    expect(JSON.stringify(dashboards(about))).toContain('"value":0.7');
  });
});
