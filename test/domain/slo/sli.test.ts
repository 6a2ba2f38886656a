import fc from "fast-check";
import { eventsPerSecond } from "../../../lib/domain/slo/event-source";
import { parsePromql } from "../../../lib/domain/promql/expr";
import {
  countsOf,
  type EventCounts,
} from "../../../lib/domain/slo/measurement";
import { Sli } from "../../../lib/domain/slo/sli";
import { Duration } from "../../../lib/domain/units";

const TOTAL = 'requests_total{job="shop"}';
const FIVE_MINUTES = Duration.minutes(5);

function counted(sli: Sli): EventCounts {
  const counts = countsOf(sli.events.measure);
  if (counts === undefined) {
    throw new Error("counts nothing itself");
  }
  return counts;
}

describe("Sli.ratio", () => {
  it("takes the rate of each counter before it adds them up", () => {
    const { part, total } = counted(
      Sli.ratio({
        errors: ' requests_total { code =~ "5.." } ',
        total: TOTAL,
      }),
    );
    expect(eventsPerSecond(total, FIVE_MINUTES)).toBe(
      'sum(rate(requests_total{job="shop"}[5m]))',
    );
    expect(eventsPerSecond(part, Duration.hours(1))).toBe(
      'sum(rate(requests_total { code =~ "5.." }[1h]))',
    );
  });

  it("takes a sum of counters, in parentheses or not", () => {
    const { part } = counted(
      Sli.ratio({
        errors: "(a + b) + (c)",
        total: TOTAL,
      }),
    );
    const query = eventsPerSecond(part, FIVE_MINUTES);
    expect(parsePromql(query).selectors.map(({ metric }) => metric)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it.each([
    ["a rate", "sum(rate(errors_total[5m]))"],
    ["a range", "errors_total[5m]"],
    ["an offset", "errors_total offset 1h"],
    ["a fixed time", "errors_total @ 5"],
    ["a difference", "a - b"],
    ["a product", "a * 2"],
    ["a sum with matching", "a + on(job) b"],
    ["a comparison", "a > 1"],
    ["a number", "a + 1"],
    ["a sign", "-a"],
  ])("refuses %s", (_, errors) => {
    expect(() => Sli.ratio({ errors, total: TOTAL }).events).toThrow(
      `errors of the indicator must be the selector of a counter, or a sum of such selectors, got ${JSON.stringify(errors)}; leave out rate(), sum(), ranges and offsets, which are added for each window`,
    );
  });

  it("tells where malformed PromQL is wrong", () => {
    expect(
      () =>
        Sli.ratio({ errors: 'errors_total{job="shop"', total: TOTAL }).events,
    ).toThrow(/PromQL must follow the grammar .* at column \d+/);
  });

  it.each([
    TOTAL,
    ' requests_total{ job = "shop" }',
    '{job="shop",__name__="requests_total"}',
  ])("refuses errors that are the same as total: %s", (errors) => {
    expect(() => Sli.ratio({ errors, total: TOTAL }).events).toThrow(
      "errors of the indicator must be a part of total",
    );
  });

  it("does not care for the order of conditions when it compares", () => {
    expect(
      () =>
        Sli.ratio({ good: 'a{x="1",y="2"}', total: 'a{y="2",x="1"}' }).events,
    ).toThrow("good of the indicator must be a part of total");
  });

  it("refuses conditions without a metric", () => {
    expect(
      () => Sli.ratio({ errors: '{job="shop"}', total: TOTAL }).events,
    ).toThrow("errors of the indicator must name its metric");
  });

  it("refuses total alone", () => {
    const input = { total: TOTAL } as unknown as Parameters<
      typeof Sli.ratio
    >[0];
    expect(() => Sli.ratio(input).events).toThrow("must have errors or good");
  });
});

describe("Sli.latency", () => {
  const bucketOf = (change: Partial<Parameters<typeof Sli.latency>[0]>) =>
    Sli.latency({
      histogram: "duration_seconds",
      threshold: Duration.millis(500),
      ...change,
    }).events.required[1];

  it.each([
    [Duration.millis(500), 'duration_seconds_bucket{le="0.5"}'],
    [Duration.millis(1), 'duration_seconds_bucket{le="0.001"}'],
    [Duration.seconds(1), 'duration_seconds_bucket{le=~"1(\\\\.0)?"}'],
    [Duration.seconds(10), 'duration_seconds_bucket{le=~"10(\\\\.0)?"}'],
    [Duration.millis(2500), 'duration_seconds_bucket{le="2.5"}'],
  ])("finds the bucket up to %s", (threshold, bucket) => {
    expect(bucketOf({ threshold })).toBe(bucket);
  });

  it("counts in milliseconds where the histogram does", () => {
    expect(bucketOf({ histogram: "duration_milliseconds" })).toBe(
      'duration_milliseconds_bucket{le=~"500(\\\\.0)?"}',
    );
    expect(bucketOf({ unit: "ms" })).toContain("500");
  });

  it("chooses series by any value of a label", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const [selector] = parsePromql(
          bucketOf({ matchers: { route: value } }) ?? "",
        ).selectors;
        expect(selector?.matchers[0]).toEqual({
          label: "route",
          operator: "=",
          value,
        });
      }),
    );
  });

  it.each([
    [{ histogram: "duration_seconds_bucket" }, "leave out _bucket"],
    [{ histogram: "duration seconds" }, "write it like"],
    [{ threshold: Duration.seconds(0) }, "longer than 0s"],
    [{ matchers: { le: "1" } }, "use threshold"],
    [{ matchers: { "not-a-label": "1" } }, "rename the label"],
  ])("refuses %j", (change, message) => {
    expect(() => bucketOf(change)).toThrow(message);
  });
});

describe("Sli.probe", () => {
  it("takes each sample for an event", () => {
    const { part, total } = counted(Sli.probe('up{job="shop"}'));
    expect(eventsPerSecond(total, FIVE_MINUTES)).toBe(
      'sum(count_over_time(up{job="shop"}[5m])) / 300',
    );
    expect(eventsPerSecond(part, FIVE_MINUTES)).toBe(
      'sum(sum_over_time(up{job="shop"}[5m])) / 300',
    );
  });

  it.each(["up + down", "max(up)", "up[5m]"])("refuses %s", (query) => {
    expect(() => Sli.probe(query).events).toThrow(
      "must be the selector of a gauge",
    );
  });
});
