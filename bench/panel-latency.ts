import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dashboard, Panel } from "../lib/domain/dashboard/model";
import { panelSize } from "../lib/domain/dashboard/layout";
import { withoutVariables } from "../lib/domain/dashboard/variables";
import { Bytes, Duration } from "../lib/domain/units";
import { createSlo } from "../lib/domain/slo/objective";
import { Sli } from "../lib/domain/slo/sli";
import { buildPlan } from "../lib/packs/components/profile";
import { contentDashboards } from "../lib/packs/dashboards/standard";
import { serviceMetrics } from "../lib/packs/exporters/service";
import { atMost, type BenchResult } from "./result";
import { serveMetrics } from "./slo-samples";
import { BenchPrometheus, requirePrograms } from "./slo-prometheus";
import {
  objectiveId,
  ONE,
  samplesText,
  SCRAPE,
  seriesOf,
  serviceName,
  SERVICES,
  shownFor,
} from "./panel-samples";

const LONG = Duration.days(30).toSeconds();
/** Blocks that Prometheus makes by itself begin at multiples of these: the longer ones when they are older. */
const BLOCK = Duration.hours(18).toSeconds();
const OLD_BLOCK = Duration.hours(54).toSeconds();

/** Pixels of a screen's width, and so the most points of a graph over all columns. */
const SCREEN = 1600;
const COLUMNS = 24;
/** Requests that a browser has under way at once. */
const AT_ONCE = 6;
const RUNS = 5;

const MOST_PER_PANEL = 300;
const MOST_PER_DASHBOARD = 1000;

/**
 * How long the panels of the standard dashboards take a real Prometheus, with 7 days of a hundred services, and 30 of their
 * objectives: each panel by
 * itself, at the dashboard's range and the step of a screen, and all open panels of a dashboard as a browser asks for
 * them. Scrapes are 15 seconds apart and recordings a minute, also those of rates of objectives, which are 30 seconds in
 * truth. Scrapes of hosts and containers go back 6.5 hours and those of requests and spans 1.5, more than is shown of them.
 */
export async function benchPanelLatency(options: {
  /** Matches the uids of those to measure. */
  readonly dashboards: RegExp;
}): Promise<readonly BenchResult[]> {
  requirePrograms();
  const folder = mkdtempSync(join(tmpdir(), "panel-bench-"));
  const prometheus = new BenchPrometheus(folder);
  const target = await serveMetrics([], 0);
  try {
    const dashboards = dashboardsOf(SERVICES).filter(({ uid }) =>
      options.dashboards.test(uid),
    );
    const end = Math.floor(Date.now() / 1000 / SCRAPE) * SCRAPE;
    fill(prometheus, dashboards, end);
    await prometheus.start(target.port);
    const measured: Measured[] = [];
    for (const dashboard of dashboards) {
      measured.push(await measure(prometheus, dashboard, end));
    }
    return results(measured);
  } finally {
    await prometheus.stop();
    target.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function dashboardsOf(count: number): readonly Dashboard[] {
  const names = Array.from({ length: count }, (_, index) => serviceName(index));
  return contentDashboards({
    plan: buildPlan({
      profile: "standard",
      metricRetention: { time: Duration.days(15), size: Bytes.gibibytes(8) },
      traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
    }),
    services: names.map((name) => ({ name, metrics: serviceMetrics })),
    slos: names.map((service, index) =>
      createSlo({
        name: "Availability",
        id: objectiveId(index),
        service,
        objective: 0.999,
        sli: Sli.ratio({
          errors: `http_requests_total{job="${service}",code=~"5.."}`,
          total: `http_requests_total{job="${service}"}`,
        }),
      }),
    ),
  });
}

const panelsOf = ({ rows }: Dashboard): readonly Panel[] =>
  rows.flatMap(({ panels }) => panels);

const promqlOf = (panel: Panel): readonly string[] =>
  panel.queries
    .filter(({ dataSource }) => dataSource === "prometheus")
    .map(({ expr }) => expr);

function fill(
  prometheus: BenchPrometheus,
  dashboards: readonly Dashboard[],
  end: number,
): void {
  const series = seriesOf(dashboards.flatMap(panelsOf).flatMap(promqlOf));
  const start = end - Math.max(...series.map(shownFor));
  const recent = end - (end % OLD_BLOCK);
  for (let from = start - (start % OLD_BLOCK), size = 0; from < end;) {
    size = from < recent ? OLD_BLOCK : BLOCK;
    const until = Math.min(from + size, end + SCRAPE);
    const begin = from;
    const part = function* (): Generator<string> {
      for (const each of series) {
        const oldest = end - shownFor(each);
        yield samplesText(each, Math.max(begin, oldest), until);
      }
    };
    prometheus.backfill(part(), size === OLD_BLOCK ? "3d" : "1d");
    from += size;
  }
}

interface Measured {
  readonly dashboard: Dashboard;
  /** Milliseconds of each panel, the median of several runs. */
  readonly panels: readonly { readonly title: string; readonly time: number }[];
  /** Milliseconds of all open panels together. */
  readonly whole: number;
  /** Queries that returned nothing, which says little about their time. */
  readonly empty: number;
}

async function measure(
  prometheus: BenchPrometheus,
  dashboard: Dashboard,
  end: number,
): Promise<Measured> {
  let empty = 0;
  const panels: { title: string; time: number }[] = [];
  for (const panel of panelsOf(dashboard)) {
    const paths = pathsOf(dashboard, panel, end);
    if (paths.length === 0) {
      continue;
    }
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const began = performance.now();
      const found = await Promise.all(
        paths.map((path) => resultsOf(prometheus, path)),
      );
      times.push(performance.now() - began);
      empty += run === 0 ? found.filter((count) => count === 0).length : 0;
    }
    panels.push({ title: panel.title, time: median(times) });
  }
  const open = dashboard.rows
    .filter(({ collapsed }) => collapsed !== true)
    .flatMap((row) => row.panels)
    .map((panel) => pathsOf(dashboard, panel, end));
  const wholes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await askAll(prometheus, open);
    wholes.push(performance.now() - began);
  }
  return { dashboard, panels, whole: median(wholes), empty };
}

