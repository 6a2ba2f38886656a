import { requireLabels } from "../names";
import { InvalidInputError } from "../problem";
import { requireTemplate } from "../rules/template";
import { requireKind, requireOptions } from "../shape";
import { shown } from "../shown";
import { requireFreeLabels } from "./input";
import { SEVERITIES, type SeverityAlerts, type SloAlerts } from "./severities";

/** Annotations that alerts of objectives have anyway. */
const OWN_ANNOTATIONS: readonly string[] = [
  "summary",
  "description",
  "runbook_url",
  "dashboard",
  "time_to_exhaustion",
  "budget_policy",
];

/** Whether alerts of objectives write an annotation of that name themselves. */
export function isOwnAnnotation(name: string): boolean {
  return OWN_ANNOTATIONS.includes(name);
}

/** @throws InvalidInputError for an unknown severity, and for labels and annotations that cannot be or are taken */
export function requireSloAlerts(alerts: SloAlerts | false): SloAlerts {
  if (alerts === false) {
    return { critical: false, warning: false, info: false };
  }
  const what = "alerts of an objective";
  requireOptions(what, alerts, SEVERITIES);
  for (const severity of SEVERITIES) {
    const given: unknown = alerts[severity];
    if (given !== undefined && given !== false) {
      requireSeverityAlerts(`${severity} ${what}`, given as SeverityAlerts);
    }
  }
  return alerts;
}

function requireSeverityAlerts(what: string, given: SeverityAlerts): void {
  requireKind(what, given, "record");
  requireOptions(what, given, ["labels", "annotations"]);
  const { labels, annotations } = given;
  if (labels !== undefined) {
    requireFreeLabels(labels);
  }
  if (annotations === undefined) {
    return;
  }
  requireLabels(`annotations of ${what}`, annotations);
  for (const [name, text] of Object.entries(annotations)) {
    if (isOwnAnnotation(name)) {
      throw new InvalidInputError(
        "slo-annotation",
        `annotations of ${what} must have other names than ${OWN_ANNOTATIONS.join(", ")}, which the objective writes itself, got ${shown(name)}; use another name, or runbookUrl for the link`,
      );
    }
    requireTemplate(`annotation "${name}" of ${what}`, text);
  }
}
