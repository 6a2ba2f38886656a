import fc from "fast-check";
import { exportSlos } from "../../lib/import/export";
import { parseSlos } from "../../lib/import/parse";
import { CalendarWindow } from "../../lib/domain/slo/calendar";
import {
  createSlo,
  type Slo,
  type SloInput,
} from "../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { Sli } from "../../lib/domain/slo/sli";
import { TimeInterval } from "../../lib/domain/time/time-interval";
import { Duration } from "../../lib/domain/units";

/** An objective as data: an indicator is what it measures. */
function told({ sli, warnings: _, ...slo }: Slo) {
  return {
    ...slo,
    sli: sli.events,
    rules: sloRuleGroups({ sli, warnings: [], ...slo }),
  };
}

function back(slos: readonly Slo[]): readonly Slo[] {
  const { slos: inputs } = parseSlos(exportSlos(slos), "openslo.yml");
  return inputs.map((input) => createSlo(input));
}

const label = fc.constantFrom("tenant", "region", "zone");
const value = fc.string({ unit: "grapheme", maxLength: 12 });
const selector = fc
  .tuple(
    fc.constantFrom("requests_total", "http:errors", "jobs_total"),
    fc.array(fc.tuple(label, fc.constantFrom("=", "!="), value), {
      maxLength: 3,
    }),
    fc.integer({ min: 0, max: 99 }),
  )
  .map(
    ([metric, conditions, number]) =>
      `${metric}{job="j${number}"${conditions
        .map(
          ([name, operator, text]) =>
            `,${name}${operator}${JSON.stringify(text.replace(/[^\x20-\x7e]/g, "ü"))}`,
        )
        .join("")}}`,
  );
const part = selector.map((text) => text.replace("{", '{code="500",'));
const ratio = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), selector, fc.boolean())
  .map(([some, total, isBad]) =>
    Sli.ratio(
      isBad
        ? { errors: some.join(" + "), total }
        : { good: some.join(" + "), total },
    ),
  );
const bucketRatio = fc.constantFrom("0.5", "1", "1.0").map((le) =>
  Sli.ratio({
    good: `latency_seconds_bucket{job="a",le="${le}"}`,
    total: 'latency_seconds_count{job="a"}',
  }),
);
const latency = fc
  .record({
    histogram: fc.constantFrom("latency_seconds", "latency_milliseconds", "t"),
    histogramType: fc.constantFrom("classic" as const, "native" as const),
    threshold: fc
      .integer({ min: 1, max: 90_000 })
      .map((ms) => Duration.millis(ms)),
    unit: fc.constantFrom("s" as const, "ms" as const),
    matchers: fc.dictionary(
      label,
      value.map((text) => text.replace(/[\n\r]/g, " ")),
      { maxKeys: 2 },
    ),
  })
  .map((input) => Sli.latency(input));
const slice = fc
  .integer({ min: 2, max: 10 })
  .map((half) => Duration.seconds(half * 30));
const slices = fc.oneof(
  fc
    .record({
      good: fc.constantFrom(
        "queue_length < 100",
        "max by (job) (lag_seconds) <= 3.5",
        "up == 1",
        "limit > bool usage",
        "(a + b) != 0",
        "-temperature >= -3",
      ),
      slice,
    })
    .map((input) => Sli.timeSlices(input)),
  fc
    .record({
      of: fc.oneof(ratio, latency),
      atLeast: fc.integer({ min: 1, max: 1_000 }).map((share) => share / 1_000),
      slice,
    })
    .map(({ of, atLeast, slice: length }) =>
      Sli.timeSlices({ good: { of, atLeast }, slice: length }),
    ),
  fc
    .record({ of: fc.oneof(ratio, latency), slice })
    .map((input) => Sli.ratioTimeSlices(input)),
);
const freshness = fc
  .record({
    isTime: fc.boolean(),
    maximum: fc
      .integer({ min: 60, max: 100_000 })
      .map((s) => Duration.seconds(s)),
    series: fc.constantFrom("oldest" as const, "newest" as const),
    unit: fc.constantFrom("s" as const, "ms" as const),
  })
  .map(({ isTime, ...rest }) =>
    Sli.freshness(
      isTime
        ? { timestamp: 'backup_time{job="b"}', ...rest }
        : { age: "backup_age", ...rest },
    ),
  );
const logs = fc.boolean().map((isBad) => {
  const total = '{service="shop"} | json | event="request"';
  const some = `${total} | level="error"`;
  return Sli.logs(isBad ? { total, bad: some } : { total, good: some });
});
const probe = fc
  .constantFrom('probe_success{job="p"}', "up")
  .map((text) => Sli.probe(text));
const window = fc.oneof(
  fc
    .integer({ min: 4 * 24, max: 90 * 24 })
    .map((hours) => Duration.hours(hours)),
  fc.constantFrom(
    CalendarWindow.week({ timeZone: "Europe/Berlin" }),
    CalendarWindow.month(),
    CalendarWindow.quarter({ timeZone: "America/New_York" }),
  ),
);
const name = fc.constantFrom(
  "Checkout",
  "CheckoutErrors",
  "A1",
  "HTTPServerSpeed",
);

