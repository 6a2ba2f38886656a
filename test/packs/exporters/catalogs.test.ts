import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isMetricName } from "../../../lib/domain/names";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { ONLY_SOMETIMES } from "./absent";

const FOLDER = join(__dirname, "../../../lib/packs/exporters");

const catalogs: readonly (readonly [string, readonly MetricSpec[]])[] =
  readdirSync(FOLDER).flatMap((file) =>
    Object.entries(
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- each file of the folder, also future ones
      require(join(FOLDER, file)) as Record<string, unknown>,
    ).flatMap(([name, value]) =>
      Array.isArray(value) ? [[name, value as MetricSpec[]] as const] : [],
    ),
  );

describe.each(catalogs)("%s", (_, metrics) => {
  it("holds each name once", () => {
    const names = metrics.map(({ name }) => name);
    expect(names.length).toBe(new Set(names).size);
  });

  it("has valid names and says what each metric is", () => {
    expect(
      metrics.filter(({ name, help }) => !isMetricName(name) || !help),
    ).toEqual([]);
  });

  it("keeps the endings of histogram series free", () => {
    const composed = metrics
      .filter(({ type }) => type === "histogram" || type === "summary")
      .flatMap(({ name }) => [
        `${name}_bucket`,
        `${name}_sum`,
        `${name}_count`,
      ]);
    const names = new Set(metrics.map(({ name }) => name));
    expect(composed.filter((name) => names.has(name))).toEqual([]);
  });
});

it("knows at least 150 metrics, and gives no metric two types", () => {
  const types = new Map<string, Set<string>>();
  for (const { name, type } of catalogs.flatMap(([, metrics]) => metrics)) {
    types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  expect(types.size).toBeGreaterThan(150);
  expect([...types].filter(([, set]) => set.size > 1)).toEqual([]);
});

it("excuses no metric that is in no catalog", () => {
  const names = new Set(
    catalogs.flatMap(([, metrics]) => metrics.map(({ name }) => name)),
  );
  expect(
    Object.keys(ONLY_SOMETIMES).filter((name) => !names.has(name)),
  ).toEqual([]);
});
