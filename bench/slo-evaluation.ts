import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { sloRuleGroups } from "../lib/domain/slo/rules";
import { Duration } from "../lib/domain/units";
import { renderRuleGroups } from "../lib/render/prometheus-rules";
import { atMost, type BenchResult } from "./result";
import {
  BenchPrometheus,
  requirePrograms,
  SCRAPE_SECONDS,
} from "./slo-prometheus";
import { pyrraRuleGroups } from "./slo-pyrra";
import {
  rawHistory,
  recordedHistory,
  serveMetrics,
  type MetricsServer,
} from "./slo-samples";
import { benchServices, slosOf, type BenchService } from "./slo-services";
import { hasSloth, slothRuleGroups } from "./slo-sloth";

/** Two objectives each. */
const SERVICES = 500;
/** As many have a past; one of 30 days for all would be a billion samples. */
const WITH_HISTORY = 5;
const DAY = 86_400;
/** Sloth and we read this much of what rules recorded, Pyrra of the service's own metrics. */
const DAYS = 30;

/** Services with a past are few, so their groups are evaluated this many times as often while they are measured. */
const HURRY = 15;

/** The default of Prometheus, for groups without an interval. */
const GLOBAL_INTERVAL = Duration.minutes(1);

/** Rates need two scrapes. */
const SCRAPED_AFTER = 35_000;
/** Time to load the rules and to create the series they record. */
const SETTLE = 15_000;
const MEASURE = 35_000;

interface Contender {
  readonly name: string;
  /** What ours may cost at most, as a part of what these rules cost. */
  readonly target: number;
  readonly groupsOf: (
    services: readonly BenchService[],
  ) => readonly RuleGroup[];
  /** PromQL that counts the recorded series. */
  readonly series: string;
}

/** For 1,000 objectives: CPU seconds per minute beyond those of Prometheus without rules, and series. */
interface Measured {
  readonly name: string;
  readonly target: number;
  readonly fresh: number;
  readonly withHistory: number;
  readonly series: number;
}

/**
 * What the rules of 1,000 objectives over 500 services cost a real Prometheus, with ours, those of Sloth and those of
 * Pyrra, one after the other on the same data: 18 series per service. A second Prometheus has few services with a past,
 * without which long windows cost nothing: 30 days of the recorded series that each contender reads, and as many of the
 * services' own metrics. CPU time is measured, since time on
 * the clock depends on what else the machine does.
 */
