import { checkModel } from "../../../lib/domain/check/check-model";
import { createSlo } from "../../../lib/domain/slo/objective";
import { Sli } from "../../../lib/domain/slo/sli";
import { Bytes, Duration } from "../../../lib/domain/units";
import {
  addDashboard,
  addJob,
  addRules,
  aModel,
  anAlert,
  aRecording,
  ORDER_METRICS,
  problemsOf,
} from "./builders";

const messages = (model: ReturnType<typeof aModel>): readonly string[] =>
  problemsOf(model).map(({ message }) => message);

function anSlo(name: string, errors = "orders_failed_total") {
  return createSlo({
    name,
    service: "orders",
    objective: 0.999,
    sli: Sli.ratio({ errors, total: "orders_total" }),
  });
}

describe("checkModel", () => {
  it("finds nothing in a model that is right", () => {
    const model = aModel();
    addJob(model, "billing", [
      { name: "orders_failed_total", type: "counter" },
    ]);
    model.addSlo("app/slo", anSlo("Availability"));
    addRules(model, "app/rules", anAlert("rate(orders_total[5m]) == 0"));
    expect(problemsOf(model)).toEqual([]);
  });

  it("follows the queries of objectives to their metrics", () => {
    const model = aModel();
    model.addSlo("app/slo", anSlo("Availability", "orders_faled_total"));
    const found = problemsOf(model);
    expect(found).toEqual([
      expect.objectContaining({ code: "metric-unknown", path: "app/slo" }),
    ]);
    expect(found[0]?.message).toContain('got "orders_faled_total"');
  });

  it("passes on the warnings of objectives", () => {
    const model = aModel();
    const slo = createSlo({
      name: "Availability",
      service: "orders",
      objective: 0.9999,
      sli: Sli.ratio({
        errors: 'orders_total{code="5"}',
        total: "orders_total",
      }),
      expectedRequestsPerSecond: 0.001,
    });
    model.addSlo("app/slo", slo);
    expect(slo.warnings.length).toBeGreaterThan(0);
    expect(problemsOf(model)).toEqual(
      slo.warnings.map(({ code, message }) => ({
        code,
        message,
        path: "app/slo",
        severity: "warning",
      })),
    );
  });

  it("finds alerts that nobody receives", () => {
    const model = aModel();
    addRules(model, "app/rules", anAlert("queue_length > 5"));
    expect(checkModel(model).map(({ path }) => path)).toContain("app/rules");
  });
});

describe("declarations made twice", () => {
  it("name both construct paths", () => {
    const model = aModel();
    model.addScrapeJob("app/again", {
      name: "orders",
      targets: [],
      metrics: ORDER_METRICS,
    });
    expect(messages(model)).toEqual([
      'scrape job must be declared once, got "orders" at app/orders and at app/again; rename one of them',
    ]);
  });

  it("are found for services, dashboards, groups, recordings and alerts", () => {
    const model = aModel();
    for (const path of ["app/a", "app/b"]) {
      model.addService(path, { name: "orders", metrics: [] });
      model.addRuleGroups(path, () => [
        {
          name: "orders",
          engine: "prometheus",
          rules: [
            aRecording("a:b", "queue_length"),
            anAlert("queue_length > 5"),
          ],
        },
      ]);
      addDashboard(model, []);
    }
    expect(problemsOf(model).map(({ code }) => code)).toEqual([
      "duplicate-service",
      "duplicate-dashboard-uid",
      "duplicate-rule-group",
      "duplicate-recording-rule",
      "duplicate-alert",
    ]);
  });

  it("are no error when labels or expressions tell them apart", () => {
    const model = aModel();
    addRules(model, "app/a", anAlert("queue_length > 5"));
    addRules(model, "app/b", anAlert("queue_length > 50"));
    addRules(
      model,
      "app/c",
      anAlert("queue_length > 5", { severity: "critical" }),
    );
    addRules(model, "app/d", aRecording("a:b", "queue_length"));
    addRules(model, "app/e", {
      ...aRecording("a:b", "queue_length"),
      labels: { of: "e" },
    });
    expect(problemsOf(model)).toEqual([]);
  });

  it("are told once for an objective and not for each of its rules", () => {
    const model = aModel();
    for (const path of ["app/a", "app/b"]) {
      model.addSlo(path, anSlo("Availability", 'orders_total{code="5"}'));
    }
    expect(problemsOf(model).map(({ code }) => code)).toEqual([
      "duplicate-objective",
    ]);
  });

  it("are found for log retention", () => {
    const model = aModel();
    for (const path of ["app/a", "app/b"]) {
      model.addLogRetention(path, { default: Duration.days(7), streams: [] });
    }
    expect(messages(model)).toEqual([
      "log retention must be declared once, got one at app/a and one at app/b; add the streams of this one to the other",
    ]);
  });
});

