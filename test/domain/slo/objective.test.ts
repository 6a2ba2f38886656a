import {
  createSlo,
  Slo,
  type SloInput,
} from "../../../lib/domain/slo/objective";
import { Sla } from "../../../lib/domain/slo/presets";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { Sli } from "../../../lib/domain/slo/sli";
import { BURN_RATE_WINDOWS } from "../../../lib/domain/slo/windows";
import { Duration } from "../../../lib/domain/units";

const INPUT: SloInput = {
  name: "CheckoutAvailability",
  service: "checkout",
  objective: 0.999,
  sli: Sli.ratio({ errors: 'requests{code="5"}', total: "requests" }),
};

const created = (change: Partial<SloInput> = {}) =>
  createSlo({ ...INPUT, ...change });

describe("createSlo", () => {
  it("fills in what is left out", () => {
    expect(created()).toMatchObject({
      id: "checkout-availability",
      errorBudget: 0.001,
      window: Duration.days(30),
      minimumBadEvents: 3,
      labels: {},
      omittedWindows: [],
      warnings: [],
    });
    expect(created()).not.toHaveProperty("team");
  });

  it.each<[string, Partial<SloInput>, string]>([
    ["a percentage", { objective: 99.9 }, "write 0.999 for 99.9%"],
    [
      "a window of seconds",
      { window: Duration.seconds(100_000) },
      "must be whole hours from 1d to 90d, got 1d3h46m40s",
    ],
    ["a window of a year", { window: Duration.days(365) }, "from 1d to 90d"],
    [
      "a window that an alert window fills",
      { window: Duration.days(2), alertWindows: BURN_RATE_WINDOWS },
      "must be longer than its longest alert window (3d), got 2d",
    ],
    [
      "a name that no alert can have",
      { name: "checkout availability" },
      "write CheckoutAvailability",
    ],
    ["an id with capitals", { id: "Checkout" }, "write checkout"],
    ["a template as service", { service: "{{ x }}" }, 'without "{{"'],
    ["an empty team", { team: "" }, "team of an objective"],
    ["half a bad event", { minimumBadEvents: 0.5 }, "whole number"],
    ["no bad event", { minimumBadEvents: 0 }, "whole number"],
    ["a runbook that is no address", { runbookUrl: "wiki" }, "in full"],
    ["no traffic", { expectedRequestsPerSecond: 0 }, "above 0"],
    [
      "a label of its own",
      { labels: { severity: "info" } },
      "its own label severity",
    ],
    ["a malformed label", { labels: { "a-b": "" } }, "rename the label"],
  ])("refuses %s", (_, change, message) => {
    expect(() => created(change)).toThrow(message);
  });

  it("takes a short window with alert windows that fit", () => {
    const slo = created({
      window: Duration.days(1),
      alertWindows: BURN_RATE_WINDOWS.slice(0, 1),
    });
    expect(slo.burnRates.map(({ factor }) => factor)).toEqual([0.48]);
  });

  it("says which alerts it leaves out", () => {
    const { warnings, burnRates } = created({ objective: 0.9 });
    expect(burnRates).toHaveLength(3);
    expect(warnings).toEqual([
      {
        code: "slo-window-omitted",
        message:
          'objective "checkout-availability" must leave room for a burn-rate alert over 1h, got none: a burn rate of 14.4 would need an error ratio of 144%, and no error ratio exceeds 100%; the other windows alert',
      },
    ]);
  });

  it.each([
    // One failure alone exceeds the threshold below 69.4 requests in 1h, 166.7 in 6h, 333.3 in 1d and 1,000 in 3d.
    [70 / 3600, []],
    [69 / 3600, ["slo-low-traffic 70 requests in 1h"]],
    [
      0.001,
      [
        "slo-low-traffic 70 requests in 1h",
        "slo-low-traffic 167 requests in 6h",
        "slo-low-traffic 334 requests in 1d",
        "slo-low-traffic 1000 requests in 3d",
      ],
    ],
  ])("warns about %d requests per second", (rate, expected) => {
    const { warnings } = created({ expectedRequestsPerSecond: rate });
    expect(
      warnings.map(
        ({ code, message }) =>
          `${code} ${/must reach (.*?) for/.exec(message)?.[1]}`,
      ),
    ).toEqual(expected);
  });

  it("warns when an alert would never see enough failures", () => {
    const { warnings } = created({ expectedRequestsPerSecond: 0.0005 });
    expect(warnings[0]).toMatchObject({
      code: "slo-too-few-events",
      message: expect.stringContaining(
        "must reach 3 requests in 1h for that alert to fire at all, got 1.8 (0.0005 per second)",
      ),
    });
  });

  it("does not take probes for requests", () => {
    const sli = Sli.probe("up");
    expect(created({ sli, expectedRequestsPerSecond: 0.001 }).warnings).toEqual(
      [],
    );
  });
});

