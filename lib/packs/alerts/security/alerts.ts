import type { Rule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import { auditAlerts } from "./audit";
import { applicationLogins, sshLogins } from "./lines";
import {
  loginAlerts,
  loginRatioAlert,
  newNetworkAlert,
  NETWORKS_INTERVAL,
} from "./logins";
import { fileAlerts, requestAlerts } from "./metrics";
import {
  securitySettings,
  type SecurityAlertOptions,
  type SecuritySettings,
} from "./options";
import { privilegeAlerts } from "./privileges";
import { attackAlerts, tokenAlert } from "./web";

/** Uid of the dashboard of the same options. */
export const SECURITY_DASHBOARD = "security";

/**
 * Alerts about who comes in, who takes rights, what is changed and who attacks, for the sources that exist. Those about
 * logs are evaluated by Loki's ruler, those about metrics by Prometheus.
 *
 * The label `service` is the host of a log of authentication or of auditd, where its streams say it, and else the service
 * or scrape job: a page about one host mutes the lesser alerts of that host only.
 *
 * @throws InvalidInputError for options that `securitySettings` refuses
 */
export function securityAlerts(
  options: SecurityAlertOptions,
): readonly RuleGroup[] {
  const settings = securitySettings(options);
  return [...logGroups(settings), ...metricGroups(settings)].filter(
    ({ rules }) => rules.length > 0,
  );
}

function alertsOf(
  { team, runbooks }: SecuritySettings,
  page: "logs" | "metrics",
  label: "host" | "service" | "job" | "instance",
): PackAlert {
  return packAlerts({
    service: `{{ $labels.${label} }}`,
    team,
    runbookUrl: runbooks[page],
    dashboardUid: SECURITY_DASHBOARD,
  });
}

/** To search 5 minutes of 100 requests per second took Loki 2.5 seconds for all signatures. */
const ACCESS_INTERVAL = Duration.minutes(1);

function logGroups(settings: SecuritySettings): readonly RuleGroup[] {
  const { auth, audit, access, application } = settings;
  const ofHost = alertsOf(settings, "logs", "host");
  const ofService = alertsOf(settings, "logs", "service");
  const group = (name: string, rules: readonly Rule[]): RuleGroup => ({
    name: `security-${name}`,
    engine: "loki",
    rules,
  });
  const logins = application && applicationLogins(application);
  return [
    group(
      "auth",
      auth
        ? [
            ...loginAlerts(ofHost, "Ssh", sshLogins(auth), settings),
            ...privilegeAlerts(ofHost, auth),
          ]
        : [],
    ),
    {
      ...group(
        "networks",
        auth ? [newNetworkAlert(ofHost, auth, settings)] : [],
      ),
      interval: NETWORKS_INTERVAL,
    },
    group("audit", audit ? auditAlerts(ofHost, audit, settings) : []),
    {
      ...group(
        "access",
        access ? attackAlerts(ofService, access, settings) : [],
      ),
      interval: ACCESS_INTERVAL,
    },
    group(
      "application",
      application && logins
        ? [
            ...loginAlerts(ofService, "App", logins, settings),
            loginRatioAlert(ofService, logins, settings),
            tokenAlert(ofService, application, settings),
          ]
        : [],
    ),
  ];
}

function metricGroups(settings: SecuritySettings): readonly RuleGroup[] {
  const { requests, files } = settings;
  return [
    {
      name: "security-metrics",
      engine: "prometheus",
      rules: [
        ...(requests
          ? requestAlerts(
              alertsOf(settings, "metrics", "job"),
              requests,
              settings,
            )
          : []),
        ...(files
          ? fileAlerts(
              alertsOf(settings, "metrics", "instance"),
              files,
              settings,
            )
          : []),
      ],
    },
  ];
}
