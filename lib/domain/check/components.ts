import type { ComponentUse, Declared, MonitoringModel } from "../model";
import { problem, type Problem } from "../problem";
import {
  acceptsRemoteWrite,
  extraConfigOf,
  isAvailable,
} from "../telemetry/plan";
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

/** Recording rules over log lines whose series nobody takes: Loki evaluates them and throws the result away. */
export function lostRecordings(
  model: MonitoringModel,
  { groups }: Survey,
): readonly Problem[] {
  const { plan } = model;
  const ruler = extraConfigOf(plan, "loki")?.["ruler"];
  const sendsElsewhere =
    typeof ruler === "object" && ruler !== null && "remote_write" in ruler;
  if (
    plan.loki.kind !== "deployed" ||
    acceptsRemoteWrite(plan) ||
    sendsElsewhere
  ) {
    return [];
  }
  const remedy =
    plan.prometheus.kind === "deployed"
      ? "switch it on with components: { prometheus: { remoteWriteReceiver: true } }"
      : "give Loki the address of yours in components: { loki: { extraConfig: { ruler: { remote_write: ... } } } }";
  return groups.flatMap(({ path, value: { engine, rules } }) => {
    const [first] = rules.filter(({ kind }) => kind === "record");
    return engine === "loki" && first?.kind === "record"
      ? [
          problem(
            "log-recording-lost",
            path,
            `recording rule "${first.record}" over log lines must have a Prometheus that takes what Loki records, got one that does not; ${remedy}`,
          ),
        ]
      : [];
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
