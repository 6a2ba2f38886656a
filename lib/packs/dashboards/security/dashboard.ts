import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import {
  SECURITY_DASHBOARD,
  securityAlerts,
} from "../../alerts/security/alerts";
import {
  securitySettings,
  type SecurityAlertOptions,
} from "../../alerts/security/options";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  bargauge,
  loki,
  MONITORING_TAG,
  prometheus,
  stat,
} from "../panels";
import { firingInLoki, firingQuery } from "./queries";
import {
  attackRow,
  auditRow,
  fileRow,
  linesRow,
  loginRow,
  privilegeRow,
  requestRow,
} from "./rows";

/**
 * Who comes in and who fails to, who takes rights, what is changed and who attacks, for the sources that exist. Takes the
 * options of `securityAlerts`, so that both read the same lines and warn from the same values on.
 *
 * @throws InvalidInputError for options that `securityAlerts` refuses
 */
export function securityDashboard(options: SecurityAlertOptions): Dashboard {
  const settings = securitySettings(options);
  const { auth, audit, access, requests, files } = settings;
  return {
    uid: SECURITY_DASHBOARD,
    title: "Security & authentication",
    description:
      "Log-ins that fail and succeed, use of the rights of root, changed files and attacks on web servers.",
    tags: [MONITORING_TAG, "security"],
    folder: "Platform",
    variables: [],
    links: [ALL_DASHBOARDS],
    rows: [
      ...firingRow(options),
      ...loginRow("ssh", settings),
      ...(auth ? [privilegeRow(auth)] : []),
      ...loginRow("services", settings),
      ...(requests ? [requestRow(requests, settings)] : []),
      ...(audit ? [auditRow(audit)] : []),
      ...(files ? [fileRow(files, settings)] : []),
      ...(access ? [attackRow(access, settings)] : []),
      ...linesRow(settings),
    ],
  };
}

/** Prometheus does not know of the alerts of Loki's ruler: the pages among them are asked for by their own queries. */
function firingRow(options: SecurityAlertOptions): readonly DashboardRow[] {
  const alerts = (engine: "prometheus" | "loki") =>
    securityAlerts(options)
      .filter((group) => group.engine === engine)
      .flatMap(({ rules }) => rules)
      .filter((rule) => rule.kind === "alert");
  const ofMetrics = alerts("prometheus").map(({ alert }) => alert);
  const pages = alerts("loki").filter(
    ({ severity }) => severity === "critical",
  );
  const panels = [
    ...(ofMetrics.length === 0
      ? []
      : [
          stat(
            "Firing alerts of metrics",
            "Alerts about security that fire in Prometheus.",
            [prometheus(firingQuery(ofMetrics))],
            { unit: "none", thresholds: ANY_IS_BAD },
          ),
        ]),
    ...(pages.length === 0
      ? []
      : [
          bargauge(
            "Firing pages of logs",
            "Alerts about security in log lines that page and would fire now, each with the number of its causes. Those that do not page are in Alertmanager.",
            pages.map((rule) => loki(firingInLoki(rule), rule.alert)),
            { unit: "none", thresholds: ANY_IS_BAD, width: 16 },
          ),
        ]),
  ];
  return panels.length === 0 ? [] : [{ title: "Firing alerts", panels }];
}
