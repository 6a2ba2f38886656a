import type { ComponentUse, Declared, MonitoringModel } from "../model";
import { problem, type Problem } from "../problem";
import { isAvailable } from "../telemetry/plan";
import type { Survey } from "./survey";

/** Features that need a component which is switched off; one problem for each feature. */
export function componentProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  const missing = new Map<string, Declared<ComponentUse>[]>();
  for (const use of [...model.componentUses, ...usesOfRules(survey)]) {
    if (!isAvailable(model.plan, use.value.component)) {
      const key = JSON.stringify([use.path, use.value.feature]);
      missing.set(key, [...(missing.get(key) ?? []), use]);
    }
  }
  return [...missing.values()].flatMap((uses) => {
    const [first] = uses;
    const names = uses.map(({ value }) => `"${value.component}"`);
    const [s, it] = uses.length > 1 ? ["s", "them"] : ["", "it"];
    return first === undefined
      ? []
      : [
          problem(
            "component-missing",
            first.path,
            `${first.value.feature} must have the component${s} ${names.join(" and ")}, got a platform without ${it}; enable ${it} in \`components\`, or give the address of an existing one: { external: url }`,
          ),
        ];
  });
}

function usesOfRules({ groups }: Survey): readonly Declared<ComponentUse>[] {
  return groups
    .filter(({ value }) => value.engine === "loki")
    .map(({ path, value }) => ({
      path,
      value: {
        component: "loki",
        feature: `group "${value.name}" of rules over logs`,
      },
    }));
}
