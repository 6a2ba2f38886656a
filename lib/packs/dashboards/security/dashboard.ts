import type {
  Dashboard,
  DashboardRow,
  Panel,
} from "../../../domain/dashboard/model";
import { requirePackOptions } from "../../alerts/pack-options";
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
  table,
} from "../panels";
import { chosenOf, securityVariables } from "./choices";
import { firingEach, firingInLoki, firingQuery } from "./queries";
import {
  attackRow,
  auditRow,
  fileRow,
  linesRow,
  loginRow,
  privilegeRow,
  requestRow,
} from "./rows";

/** What the platform of the dashboard has. */
export interface SecurityDashboardPlatform {
  /**
   * Whether Prometheus takes series from others, as `components.prometheus.remoteWriteReceiver` says. Only then does it know
   * which alerts of log lines fire; without it the dashboard asks for the pages among them by their own queries.
   * @default false
   */
  readonly remoteWriteReceiver?: boolean;
}

/**
 * Who comes in and who fails to, who takes rights, what is changed and who attacks, for the sources that exist. Takes the
 * options of `securityAlerts`, so that both read the same lines and warn from the same values on.
 *
 * @throws InvalidInputError for options that `securityAlerts` refuses
 */
export function securityDashboard(
  options: SecurityAlertOptions,
  platform: SecurityDashboardPlatform = {},
): Dashboard {
  requirePackOptions("platform of securityDashboard", platform, {
    remoteWriteReceiver: "flag?",
  });
  const settings = chosenOf(securitySettings(options));
  const { auth, audit, access, requests, files } = settings;
  return {
    uid: SECURITY_DASHBOARD,
    title: "Security & authentication",
    description:
      "Log-ins that fail and succeed, use of the rights of root, changed files and attacks on web servers.",
    tags: [MONITORING_TAG, "security"],
    folder: "Platform",
    variables: securityVariables(securitySettings(options)),
    links: [ALL_DASHBOARDS],
    rows: [
      ...firingRow(options, platform),
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

/** Whatever is chosen, for whoever attacks does not keep to one service. */
function firingRow(
  options: SecurityAlertOptions,
  { remoteWriteReceiver = false }: SecurityDashboardPlatform,
): readonly DashboardRow[] {
  const groups = securityAlerts(options);
  const alerts = (engine: "prometheus" | "loki") =>
    groups
      .filter((group) => group.engine === engine)
      .flatMap(({ rules }) => rules)
      .filter((rule) => rule.kind === "alert");
  const known = [
    ...alerts("prometheus"),
    ...(remoteWriteReceiver ? alerts("loki") : []),
  ].map(({ alert }) => alert);
  const asked = remoteWriteReceiver
    ? []
    : alerts("loki").filter(({ severity }) => severity === "critical");
  const panels = [
    ...(known.length === 0 ? [] : knownPanels(known, remoteWriteReceiver)),
    ...(asked.length === 0
      ? []
      : [
          bargauge(
            "Firing pages of logs",
            "Alerts about security in log lines that page and would fire now, each with the number of its causes. Those that do not page are in Alertmanager.",
            asked.map((rule) => loki(firingInLoki(rule), rule.alert)),
            { unit: "none", thresholds: ANY_IS_BAD, width: 16 },
          ),
        ]),
  ];
  return panels.length === 0 ? [] : [{ title: "Firing alerts", panels }];
}

/** Alerts of which Prometheus knows. */
function knownPanels(
  names: readonly string[],
  remoteWriteReceiver: boolean,
): readonly Panel[] {
  return [
    stat(
      remoteWriteReceiver ? "Firing alerts" : "Firing alerts of metrics",
      remoteWriteReceiver
        ? "Alerts about security that fire, of metrics and of log lines."
        : "Alerts about security that fire in Prometheus.",
      [prometheus(firingQuery(names))],
      { unit: "none", thresholds: ANY_IS_BAD },
    ),
    ...(remoteWriteReceiver
      ? [
          table(
            "What fires",
            "Each alert about security that fires, of metrics and of log lines, with the number of its causes.",
            [prometheus(firingEach(names), "Causes")],
            {
              unit: "none",
              width: 16,
              columns: [
                { label: "alertname", title: "Alert" },
                { label: "severity", title: "Severity" },
                { label: "service", title: "Service" },
              ],
            },
          ),
        ]
      : []),
  ];
}
