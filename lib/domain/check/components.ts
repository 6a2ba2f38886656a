import type { MonitoringModel } from "../model";
import { problem, type Problem } from "../problem";
import { isAvailable } from "../telemetry/plan";

/** Features that need a component which is switched off. */
export function componentProblems(model: MonitoringModel): readonly Problem[] {
  return model.componentUses.flatMap(({ path, value }) =>
    isAvailable(model.plan, value.component)
      ? []
      : [
          problem(
            "component-missing",
            path,
            `${value.feature} must have the component "${value.component}", got a platform without it; enable it in \`components\`, or give the address of an existing one: { external: url }`,
          ),
        ],
  );
}
