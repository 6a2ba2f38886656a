import type { Rule, RuleGroup } from "../../../domain/rules/rule";
import { packAlerts, type PackAlert } from "../priority";
import { goRules } from "./go";
import { jvmRules } from "./jvm";
import { nodeRules } from "./node";
import { runtimeSettings, type RuntimeAlertOptions } from "./options";

/**
 * Alerts about the runtime of programs in Node.js, in Go or on the JVM: time, memory and what only grows. None of them
 * pages: what people feel is told by the alerts of the service.
 *
 * @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense
 */
export function runtimeAlerts(
  options: RuntimeAlertOptions,
): readonly RuleGroup[] {
  const settings = runtimeSettings(options);
  const {
    job,
    runtime,
    service,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  } = settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  return [
    {
      name: `runtime-${runtime}-${job}`,
      engine: "prometheus",
      rules: rulesOf(alert, settings),
    },
  ];
}

function rulesOf(
  alert: PackAlert,
  settings: ReturnType<typeof runtimeSettings>,
): readonly Rule[] {
  switch (settings.runtime) {
    case "node":
      return nodeRules(alert, settings);
    case "go":
      return goRules(alert, settings);
    case "jvm":
      return jvmRules(alert, settings);
  }
}
