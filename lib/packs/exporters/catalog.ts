import type { MetricSpec, MetricType } from "../../domain/telemetry/scrape";

/** Metrics by type and name, with what they count or measure and its unit. */
export function catalog(
  byType: Readonly<
    Partial<Record<MetricType, Readonly<Record<string, string>>>>
  >,
): readonly MetricSpec[] {
  const types: readonly MetricType[] = [
    "counter",
    "gauge",
    "histogram",
    "summary",
  ];
  return types.flatMap((type) =>
    Object.entries(byType[type] ?? {}).map(([name, help]) => ({
      name,
      type,
      help,
    })),
  );
}