/** All panels, so many at once. */
async function askAll(
  prometheus: BenchPrometheus,
  panels: readonly (readonly string[])[],
): Promise<void> {
  const waiting = [...panels];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await Promise.all(next.map((path) => resultsOf(prometheus, path)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The requests of a panel's queries, in the steps that Grafana would choose. */
function pathsOf(
  dashboard: Dashboard,
  panel: Panel,
  end: number,
): readonly string[] {
  const range = Math.min(
    Duration.parse(panel.range ?? dashboard.range ?? "6h").toSeconds(),
    LONG,
  );
  const points = (SCREEN * panelSize(panel).width) / COLUMNS;
  const narrow = Math.max(SCRAPE, Math.ceil(range / points / SCRAPE) * SCRAPE);
  const isInstant = ["stat", "gauge", "bargauge", "table"].includes(panel.kind);
  const isOne = dashboard.uid === "slo-detail";
  const values = {
    __range: `${range}s`,
    __range_s: String(range),
    __interval: `${narrow}s`,
    __rate_interval: `${Math.max(narrow + SCRAPE, 4 * SCRAPE)}s`,
    ...(isOne && { service: serviceName(ONE), slo: objectiveId(ONE) }),
  };
  return panel.queries
    .filter(({ dataSource }) => dataSource === "prometheus")
    .map(({ expr, instant = isInstant, interval = "0s" }) => {
      const step = Math.max(narrow, Duration.parse(interval).toSeconds());
      const query = encodeURIComponent(withoutVariables(expr, values));
      return instant
        ? `/api/v1/query?query=${query}&time=${end}`
        : `/api/v1/query_range?query=${query}&start=${end - range}&end=${end}&step=${step}`;
    });
}

async function resultsOf(
  prometheus: BenchPrometheus,
  path: string,
): Promise<number> {
  const { status, error, data } = (await prometheus.get(path)) as {
    status: string;
    error?: string;
    data: { result: readonly unknown[] };
  };
  if (status !== "success") {
    throw new Error(
      `${error ?? "no reason given"}: ${decodeURIComponent(path)}`,
    );
  }
  return data.result.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function results(measured: readonly Measured[]): readonly BenchResult[] {
  const slow = measured.flatMap(({ panels }) =>
    panels.filter(({ time }) => time > MOST_PER_PANEL),
  );
  return [
    ...measured.flatMap(({ dashboard, panels, whole, empty }) => {
      const what = `${SERVICES} services, ${dashboard.range ?? "6h"}: ${dashboard.title}`;
      const worst = panels.reduce((a, b) => (b.time > a.time ? b : a), {
        title: "none",
        time: 0,
      });
      return [
        atMost(
          `${what}: median of ${panels.length} panels`,
          median(panels.map(({ time }) => time)),
          "ms",
        ),
        atMost(
          `${what}: worst panel, "${worst.title}"`,
          worst.time,
          "ms",
          MOST_PER_PANEL,
        ),
        ...panels
          .filter((panel) => panel !== worst && panel.time > MOST_PER_PANEL)
          .map(({ title, time }) =>
            atMost(`${what}: "${title}"`, time, "ms", MOST_PER_PANEL),
          ),
        atMost(`${what}: all open panels`, whole, "ms", MOST_PER_DASHBOARD),
        ...(empty > 0
          ? [atMost(`${what}: queries without data`, empty, "queries")]
          : []),
      ];
    }),
    atMost("panels above 300 ms", slow.length, "panels", 0),
    atMost(
      "dashboards above 1 s",
      measured.filter(({ whole }) => whole > MOST_PER_DASHBOARD).length,
      "dashboards",
      0,
    ),
  ];
}
