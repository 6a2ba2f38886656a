import type { DashboardRow } from "../../../domain/dashboard/model";
import type { SecuritySettings } from "../../alerts/security/options";
import { bargauge, logs, loki, prometheus, stat, timeseries } from "../panels";
import {
  applicationQueries,
  attackQueries,
  auditQueries,
  fileQueries,
  newestLines,
  privilegeQueries,
  requestQueries,
  sshQueries,
} from "./queries";

type Of<Source extends keyof SecuritySettings> = NonNullable<
  SecuritySettings[Source]
>;

/** Log-ins at hosts, or at services. */
export function loginRow(
  to: "ssh" | "services",
  settings: SecuritySettings,
): readonly DashboardRow[] {
  const { auth, application, limits } = settings;
  const queries =
    to === "ssh"
      ? auth && sshQueries(auth)
      : application && applicationQueries(application);
  if (queries === undefined) {
    return [];
  }
  const tokens =
    to === "services" && application
      ? applicationQueries(application).tokens
      : undefined;
  const prefix = to === "ssh" ? "Ssh" : "App";
  return [
    {
      title: to === "ssh" ? "Log-ins by ssh" : "Log-ins to services",
      panels: [
        stat(
          "Failed log-ins",
          "Log-ins that failed in the time shown.",
          [loki(queries.failures)],
          { unit: "short", width: 6 },
        ),
        stat(
          "Log-ins",
          "Log-ins that succeeded in the time shown.",
          [loki(queries.successes)],
          { unit: "short", width: 6 },
        ),
        timeseries(
          "Failed log-ins per minute",
          "Log-ins that failed within a minute, from all addresses together.",
          [loki(queries.inAll, "all")],
          {
            unit: "short",
            min: 0,
            width: 12,
            thresholds: [
              {
                value: limits.loginFailures,
                color: "orange",
                alert: `${prefix}LoginFailuresHigh`,
              },
            ],
          },
        ),
        timeseries(
          `Failed log-ins by ${to === "ssh" ? "host" : "service"}`,
          "Log-ins that failed within a minute, by where.",
          [loki(queries.perMinute, `{{${to === "ssh" ? "host" : "service"}}}`)],
          { unit: "short", min: 0 },
        ),
        timeseries(
          "Share of log-ins that fail",
          "Failed log-ins as a share of all within 15 minutes.",
          [loki(queries.ratio, "failed")],
          {
            unit: "percentunit",
            min: 0,
            max: 1,
            ...(to === "services" && {
              thresholds: [
                {
                  value: limits.loginFailureRatio,
                  color: "orange",
                  alert: "AppLoginFailureRatioHigh",
                },
              ],
            }),
          },
        ),
        bargauge(
          "Addresses with most failures",
          "The ten addresses with most failed log-ins in the time shown.",
          [loki(queries.bySource, "{{source}}")],
          { unit: "short", width: 12 },
        ),
        bargauge(
          "Accounts with most failures",
          "The ten accounts with most failed log-ins in the time shown. Whoever tries chooses the names.",
          [loki(queries.byAccount, "{{user}}")],
          { unit: "short", width: 12 },
        ),
        ...(tokens !== undefined
          ? [
              timeseries(
                "Refused tokens",
                "Forged or broken tokens within a minute, by service.",
                [loki(tokens, "{{service}}")],
                {
                  unit: "short" as const,
                  min: 0,
                  thresholds: [
                    {
                      value: limits.tokenRejections,
                      color: "orange" as const,
                      alert: "AppTokensRejected",
                    },
                  ],
                },
              ),
            ]
          : []),
      ],
    },
  ];
}

export function privilegeRow(auth: Of<"auth">): DashboardRow {
  const queries = privilegeQueries(auth);
  return {
    title: "Rights of root",
    panels: [
      timeseries(
        "Commands by sudo",
        "Commands in each interval, by who ran them.",
        [loki(queries.sudo, "{{user}}")],
        { unit: "short", min: 0 },
      ),
      timeseries(
        "Refusals, su and new accounts",
        "What is rare on a healthy host, in each interval and by account.",
        [
          loki(queries.denied, "sudo refused {{user}}"),
          loki(queries.su, "su by {{user}}"),
          loki(queries.newAccounts, "new account {{user}}"),
          loki(queries.administrators, "new administrator {{user}}"),
        ],
        { unit: "short", min: 0 },
      ),
    ],
  };
}

