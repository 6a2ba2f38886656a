import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { Duration } from "../../../lib/domain/units";
import {
  addDashboard,
  addRules,
  aModel,
  anAlert,
  aRecording,
  problemsOf,
} from "./builders";

const defaultReceivers = [
  AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
];

/** Codes and messages of what is wrong with one alert. */
function told(...input: Parameters<typeof anAlert>): readonly string[] {
  const model = aModel({ defaultReceivers });
  addRules(model, "app/rules", anAlert(...input));
  return problemsOf(model).map(({ code, message }) => `${code}: ${message}`);
}

describe("ranges of rules", () => {
  it.each(["rate", "increase", "irate"])(
    "of %s must hold two scrapes",
    (call) => {
      expect(told(`${call}(orders_total[20s]) > 1`)).toEqual([
        `range-too-short: range of ${call}() in alert "OrdersStalled" must hold at least two scrapes, one each 15s, got 20s; write at least [1m]`,
      ]);
      expect(told(`${call}(orders_total[30s]) > 1`)).toEqual([]);
    },
  );

  it("are judged by the interval of their job", () => {
    const model = aModel({ defaultReceivers });
    model.addScrapeJob("app/slow", {
      name: "slow",
      interval: Duration.minutes(2),
      targets: [{ kind: "address", address: "slow:1" }],
      metrics: [{ name: "slow_total", type: "counter" }],
    });
    addRules(
      model,
      "app/rules",
      anAlert('rate(slow_total{job="slow"}[3m]) > 1'),
    );
    expect(problemsOf(model).map(({ code }) => code)).toEqual([
      "range-too-short",
    ]);
  });

  it("may be short where one sample is enough", () => {
    expect(told("max_over_time(queue_length[15s]) > 1")).toEqual([]);
  });

  it("tells of an alert that waits for less than one evaluation", () => {
    expect(told("queue_length > 1", { for: Duration.seconds(10) })).toEqual([
      expect.stringContaining("for-below-interval: for of alert"),
    ]);
    expect(told("queue_length > 1", { for: Duration.seconds(15) })).toEqual([]);
  });
});

describe("recordings that are evaluated each ten minutes", () => {
  const codesWhen = (expr: string): readonly string[] => {
    const model = aModel({ defaultReceivers });
    model.addRuleGroups("app/slow", () => [
      {
        name: "slow",
        engine: "prometheus",
        interval: Duration.minutes(10),
        rules: [aRecording("a:b:c", "sum(up)")],
      },
    ]);
    addRules(model, "app/rules", anAlert(expr));
    return problemsOf(model).map(({ code }) => code);
  };

  it("are too few for a query of the newest value", () => {
    expect(codesWhen("a:b:c > 5")).toEqual(["recorded-too-seldom"]);
  });

  it("are enough for a query over a range", () => {
    expect(codesWhen("last_over_time(a:b:c[20m]) > 5")).toEqual([]);
  });
});

describe("labels in texts of alerts", () => {
  const text = { description: "{{ $labels.shop }} waits" };
  it.each([
    "sum(queue_length) > 5",
    "sum by (job) (queue_length) > 5",
    "max by (job) (queue_length) / max by (job) (queue_length) > 5",
    "sum by (job) (queue_length) > 5 and queue_length > 1",
  ])("are missed in %s", (expr) => {
    const found = told(expr, text).filter((each) => each.startsWith("label-"));
    expect(found).toHaveLength(1);
  });

  it.each([
    "queue_length > 5",
    "sum by (shop) (queue_length) > 5",
    "sum without (job) (queue_length) > 5",
    "topk(1, queue_length) > 5",
    'label_replace(sum(queue_length), "shop", "a", "", "") > 5',
    "sum by (job) (queue_length) * on (job) group_left (shop) queue_length > 5",
    "5 < sum by (shop) (queue_length)",
    "sum(queue_length) > 5 or sum by (shop) (queue_length) > 5",
    "rate(orders_total[5m]) > 5",
    "time() - max by (shop) (queue_length) > 5",
  ])("are found in %s", (expr) => {
    expect(
      told(expr, text).filter((each) => each.startsWith("label-")),
    ).toEqual([]);
  });

  it("may be missing where the text asks for that", () => {
    expect(
      told("sum(queue_length) > 5", {
        description: "{{ with $labels.shop }}{{ . }}{{ else }}all{{ end }}",
      }),
    ).toEqual([]);
  });

  it("says what the query returns", () => {
    expect(told("sum by (job) (queue_length) > 5", text)[0]).toBe(
      'label-not-in-result: texts of alert "OrdersStalled" must use labels that its query returns, got $labels.shop, while it returns job; keep the label in the aggregation, or leave it out of the text',
    );
  });

  it("must not be those that the platform adds itself", () => {
    const model = aModel({ defaultReceivers, externalLabels: { zone: "a" } });
    addRules(
      model,
      "app/rules",
      anAlert("queue_length > 1", { labels: { zone: "b" } }),
      { ...aRecording("a:b:c", "queue_length"), labels: { zone: "b" } },
    );
    expect(problemsOf(model).map(({ code }) => code)).toEqual([
      "label-external",
      "label-external",
    ]);
  });

  it("must hold no secret, and neither must texts, which are not repeated", () => {
    const model = aModel({ defaultReceivers });
    addRules(
      model,
      "app/rules",
      anAlert("queue_length > 1", {
        labels: { api_key: "geheim-1234" },
        description: "See https://ops:geheim-1234@wiki/queue",
      }),
    );
    const problems = problemsOf(model);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["secret-in-rule", "app/rules"],
      ["secret-in-rule", "app/rules"],
    ]);
    expect(JSON.stringify(problems)).not.toContain("geheim");
  });
});

describe("a threshold of a panel that names an alert", () => {
  function withThreshold(
    value: number,
    alert = "OrdersStalled",
    expr?: string,
  ) {
    const model = aModel({ defaultReceivers });
    addRules(model, "app/rules", anAlert(expr ?? "queue_length > 100 * 3"));
    addDashboard(
      model,
      [{ dataSource: "prometheus", expr: "queue_length" }],
      {},
      { thresholds: [{ value, color: "red", alert }] },
    );
    return problemsOf(model).map(({ code, message }) => `${code}: ${message}`);
  }

  it("must have a number of the alert", () => {
    expect(withThreshold(50)).toEqual([
      'threshold-not-of-alert: threshold of panel "Rate" of dashboard "Orders" must be a number of alert "OrdersStalled", which it names, got 50, while the alert has 100, 3; take both from one value',
    ]);
  });

  it.each([100, 3])("may have any of its numbers, such as %d", (value) => {
    expect(withThreshold(value)).toEqual([]);
  });

  it("may be negative", () => {
    expect(withThreshold(-5, "OrdersStalled", "queue_length > -5")).toEqual([]);
  });

  it("may be the sum of binary fractions", () => {
    expect(
      withThreshold(0.1 + 0.2, "OrdersStalled", "queue_length > 0.3"),
    ).toEqual([]);
  });

  it("may name an alert that this model does not have", () => {
    expect(withThreshold(50, "Elsewhere")).toEqual([]);
  });
});