describe("log queries", () => {
  it.each([
    ['{service="orders"} |= "x" | trace_id="y"', "logs"],
    ['sum by (level) (rate({service=~"$service"}[$__auto]))', "timeseries"],
  ] as const)("accept %s", (expr, kind) => {
    const model = aModel();
    addDashboard(model, [{ dataSource: "loki", expr }], {}, { kind });
    expect(problemsOf(model)).toEqual([]);
  });

  it.each([
    [
      '{servce="orders"}',
      "logs",
      'panel "Rate" of dashboard "Orders" must select streams by service, level, log, host, environment, got label "servce"; did you mean "service"? If not, filter by it after the braces: | servce="..."',
    ],
    [
      '{service="orders"}',
      "timeseries",
      'panel "Rate" of dashboard "Orders" must ask for numbers, got a query for log lines; count them, such as with sum(rate({...}[5m]))',
    ],
    [
      'rate({service="orders"}[5m])',
      "logs",
      'panel "Rate" of dashboard "Orders" must ask for log lines, got a query for numbers; leave the functions out, or change the kind of the panel',
    ],
  ] as const)("refuse %s in a panel %s", (expr, kind, message) => {
    const model = aModel();
    addDashboard(model, [{ dataSource: "loki", expr }], {}, { kind });
    expect(messages(model)).toEqual([message]);
  });
});

describe("dashboards", () => {
  it("must ask components that exist", () => {
    const model = aModel({ components: { loki: false } });
    addDashboard(model, [
      { dataSource: "loki", expr: 'rate({service="orders"}[5m])' },
    ]);
    expect(messages(model)).toEqual([
      'panel "Rate" of dashboard "Orders" must ask a component of the platform, got "loki", which is switched off; enable "loki" or give its `external` address',
    ]);
  });

  it("must link to dashboards that exist, and so must alerts", () => {
    const model = aModel();
    addDashboard(model, [], {
      links: [
        { title: "More", target: { dashboardUid: "order" } },
        { title: "Self", target: { dashboardUid: "orders" } },
      ],
    });
    addRules(
      model,
      "app/rules",
      anAlert("queue_length > 5", { dashboardUid: "nothing-like-it" }),
    );
    expect(messages(model)).toEqual([
      'link "More" of dashboard "Orders" must link to a dashboard of this model, got uid "order"; did you mean "orders"',
      'alert "OrdersStalled" must link to a dashboard of this model, got uid "nothing-like-it"; declare the dashboard, or leave the link out',
    ]);
  });
});

describe("components that are missing", () => {
  it("are named with the feature that needs them", () => {
    const model = aModel({ components: { loki: false } });
    const feature = 'logs of service "orders"';
    model.requireComponent("app/orders", { component: "loki", feature });
    model.requireComponent("app/orders", {
      component: "jaeger",
      feature: "spans",
    });
    expect(messages(model)).toEqual([
      'logs of service "orders" must have the component "loki", got a platform without it; enable it in `components`, or give the address of an existing one: { external: url }',
    ]);
  });
});

describe("retention that cannot hold", () => {
  it("is found for samples, at two bytes each", () => {
    // 15 days every 15 s are 86,400 samples of each series.
    const at = (expectedSeries: number) =>
      aModel({
        metricRetention: {
          time: Duration.days(15),
          size: Bytes.bytes(86_400 * 2 * 1000),
          expectedSeries,
        },
      });
    expect(messages(at(1000))).toEqual([]);
    expect(messages(at(1001))).toEqual([
      "size of metric retention must hold 1001 series every 15s for 15d, which is 173.0 MB, got 172.8 MB; keep it for a shorter time, or give it more space",
    ]);
  });

  it("follows the longest window of an objective unless a time is declared", () => {
    const model = aModel();
    expect(model.metricRetention().time).toEqual(Duration.days(15));
    model.addSlo("app/slo", anSlo("Availability"));
    expect(model.metricRetention().time).toEqual(Duration.days(31));
  });

  it("is found for a window whose beginning would be deleted already", () => {
    const size = Bytes.gibibytes(8);
    const model = aModel({
      metricRetention: { time: Duration.days(15), size },
    });
    model.addSlo("app/slo", anSlo("Availability"));
    expect(problemsOf(model)).toContainEqual(
      expect.objectContaining({
        code: "slo-window-retention",
        path: "app/slo",
      }),
    );
  });

  it("is found for log lines of all streams together", () => {
    const at = (auditPerDay: Bytes) => {
      const model = aModel();
      model.addLogRetention("app/logs", {
        default: Duration.days(7),
        ingestPerDay: Bytes.parse("100MB"),
        streams: [
          {
            match: { log: "audit" },
            keep: Duration.days(90),
            ingestPerDay: auditPerDay,
          },
        ],
      });
      return messages(model);
    };
    expect(at(Bytes.parse("40MB"))).toEqual([]);
    expect(at(Bytes.parse("50MB"))).toEqual([
      'volume of "loki" must hold all log lines until they are deleted, which is 5.2 GB, got 5.0 GB; keep it for a shorter time, or give it more space',
    ]);
  });

  it("is found for spans", () => {
    const model = aModel({
      traceRetention: {
        time: Duration.days(7),
        size: Bytes.gigabytes(1),
        ingestPerDay: Bytes.parse("200MB"),
      },
    });
    expect(messages(model)).toEqual([
      "size of trace retention must hold all spans for 7d, which is 1.4 GB, got 1.0 GB; keep it for a shorter time, or give it more space",
    ]);
  });
});