/** Options that every indicator can have. */
const options = fc.record(
  {
    id: fc.constantFrom("a", "checkout-availability", "x".repeat(80)),
    team: fc.constantFrom("payments", "sales and more"),
    minimumBadEvents: fc.integer({ min: 1, max: 99 }),
    minimumEvents: fc.integer({ min: 1, max: 99 }),
    lowTraffic: fc.record(
      { failures: fc.integer({ min: 1, max: 9 }) },
      { requiredKeys: ["failures"] },
    ),
    exclusions: fc.constantFrom(
      [{ gauge: "maintenance" }],
      [
        TimeInterval.weekly({
          days: ["saturday"],
          from: "22:00",
          to: "02:00",
          timeZone: "Europe/Berlin",
        }),
      ],
      [
        TimeInterval.once({
          from: "2026-12-24T22:00",
          to: "2026-12-25T02:00",
          timeZone: "UTC",
        }),
      ],
    ),
    minimumCoverage: fc.constantFrom(0.5, 1),
    alerts: fc.oneof(
      fc.constant(false as const),
      fc.dictionary(
        fc.constantFrom("critical", "warning", "info"),
        fc.oneof(
          fc.constant(false as const),
          fc.constant({
            labels: { channel: "#a" },
            annotations: { note: "{{ $value }}" },
          }),
        ),
      ),
    ),
    budgetPolicy: fc.constantFrom(
      [],
      [{ spent: 0.9, action: 'freeze: "all"' }],
    ),
    sla: fc.constant({ objective: 0.9 }),
    labels: fc.dictionary(
      fc.constantFrom("tier", "_odd_", "a".repeat(70)),
      value,
      { maxKeys: 3 },
    ),
    runbookUrl: fc.constant("https://example.com/a?b=c#d"),
    dashboardUid: fc.constant("uid-1"),
    alertWindows: fc.constant([
      {
        severity: "critical" as const,
        long: Duration.hours(1),
        short: Duration.minutes(5),
        budgetFraction: 0.02,
        for: Duration.minutes(2),
      },
      {
        severity: "info" as const,
        long: Duration.hours(12),
        short: Duration.hours(1),
        budgetFraction: 0.07,
        for: Duration.seconds(0),
      },
    ]),
  },
  { requiredKeys: [] },
);

const KINDS = {
  "a ratio": ratio,
  "a ratio of buckets": bucketRatio,
  "a histogram": latency,
  "slices of time": slices,
  freshness,
  "log lines": logs,
  "a probe": probe,
};

function sloOf(sli: fc.Arbitrary<Sli>): fc.Arbitrary<Slo> {
  return fc
    .record({
      sli,
      window,
      name,
      service: fc.constantFrom("shop", "My Shop", "支払い"),
      objective: fc
        .integer({ min: 9_500, max: 9_999 })
        .map((share) => share / 10_000),
      groupBy: fc.uniqueArray(label, { maxLength: 2 }),
      options,
    })
    .map(({ options: more, ...rest }): Slo => {
      const input: SloInput = { ...rest, ...more };
      return createSlo(input);
    });
}

describe("objectives as OpenSLO", () => {
  it.each(Object.entries(KINDS))("of %s come back as they were", (_, kind) => {
    fc.assert(
      fc.property(sloOf(kind), (given) => {
        expect(back([given]).map(told)).toEqual([told(given)]);
      }),
      { numRuns: 25 },
    );
  });

  it("come back with what time without traffic counts as", () => {
    const given = createSlo({
      name: "Shop",
      service: "shop",
      objective: 0.99,
      noTraffic: "bad",
      sli: Sli.ratio({ errors: "e_total", total: "t_total" }),
    });
    expect(back([given]).map(told)).toEqual([told(given)]);
  });

  it("come back together, with different names of documents for one id", () => {
    const slos = ["shop", "mail", "Shop", "支払い"].map((service) =>
      createSlo({
        name: "Availability",
        service,
        objective: 0.99,
        sli: Sli.probe(`up{job="${service}"}`),
      }),
    );
    expect(back(slos).map(told)).toEqual(slos.map(told));
  });

  it("come back with the journey that is made of them", () => {
    const parts = ["cart", "pay"].map((service) =>
      createSlo({
        name: "Availability",
        service,
        objective: 0.999,
        sli: Sli.ratio({
          errors: `e_total{job="${service}"}`,
          total: `t_total{job="${service}"}`,
        }),
      }),
    );
    const [cart, pay] = parts as [Slo, Slo];
    for (const method of ["events", "ratios"] as const) {
      const journey = createSlo({
        name: "Checkout",
        service: "shop",
        objective: 0.99,
        sli: Sli.journey({
          parts: [{ slo: pay, weight: 3 }, { slo: cart }],
          method,
        }),
      });
      const all = [...parts, journey];
      expect(back(all).map(told)).toEqual(all.map(told));
      expect(() => exportSlos([journey, cart])).toThrow(
        'parts of journey "checkout" must be exported beside it and be no journeys, got none for "availability" of pay; add the objective to the list',
      );
    }
  });
});
