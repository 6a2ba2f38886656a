import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { foundAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/** Fewer new series than this in one hour harm nobody, however few there are in all. */
const FEW = 1000;

const PER_JOB = "sum by (job) (scrape_samples_post_metric_relabeling)";

/** Labels with too many values, before they use up the memory of Prometheus. */
export function cardinalityAlerts({
  seriesPerJob,
  seriesChurn,
  runbookUrl,
}: PlatformThresholds): readonly AlertRule[] {
  const alert = foundAlert("{{ $labels.job }}", runbookUrl);
  return [
    alert("P3", {
      alert: "SeriesAboveBudget",
      expr: `${PER_JOB} > ${seriesPerJob}`,
      for: Duration.minutes(15),
      summary: "{{ $labels.job }} has more series than it may.",
      description: `All targets of {{ $labels.job }} together tell of {{ $value | humanize }} series, more than the budget of ${seriesPerJob}; a label probably has too many values.`,
    }),
    alert("P4", {
      alert: "SeriesChurning",
      expr: `sum by (job) (sum_over_time(scrape_series_added[1h])) > ${FEW} and sum by (job) (sum_over_time(scrape_series_added[1h])) / (${PER_JOB} > 0) > ${seriesChurn}`,
      for: Duration.minutes(30),
      summary: "{{ $labels.job }} makes new series all the time.",
      description: `{{ $labels.job }} has begun {{ $value | humanize }} new series within one hour, more than ${seriesChurn} times as many as it has; a label holds something that is always new.`,
    }),
  ];
}
