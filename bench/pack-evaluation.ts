import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { Duration } from "../lib/domain/units";
import { renderRuleGroups } from "../lib/render/prometheus-rules";
import { packsOfShop, PLATFORMS, SERVICES } from "./pack-evaluation-packs";
import { earlier, seriesOfShop, serveSeries } from "./pack-evaluation-samples";
import { atMost, type BenchResult } from "./result";
import { BenchPrometheus, requirePrograms } from "./slo-prometheus";

/** Groups are evaluated this many times as often while they are measured. */
const HURRY = 4;
/** The default of Prometheus, for groups without an interval. */
const GLOBAL_INTERVAL = Duration.minutes(1);
/** Rates need two scrapes. */
const SCRAPED_AFTER = 25_000;
/** Time to load the rules and to create the series they record. */
const SETTLE = 20_000;
const ROUNDS = 3;

interface Evaluated {
  readonly name: string;
  readonly evaluationTime: number;
  readonly rules: readonly {
    readonly name: string;
    readonly query: string;
    readonly evaluationTime: number;
  }[];
}

/**
 * What the rules of all packs cost a real Prometheus: those of 100 services with their requests, GraphQL, business,
 * deployments and Node.js, and of ten databases, caches, proxies and hosts with containers beside the platform's own. The
 * past is there as far as rules read it. Time is that on the clock, as Prometheus tells it of each group, so other programs
 * make it longer; CPU time is beyond that of Prometheus without rules.
 */
export async function benchPackEvaluation(): Promise<readonly BenchResult[]> {
  requirePrograms();
  const folder = mkdtempSync(join(tmpdir(), "pack-bench-"));
  const prometheus = new BenchPrometheus(folder);
  const packs = packsOfShop();
  const groups = Object.values(packs).flat();
  const series = seriesOfShop();
  const target = await serveSeries(series);
  try {
    prometheus.backfill(earlier(series));
    await prometheus.start(target.port);
    await sleep(SCRAPED_AFTER);
    const idle = await prometheus.cpuPerMinute(SETTLE);
    const before = await prometheus.own(MEMORY);
    const scraped = await prometheus.own(SERIES);
    await prometheus.load(
      renderRuleGroups(
        groups.map(({ interval = GLOBAL_INTERVAL, ...group }) => ({
          ...group,
          interval: interval.times(1 / HURRY),
        })),
      ),
    );
    await sleep(SETTLE);
    const rounds: Evaluated[][] = [];
    let used = 0;
    for (let round = 0; round < ROUNDS; round++) {
      used += await prometheus.cpuPerMinute(GLOBAL_INTERVAL.toMillis() / HURRY);
      rounds.push(await evaluated(prometheus));
    }
    await prometheus.requireNoFailures();
    const memory = (await prometheus.own(MEMORY)) / before;
    const recorded = (await prometheus.own(SERIES)) - scraped;
    tellSlowest(rounds.flat());
    const timeOf = timesOf(rounds);
    return [
      ...Object.entries(packs).flatMap(([name, own]) =>
        packResults(name, own, timeOf),
      ),
      atMost(
        `packs: rules of ${SERVICES} services and ${PLATFORMS} of all else`,
        groups.flatMap(({ rules }) => rules).length,
        "rules",
      ),
      atMost("packs: series scraped", scraped, "series"),
      atMost("packs: series recorded or told of alerts", recorded, "series"),
      atMost(
        "packs: CPU of all rules per minute",
        (used / ROUNDS - idle) / HURRY,
        "s",
        MOST_CPU,
      ),
      atMost("packs: resident memory with rules", memory, "x"),
    ];
  } finally {
    await prometheus.stop();
    target.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tenth of one core. */
const MOST_CPU = 6;
/** What is longer for one group cannot keep up when the hours are busy. */
const MOST_SHARE = 10;

const MEMORY = "process_resident_memory_bytes";
const SERIES = "prometheus_tsdb_head_series";

async function evaluated(prometheus: BenchPrometheus): Promise<Evaluated[]> {
  const { data } = (await prometheus.get(
    "/api/v1/rules?exclude_alerts=true",
  )) as { data: { groups: Evaluated[] } };
  return data.groups;
}

/** Mean seconds of a round by group. */
function timesOf(
  rounds: readonly (readonly Evaluated[])[],
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { name, evaluationTime } of rounds.flat()) {
    times.set(name, (times.get(name) ?? 0) + evaluationTime / rounds.length);
  }
  return times;
}

function packResults(
  name: string,
  groups: readonly RuleGroup[],
  timeOf: ReadonlyMap<string, number>,
): readonly BenchResult[] {
  const rules = groups.flatMap((group) => group.rules).length;
  const times = groups.map((group) => ({
    seconds: timeOf.get(group.name) ?? 0,
    interval: (group.interval ?? GLOBAL_INTERVAL).toSeconds(),
  }));
  const seconds = times.reduce((sum, each) => sum + each.seconds, 0);
  const share = Math.max(
    ...times.map((each) => (100 * each.seconds) / each.interval),
  );
  return [
    atMost(
      `packs: ${name}: ${rules} rules in ${groups.length} groups, a round`,
      seconds,
      "s",
    ),
    atMost(
      `packs: ${name}: slowest group, share of its interval`,
      share,
      "%",
      MOST_SHARE,
    ),
  ];
}

/** What to look at when a target is missed. */
function tellSlowest(groups: readonly Evaluated[]): void {
  const slowest = groups
    .flatMap(({ name, rules }) => rules.map((rule) => ({ group: name, rule })))
    .sort((a, b) => b.rule.evaluationTime - a.rule.evaluationTime)
    .slice(0, 5);
  for (const { group, rule } of slowest) {
    console.error(
      `slow: ${(rule.evaluationTime * 1000).toFixed(1)} ms ${group}: ${rule.name}`,
    );
  }
}
