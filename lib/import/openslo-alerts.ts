import type { AlertSeverity } from "../domain/rules/rule";
import { exactly } from "../domain/slo/decimal";
import type { BurnRateWindow } from "../domain/slo/windows";
import { Duration } from "../domain/units";
import type { Field } from "./field";
import { metadataIn, type OpenSloObjects } from "./openslo-objects";
import { shorthandIn } from "./openslo-window";

/** Alert windows of the policies of an SLO; none when it has no policy. */
export function alertWindowsIn(
  policies: Field,
  period: Duration,
  objects: OpenSloObjects,
): readonly BurnRateWindow[] {
  return policies.list().flatMap((entry) => {
    const spec = specOf(entry, "AlertPolicy", "alertPolicyRef", objects).record(
      {
        known: ["conditions", "notificationTargets"],
        harmless: [
          "description",
          "alertWhenNoData",
          "alertWhenResolved",
          "alertWhenBreaching",
        ],
      },
    );
    for (const target of spec("notificationTargets").list()) {
      specOf(target, "AlertNotificationTarget", "targetRef", objects).record({
        known: ["target"],
        harmless: ["description"],
      });
      target.warn(
        "is left out, because it has no address; who is told is said by an AlertRoute",
      );
    }
    return spec("conditions")
      .list()
      .map((condition) =>
        conditionIn(
          specOf(condition, "AlertCondition", "conditionRef", objects),
          period,
        ),
      );
  });
}

/** The spec of an object that is written inline, or meant by a reference. */
function specOf(
  entry: Field,
  kind: "AlertPolicy" | "AlertCondition" | "AlertNotificationTarget",
  reference: string,
  objects: OpenSloObjects,
): Field {
  const get = entry.record({ known: [reference, "kind", "metadata", "spec"] });
  if (get(reference).isMissing) {
    get("kind").choice([kind]);
    metadataIn(get("metadata"));
    return get("spec");
  }
  const found = objects.find(kind, get(reference));
  metadataIn(found.peek("metadata"));
  return found.peek("spec");
}

const SEVERITIES: Readonly<Record<string, AlertSeverity>> = {
  critical: "critical",
  page: "critical",
  high: "critical",
  warning: "warning",
  ticket: "warning",
  medium: "warning",
  info: "info",
  low: "info",
};

/** OpenSLO has one window; the short one, which ends the alert, is a twelfth of it, as in the SRE workbook. */
function conditionIn(field: Field, period: Duration): BurnRateWindow {
  const get = field.record({
    known: ["severity", "condition"],
    harmless: ["description"],
  });
  const name = get("severity").text().toLowerCase();
  const severity = Object.hasOwn(SEVERITIES, name)
    ? SEVERITIES[name]
    : undefined;
  if (severity === undefined) {
    throw get("severity").fault(
      `must be one of ${Object.keys(SEVERITIES).join(", ")}, got ${JSON.stringify(name.slice(0, 60))}; use one of them`,
    );
  }
  const of = get("condition").record({
    known: ["kind", "op", "threshold", "lookbackWindow", "alertAfter"],
  });
  of("kind").choice(["burnrate"]);
  of("op").choice(["gt", "gte"]);
  const factor = of("threshold").number();
  const long = shorthandIn(of("lookbackWindow"));
  const short = Duration.minutes(
    Math.max(5, Math.round(long.toMinutes() / 12)),
  );
  field.warn(
    `gets a short window of ${short.toPrometheus()} beside its own, so that the alert ends soon after the incident`,
  );
  return {
    severity,
    long,
    short,
    budgetFraction: exactly(factor)
      .times(long.toMillis())
      .div(period.toMillis())
      .toSignificantDigits(12)
      .toNumber(),
    for: of("alertAfter").isMissing
      ? Duration.seconds(0)
      : shorthandIn(of("alertAfter")),
  };
}