describe("sloRuleGroups", () => {
  const groupsOf = (change: Partial<SloInput> = {}) =>
    sloRuleGroups(created(change));
  const rulesOf = (change: Partial<SloInput> = {}) =>
    groupsOf(change).flatMap(({ rules }) => rules);

  it("evaluates each group more often than Prometheus forgets a series", () => {
    expect(
      groupsOf().map(({ name, interval }) => [name, interval?.toString()]),
    ).toEqual([
      ["slo-checkout-checkout-availability-fast", "30s"],
      ["slo-checkout-checkout-availability-medium", "1m"],
      ["slo-checkout-checkout-availability-slow", "4m"],
    ]);
  });

  it("records each series once", () => {
    const recorded = rulesOf().flatMap((rule) =>
      rule.kind === "record" ? [rule.record] : [],
    );
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(recorded).toHaveLength(16);
  });

  it("names and labels each alert so that it can be routed and muted", () => {
    const alerts = rulesOf({ team: "payments", labels: { tier: "1" } }).flatMap(
      (rule) =>
        rule.kind === "alert" ? [[rule.alert, rule.severity, rule.labels]] : [],
    );
    const labels = (priority: string) => ({
      priority,
      slo: "checkout-availability",
      service: "checkout",
      team: "payments",
      tier: "1",
    });
    const burn = (window: string, priority: string) => ({
      ...labels(priority),
      burn_window: window,
      symptom: "errors",
    });
    expect(alerts).toEqual([
      ["CheckoutAvailabilityBurn1h", "critical", burn("1h", "P1")],
      ["CheckoutAvailabilityAbsent", "critical", labels("P1")],
      ["CheckoutAvailabilityBurn6h", "critical", burn("6h", "P2")],
      ["CheckoutAvailabilityBurn1d", "warning", burn("1d", "P3")],
      ["CheckoutAvailabilityBurn3d", "warning", burn("3d", "P3")],
      ["CheckoutAvailabilityBudgetHalfSpent", "warning", labels("P3")],
    ]);
  });

  it("says in the alert what was measured, by which window, and what it costs", () => {
    const alert = rulesOf({
      runbookUrl: "https://wiki.test/checkout",
      dashboardUid: "checkout-slo",
    }).find((rule) => rule.kind === "alert");
    expect(alert).toMatchObject({
      summary:
        "checkout burns the error budget of checkout-availability at more than 14.4 times the even rate",
      description:
        "{{ $value | humanizePercentage }} of the requests failed in the last 1h, and more than 1.44% in the last 5m. The objective of 99.9% has a budget of 0.1% over 30d; above 1.44%, 2% of it is spent within 1h and all of it within 2d2h, or sooner.",
      annotations: { time_to_exhaustion: "2d2h" },
      runbookUrl: "https://wiki.test/checkout",
      dashboardUid: "checkout-slo",
    });
  });

  it.each([
    [0.999, "3m"],
    [0.99, "11m"],
    [0.95, "45m"],
    [0.9, "1h"],
    [0.9999, "2m"],
  ])("waits for an absent metric at %f for %s", (objective, expected) => {
    const absent = rulesOf({ objective }).find(
      (rule) => rule.kind === "alert" && rule.alert.endsWith("Absent"),
    );
    expect(absent).toMatchObject({ for: Duration.parse(expected) });
  });

  it("keeps the current ratio where no alert of 1h can fire", () => {
    expect(rulesOf({ objective: 0.9 })).toContainEqual(
      expect.objectContaining({ record: "slo:sli_error:ratio_rate5m" }),
    );
  });
});

describe("presets", () => {
  it.each([
    ["Sla", Sla.standard, [0.999, 0.999, 0.95], "took longer than 1s"],
    ["Slo", Slo.standard, [0.9995, 0.9999, 0.95], "took longer than 500ms"],
  ])(
    "of %s are valid objectives of one service",
    (_, preset, objectives, slow) => {
      const slos = preset({ service: "order-api", team: "shop" }).map(
        createSlo,
      );
      expect(slos.map(({ name }) => name)).toEqual([
        "OrderApiAvailability",
        "OrderApiErrors",
        "OrderApiLatency",
      ]);
      expect(slos.map(({ objective }) => objective)).toEqual(objectives);
      expect(slos.map(({ team }) => team)).toEqual(["shop", "shop", "shop"]);
      expect(slos[2]?.sli.events.badVerb).toBe(slow);
    },
  );

  it("measure by the metrics that are named", () => {
    const required = Slo.standard({
      service: "checkout",
      probe: 'probe_success{instance="x"}',
      requests: { good: "served", total: "asked" },
      latency: { histogram: "span_duration_milliseconds" },
    }).flatMap(({ sli }) => sli.events.required);
    expect(required).toEqual([
      'probe_success{instance="x"}',
      "asked",
      "span_duration_milliseconds_count",
      'span_duration_milliseconds_bucket{le=~"500(\\\\.0)?"}',
    ]);
  });
});
