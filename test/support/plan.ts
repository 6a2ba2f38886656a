import { Bytes, Duration } from "../../lib/domain/units";
import type { DeploymentPlan } from "../../lib/domain/telemetry/plan";
import {
  buildPlan,
  type ComponentChoices,
} from "../../lib/packs/components/profile";

/** A plan with the usual retention times and the given changes. */
export function planOf(
  components: ComponentChoices = {},
  profile: "minimal" | "standard" = "standard",
): DeploymentPlan {
  return buildPlan({
    profile,
    components,
    metricRetention: { time: Duration.days(15), size: Bytes.gibibytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
  });
}