export async function benchSloEvaluation(): Promise<readonly BenchResult[]> {
  requirePrograms();
  const folder = mkdtempSync(join(tmpdir(), "slo-bench-"));
  const origin = Math.floor(Date.now() / 1000) - 60 * DAY;
  const many = await Bed.create(join(folder, "fresh"), SERVICES, origin);
  const few = await Bed.create(join(folder, "history"), WITH_HISTORY, origin);
  try {
    fillHistory(few.prometheus, few.services, origin);
    await Promise.all([many.start(), few.start()]);
    const measured: Measured[] = [];
    for (const { name, target, groupsOf, series } of contenders(folder)) {
      const [fresh, withHistory] = await Promise.all([
        many.cpuOf(groupsOf(many.services), 1),
        few.cpuOf(groupsOf(few.services), HURRY),
      ]);
      measured.push({
        name,
        target,
        fresh,
        withHistory: withHistory * (SERVICES / WITH_HISTORY),
        series:
          (await few.prometheus.query(series)) * (SERVICES / WITH_HISTORY),
      });
    }
    return results(measured);
  } finally {
    await Promise.all([many.stop(), few.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Prometheus and the services that it scrapes. */
class Bed {
  private idle = 0;

  private constructor(
    readonly services: readonly BenchService[],
    readonly prometheus: BenchPrometheus,
    private readonly target: MetricsServer,
  ) {}

  static async create(
    folder: string,
    count: number,
    origin: number,
  ): Promise<Bed> {
    const services = benchServices(count);
    const target = await serveMetrics(services, origin);
    return new Bed(services, new BenchPrometheus(folder), target);
  }

  async start(): Promise<void> {
    await this.prometheus.start(this.target.port);
    await sleep(SCRAPED_AFTER);
    this.idle = await this.prometheus.cpuPerMinute(MEASURE / 2);
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    this.target.server.close();
  }

  /** CPU seconds per minute of `groups` at their own intervals, measured with intervals that are `hurry` times shorter. */
  async cpuOf(groups: readonly RuleGroup[], hurry: number): Promise<number> {
    await this.prometheus.load(
      renderRuleGroups(
        groups.map(({ interval = GLOBAL_INTERVAL, ...group }) => ({
          ...group,
          interval: interval.times(1 / hurry),
        })),
      ),
    );
    await sleep(SETTLE);
    const used = await this.prometheus.cpuPerMinute(MEASURE);
    await this.prometheus.requireNoFailures();
    return (used - this.idle) / hurry;
  }
}

function contenders(folder: string): readonly Contender[] {
  return [
    {
      name: "this library",
      target: 1,
      groupsOf: (services) =>
        services.flatMap((service) =>
          slosOf(service).flatMap((slo) => sloRuleGroups(slo)),
        ),
      series: 'count({__name__=~"slo:.+",slo!=""})',
    },
    {
      name: hasSloth() ? "Sloth" : "formulas of Sloth",
      target: 0.7,
      groupsOf: (services) => slothRuleGroups(services, folder),
      series: 'count({sloth_id!="",alertname=""})',
    },
    {
      name: "formulas of Pyrra",
      target: 0.3,
      groupsOf: (services) =>
        services.flatMap((service) => pyrraRuleGroups(service)),
      series: 'count({__name__=~".+:(burnrate|increase).+"})',
    },
  ];
}

function results(measured: readonly Measured[]): readonly BenchResult[] {
  const [ours, ...others] = measured;
  if (ours === undefined) {
    throw new Error("nothing was measured");
  }
  const columns = [
    ["rules, CPU per minute, fresh", "fresh", "s"],
    [
      `rules, CPU per minute, 30d of history (scaled from ${2 * WITH_HISTORY})`,
      "withHistory",
      "s",
    ],
    ["recorded series", "series", "series"],
  ] as const;
  return columns.flatMap(([what, column, unit]) => [
    ...measured.map((each) =>
      atMost(`1,000 objectives: ${what}: ${each.name}`, each[column], unit),
    ),
    ...others.map((other) =>
      atMost(
        `1,000 objectives: ${what}: against ${other.name}`,
        ours[column] / other[column],
        "x",
        column === "withHistory" ? other.target : undefined,
      ),
    ),
  ]);
}

function fillHistory(
  prometheus: BenchPrometheus,
  services: readonly BenchService[],
  origin: number,
): void {
  const now = Math.floor(Date.now() / 1000);
  const slos = services.flatMap((service) => slosOf(service));
  for (let day = DAYS; day >= 0; day--) {
    const from = Math.floor(now / DAY - day) * DAY;
    const to = Math.min(from + DAY, now);
    const parts = slos.flatMap(({ id, service }) => {
      const own = `{slo="${id}",service="${service}"}`;
      const sloth = `{sloth_id="${id}",sloth_service="${service}",sloth_slo="${id.replace(`${service}-`, "")}",sloth_window="5m"}`;
      const every = (step: number) => ({ from, to, step });
      return [
        recordedHistory(`slo:sli_total:rate5m${own}`, every(30), 84),
        recordedHistory(`slo:sli_bad:rate5m${own}`, every(30), 0.02),
        recordedHistory(`slo:sli_error:ratio_rate5m${sloth}`, every(60), 2e-4),
      ];
    });
    const raw = [
      ...rawHistory(services, { from, to, step: SCRAPE_SECONDS }, origin),
    ];
    prometheus.backfill([...parts, ...raw]);
  }
}