export function requestRow(
  requests: Of<"requests">,
  { limits }: SecuritySettings,
): DashboardRow {
  const queries = requestQueries(requests);
  return {
    title: "Refused requests",
    panels: [
      timeseries(
        "Share refused for want of a log-in",
        "Requests without a valid log-in or right as a share of all, by service.",
        [prometheus(queries.ratio, "{{job}}")],
        {
          unit: "percentunit",
          min: 0,
          thresholds: [
            {
              value: limits.authFailureRatio,
              color: "orange",
              alert: "AuthFailureRatioHigh",
            },
          ],
        },
      ),
      timeseries(
        "Refused since too many come",
        "Requests per minute beyond the limit of a caller, by service.",
        [prometheus(queries.limited, "{{job}}")],
        {
          unit: "short",
          min: 0,
          thresholds: [
            {
              value: limits.rateLimitHits,
              color: "orange",
              alert: "RateLimitHitsHigh",
            },
          ],
        },
      ),
    ],
  };
}

export function auditRow(audit: Of<"audit">): DashboardRow {
  const queries = auditQueries(audit);
  return {
    title: "Watched files",
    panels: [
      timeseries(
        "Changes of watched files",
        "Changes that auditd saw in each interval, by the key of the watch.",
        [loki(queries.changes, "{{key}}")],
        { unit: "short", min: 0 },
      ),
      timeseries(
        "Lines of the audit log",
        "Lines in each interval, by host. A gap means that nothing is seen.",
        [loki(queries.volume, "{{host}}")],
        { unit: "short", min: 0 },
      ),
    ],
  };
}

export function fileRow(
  files: Of<"files">,
  { limits }: SecuritySettings,
): DashboardRow {
  const queries = fileQueries(files);
  return {
    title: "Checksums of files",
    panels: [
      timeseries(
        "Changed files",
        "Changes of checksums within 10 minutes, by host and file.",
        [prometheus(queries.changes, "{{instance}} {{path}}")],
        { unit: "none", min: 0 },
      ),
      timeseries(
        "Age of the checksums",
        "Time since the checksums were written, by host.",
        [prometheus(queries.age, "{{instance}}")],
        {
          unit: "s",
          min: 0,
          thresholds: [
            {
              value: limits.checksumAge.toSeconds(),
              color: "orange",
              alert: "FileChecksumsOld",
            },
          ],
        },
      ),
    ],
  };
}

export function attackRow(
  access: Of<"access">,
  { limits }: SecuritySettings,
): DashboardRow {
  const queries = attackQueries(access);
  return {
    title: "Attacks on web servers",
    panels: [
      timeseries(
        "Attacks by kind",
        "Requests with the signature of an attack within 5 minutes, by kind.",
        queries.kinds.map(([kind, expr]) => loki(expr, kind)),
        {
          unit: "short",
          min: 0,
          thresholds: [
            {
              value: limits.attackRequests,
              color: "orange",
              alert: "SqlInjectionAttempts",
            },
          ],
        },
      ),
      timeseries(
        "Refused requests",
        "Requests within a minute that were refused since too many came, by service.",
        [loki(queries.limited, "{{service}}")],
        {
          unit: "short",
          min: 0,
          thresholds: [
            {
              value: limits.rateLimitHits,
              color: "orange",
              alert: "RequestsLimited",
            },
          ],
        },
      ),
      bargauge(
        "Addresses that try SQL injection",
        "The ten addresses with most such requests in the time shown.",
        [loki(queries.sources, "{{source}}")],
        { unit: "short", width: 24 },
      ),
    ],
  };
}

/** The newest lines of each source that tell of something. */
export function linesRow(settings: SecuritySettings): readonly DashboardRow[] {
  const panels = newestLines(settings).map(([title, description, expr]) =>
    logs(title, description, [loki(expr)]),
  );
  return panels.length === 0 ? [] : [{ title: "Newest lines", panels }];
}
