import fc from "fast-check";
import { errorRatioMetric, sloSeries } from "../../lib/domain/slo/metrics";
import { isPerScrape } from "../../lib/domain/slo/measurement";
import { createSlo, type Slo } from "../../lib/domain/slo/objective";
import type { Scrapes } from "../../lib/domain/slo/simulation/scrapes";
import { CalendarWindow } from "../../lib/domain/slo/calendar";
import { Sli } from "../../lib/domain/slo/sli";
import { Duration } from "../../lib/domain/units";
import { promtoolSeries } from "../../lib/render/promtool-series";
import { INDICATORS } from "../domain/slo/simulation/random";
import { describeWithTool } from "../support/tools";
import { complaints, near, SCRAPE, type Expectation } from "./slo-promtool";

/** Change it to try others. */
const SEED = Number(process.env.SIMULATION_SEED ?? 20_261_121);

/** Minutes that are even in themselves; the slices of all kinds divide it. */
const PHASE = 6;
const PHASES = 15;
const SCRAPES_PER_PHASE = (PHASE * 60) / SCRAPE;
const WITHIN = 0.001;

interface Events {
  /** Events per scrape. */
  readonly total: number;
  readonly bad: number;
}

const IDLE: Events = { total: 0, bad: 0 };

/** Phases of random events, between two without any. */
function streamOf(slo: Slo, seed: number): readonly Events[] {
  const { measure } = slo.sli.events;
  const counted = fc.record({
    total: fc.integer({ min: 1, max: 500 }),
    share: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  const phases = fc
    .sample(counted, { numRuns: PHASES, seed })
    .map(({ total, share }) => ({ total, bad: Math.floor(total * share) }));
  return isPerScrape(measure)
    ? phases.map(({ bad }) => ({ total: 1, bad: Number(bad > 5) }))
    : [IDLE, ...phases, IDLE];
}

/** Metrics that are there for every phase; those of single samples end a phase earlier than the test. */
function scrapesOf(phases: readonly Events[], slo: Slo): Scrapes {
  const perScrape = isPerScrape(slo.sli.events.measure);
  const count = phases.length * SCRAPES_PER_PHASE + 1;
  const length = count + (perScrape ? SCRAPES_PER_PHASE : 0);
  const total = new Float64Array(count);
  const bad = new Float64Array(count);
  for (let scrape = perScrape ? 0 : 1; scrape < count; scrape++) {
    const phase =
      phases[Math.max(0, Math.ceil(scrape / SCRAPES_PER_PHASE) - 1)] ?? IDLE;
    total[scrape] = (total[scrape - 1] ?? 0) + phase.total;
    bad[scrape] = (bad[scrape - 1] ?? 0) + phase.bad;
  }
  return {
    count,
    times: Float64Array.from({ length: count }, (_, index) => index * SCRAPE),
    total,
    bad,
    found: Uint8Array.from({ length }, (_, index) => Number(index < count)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** The straightforward count. */
function ratioOf({ sli }: Slo, phases: readonly Events[], scrapes: Scrapes) {
  const { measure, unit } = sli.events;
  const busy = phases.filter(({ total }) => total > 0);
  if (measure.kind === "slices" && measure.value.kind === "share") {
    const { atLeast } = measure.value;
    const shares = busy.map(({ total, bad }) =>
      atLeast === undefined ? bad / total : Number(bad / total > 1 - atLeast),
    );
    return sum(shares) / shares.length;
  }
  if (measure.kind === "slices") {
    // The first check is at the start.
    const seconds = measure.slice.toSeconds();
    const ends = phases.length * PHASE * 60;
    const times = Array.from(
      { length: Math.floor(ends / seconds) + 1 },
      (_, index) => (index * seconds) / SCRAPE,
    );
    const isBad = (at: number) =>
      (scrapes.bad[at] ?? 0) > (at === 0 ? 0 : (scrapes.bad[at - 1] ?? 0));
    return times.filter(isBad).length / times.length;
  }
  if (unit === "weighted parts") {
    return meanOfMinutes(scrapes);
  }
  const last = scrapes.count - 1;
  return (scrapes.bad[last] ?? 0) / (scrapes.total[last] ?? 1);
}

/** The mean of the ratios of 5 minutes, twice a minute. */
function meanOfMinutes({ total, bad, count }: Scrapes): number {
  const [every, window] = [30 / SCRAPE, 300 / SCRAPE];
  const ratios: number[] = [];
  for (let scrape = 0; scrape < count; scrape += every) {
    const within = (values: Float64Array) =>
      (values[scrape] ?? 0) - (values[Math.max(0, scrape - window)] ?? 0);
    if (within(total) > 0) {
      ratios.push(within(bad) / within(total));
    }
  }
  return sum(ratios) / ratios.length;
}

function objectiveOf(sli: Sli, index: number, groupBy: readonly string[]): Slo {
  return createSlo({
    name: `Kind${index}`,
    service: `kind-${index}`,
    objective: 0.3,
    sli,
    groupBy,
    // By the calendar and by the last days all events are within the window.
    ...(index % 3 === 0 && { window: CalendarWindow.month() }),
    alertWindows: [
      {
        severity: "critical",
        long: Duration.hours(6),
        short: Duration.hours(5),
        budgetFraction: 0.01,
        for: Duration.minutes(5),
      },
    ],
  });
}

describeWithTool("promtool", "each kind of objective", (promtool) => {
  it("counts random events to 0.1% in the period, the budget and the burn rates", () => {
    const slos = INDICATORS.map((make, index) => {
      const groupBy = index % 2 === 0 ? [] : ["tenant"];
      return objectiveOf(make(`kind-${index}`, groupBy), index, groupBy);
    });
    const end = (PHASES + 2) * PHASE;
    const series: Record<string, string> = {};
    const expected: Expectation[] = [];
    slos.forEach((slo, index) => {
      const phases = streamOf(slo, SEED + index);
      const scrapes = scrapesOf(phases, slo);
      for (const each of promtoolSeries(slo, scrapes)) {
        series[each.series] = each.values;
      }
      const ratio = ratioOf(slo, phases, scrapes);
      const of = (metric: string) => sloSeries(metric, slo);
      expected.push(
        near(end, of("slo:period_error:ratio"), ratio, WITHIN),
        near(
          end,
          `1 - ${of("slo:error_budget_remaining:ratio")}`,
          ratio / 0.7,
          WITHIN,
        ),
        ...[5, 6].map((hours) =>
          near(
            end,
            `${of(errorRatioMetric(Duration.hours(hours)))} / 0.7`,
            ratio / 0.7,
            WITHIN,
          ),
        ),
      );
    });
    expect(complaints(promtool, slos, [{ series, expect: expected }])).toBe("");
  }, 60_000);

  it("weighs the events of a journey's parts", () => {
    const part = (id: string) => ({ id, service: "shop", groupBy: [] });
    const journey = (name: string, method: "events" | "ratios") =>
      createSlo({
        name,
        service: "shop",
        objective: 0.9,
        sli: Sli.journey({
          method,
          parts: [
            { slo: part("search"), weight: 1 },
            { slo: part("pay"), weight: 3 },
          ],
        }),
      });
    const recorded = (metric: string, id: string, value: number) => ({
      [`slo:sli_${metric}:rate5m{slo="${id}",service="shop"}`]: `${value}+0x200`,
    });
    expect(
      complaints(
        promtool,
        [journey("Events", "events"), journey("Ratios", "ratios")],
        [
          {
            series: {
              ...recorded("total", "search", 100),
              ...recorded("bad", "search", 10),
              ...recorded("total", "pay", 4),
              ...recorded("bad", "pay", 1),
            },
            expect: [
              // (1 x 10 + 3 x 1) / (1 x 100 + 3 x 4)
              near(40, 'slo:period_error:ratio{slo="events"}', 13 / 112),
              // (1 x 10 % + 3 x 25 %) / 4
              near(40, 'slo:period_error:ratio{slo="ratios"}', 0.2125),
            ],
          },
          {
            series: {
              ...recorded("total", "search", 100),
              ...recorded("bad", "search", 10),
              ...recorded("total", "pay", 0),
              ...recorded("bad", "pay", 0),
            },
            // A part without traffic says nothing.
            expect: [near(40, 'slo:period_error:ratio{slo="ratios"}', 0.1)],
          },
        ],
      ),
    ).toBe("");
  });
});
