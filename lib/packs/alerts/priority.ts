import { LABEL } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import { Rules } from "../../domain/rules/build";
import type { AlertRule, AlertSeverity } from "../../domain/rules/rule";
import { shown } from "../../domain/shown";

/**
 * How soon somebody must respond: P1 at once, P2 within 30 minutes, P3 within 2 hours, P4 within 24 hours. It is the label
 * `priority` of an alert.
 */
export type AlertPriority = "P1" | "P2" | "P3" | "P4";

/** What cannot wait until morning wakes somebody. */
const SEVERITY: Readonly<Record<AlertPriority, AlertSeverity>> = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
};

/** What all alerts of a pack have in common. */
export interface PackDefaults {
  /** Value or template of the label `service`; an urgent alert mutes lesser ones of the same service. */
  readonly service: string;
  /** Value of the label `team`. */
  readonly team: string | undefined;
  /** Page that has one heading for each alert. */
  readonly runbookUrl: string;
  readonly dashboardUid: string;
  /** Whether the pack chose the dashboard, and not its user. Default: true. */
  readonly dashboardIsDefault?: boolean;
}

/** An alert of a pack; its severity follows from its priority. */
export type PackAlert = (
  priority: AlertPriority,
  input: Omit<
    Parameters<typeof Rules.alert>[0],
    "severity" | "labels" | "runbookUrl" | "dashboardUid"
  >,
) => AlertRule;

/**
 * Headings of a Markdown page are reached by their text in lower case.
 *
 * @throws InvalidInputError for a team without a name, of which no route would know
 */
export function packAlerts({
  service,
  team,
  runbookUrl,
  dashboardUid,
  dashboardIsDefault = true,
}: PackDefaults): PackAlert {
  if (typeof team === "string" && team.trim() === "") {
    throw new InvalidInputError(
      "alert-team",
      `team of alerts must have a name, got ${shown(team)}; name it, or leave it out`,
    );
  }
  return (priority, input) => ({
    ...Rules.alert({
      ...input,
      severity: SEVERITY[priority],
      labels: {
        [LABEL.priority]: priority,
        service,
        ...(team !== undefined && { team }),
      },
      runbookUrl: `${runbookUrl}#${input.alert.toLowerCase()}`,
      dashboardUid,
    }),
    ...(dashboardIsDefault && { dashboardIsDefault }),
  });
}

/** The page of this repository with the runbook of a pack. */
export function runbookPage(pack: string): string {
  return `https://github.com/cdktf-observability/cdktf-observability/blob/main/docs/runbooks/${pack}.md`;
}
