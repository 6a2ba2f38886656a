import { pascalCase } from "../../../domain/names";
import type { AlertRule } from "../../../domain/rules/rule";
import type { ComponentName } from "../../../domain/telemetry/component";
import { componentAlert } from "./alert";
import type { PlatformThresholds } from "./options";

/**
 * One of two that work as one is gone. The name does not end in `Down`: such an alert mutes all others about its component,
 * and the one that is left still has to be watched.
 */
export function redundancyAlerts(
  pairs: readonly ComponentName[],
  { downFor, runbookUrl }: PlatformThresholds,
): readonly AlertRule[] {
  return pairs.map((name) => {
    const up = `up{job="${name}"}`;
    return componentAlert(name, runbookUrl)("P3", {
      alert: `${pascalCase(name)}RedundancyLost`,
      expr: `${up} == 0 and on (job) (max by (job) (${up}) == 1)`,
      for: downFor,
      summary: `One of two ${name} does not answer.`,
      description: `Prometheus could not read the metrics of {{ $labels.instance }} for ${downFor.toPrometheus()}. The other one does the work; when it ends too, alerts reach nobody.`,
    });
  });
}
