import {
  anAlert,
  addRules,
  aModel,
  aRecording,
  problemsOf,
  problemsOfAlert,
} from "./builders";

const codes = (expr: string): readonly string[] =>
  problemsOfAlert(expr)
    .map(({ code }) => code)
    .filter((code) => code !== "alert-without-for");

describe("alerts that can never fire", () => {
  it.each([
    "up > 1",
    'up{job="orders"} < 0',
    "avg(up) >= 1.5",
    "100 * avg(up) > 100",
    "1 - avg(up) < 0",
    "rate(orders_total[5m]) < 0",
    "vector(1) == 2",
    "absent(up) == 0",
    "(up > 1) and (queue_length > 1)",
    "(up > 1) or (up < 0)",
    "sum by (job) (up > 1)",
    "vector(0.5) > 14.4 * 0.1",
  ])("are found: %s", (expr) => {
    expect(codes(expr)).toEqual(["alert-never-fires"]);
  });

  it.each([
    "up > 0",
    "up == 1",
    "sum(up) > 1",
    "count(up) > 5",
    "queue_length > 1",
    "rate(orders_total[5m]) < 1",
    "(up > 1) or (queue_length > 1)",
    "queue_length unless (up > 1)",
    "up - up > 0.5",
    "queue_length / 0 > 1",
  ])("are told from those that can: %s", (expr) => {
    expect(codes(expr)).toEqual([]);
  });

  it("include an error ratio above 1 of an objective", () => {
    const model = aModel();
    addRules(
      model,
      "app/recordings",
      aRecording("slo:sli_error:ratio_rate1h", "rate(orders_total[1h])"),
    );
    expect(
      problemsOfAlert("slo:sli_error:ratio_rate1h > 14.4 * 0.1", model).map(
        ({ message }) => message,
      ),
    ).toEqual([
      'alert "OrdersStalled" must be able to fire, got "slo:sli_error:ratio_rate1h > 14.4 * 0.1", which compares 0 to 1 with 1.44; correct the threshold',
    ]);
  });
});

describe("alerts that always fire", () => {
  it.each([
    "queue_length",
    "vector(1)",
    "queue_length > bool 5",
    "sum(queue_length) or vector(0)",
    "(queue_length > 5) or vector(0)",
  ])("are a warning: %s", (expr) => {
    expect(problemsOfAlert(expr)).toEqual([
      expect.objectContaining({
        code: "alert-always-fires",
        severity: "warning",
      }),
    ]);
  });

  it.each([
    "absent(up)",
    "queue_length and queue_length > 5",
    "queue_length unless up == 0",
    "sum(queue_length > 5)",
    "ALERTS",
  ])("are told from those that can be silent: %s", (expr) => {
    expect(codes(expr)).toEqual([]);
  });

  it("are told from those whose recording rule filters", () => {
    const model = aModel();
    addRules(
      model,
      "app/recordings",
      aRecording("job:queue:full", "queue_length > 100"),
    );
    expect(problemsOfAlert("job:queue:full", model)).toEqual([]);
  });

  it("do not include the dead man's switch", () => {
    const model = aModel();
    addRules(model, "app/rules", anAlert("vector(1)", { alert: "Watchdog" }));
    expect(problemsOf(model)).toEqual([]);
  });
});

describe("uses that do not fit the type", () => {
  it.each([
    ["rate(queue_length[5m]) > 1", "rate-of-gauge"],
    ["increase((queue_length[5m])) > 1", "rate-of-gauge"],
    ["orders_total > 5", "counter-compared"],
    ["sum(orders_total) / 2 > 5", "counter-compared"],
    [
      "(orders_total unless max_over_time(orders_total[1h])) > 5",
      "counter-compared",
    ],
    [
      "histogram_quantile(0.9, rate(orders_total[5m])) > 1",
      "quantile-of-other",
    ],
    [
      "histogram_quantile(0.9, rate(order_duration_seconds_sum[5m])) > 1",
      "quantile-of-other",
    ],
  ])("are found: %s", (expr, code) => {
    expect(codes(expr)).toEqual([code]);
  });

  it.each([
    "orders_total - orders_total offset 5m < 1",
    "count(orders_total) > 5",
    "delta(queue_length[5m]) > 5",
    "changes(orders_total[5m]) > 5",
    "orders_total unless orders_total offset 1h",
    "(increase(orders_total[5m]) or (orders_total unless max_over_time(orders_total[1h] offset 5m))) > 5",
  ])("are told from those that fit: %s", (expr) => {
    expect(codes(expr)).toEqual([]);
  });

  it("name the function that fits", () => {
    expect(problemsOfAlert("rate(queue_length[5m]) > 1")[0]?.message).toBe(
      'alert "OrdersStalled" must apply rate() to counters, got the gauge "queue_length"; use deriv() or delta() for a gauge, or correct its type in `metrics.provides`',
    );
  });
});

describe("rules that return no instant vector", () => {
  it.each(["queue_length[5m]", '"text"'])("are refused: %s", (expr) => {
    expect(codes(expr)).toEqual(["query-result"]);
  });
});

describe("queries that cannot be parsed", () => {
  it("name the rule, the place and the remedy", () => {
    expect(problemsOfAlert("rate(orders_total) > 0")).toEqual([
      {
        code: "promql-type",
        path: "app/rules",
        severity: "error",
        message:
          'alert "OrdersStalled": PromQL must pass a range vector to rate(), got "orders_total" (an instant vector) at column 6 of "rate(orders_total) > 0"; add a range such as [5m]',
      },
    ]);
  });
});
