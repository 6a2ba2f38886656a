import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule } from "../../../domain/rules/rule";
import { jobMatcher } from "../../alerts/security/metrics";
import {
  accessLines,
  acceptedLines,
  applicationLogins,
  auditLines,
  counted,
  privilegeLines,
  rejectedTokens,
  sshLogins,
  type Logins,
} from "../../alerts/security/lines";
import type { SecuritySettings } from "../../alerts/security/options";
import { orZero, rateOf } from "../promql";

type Of<Source extends keyof SecuritySettings> = NonNullable<
  SecuritySettings[Source]
>;

/** The interval of a graph: no shorter than the window of the alerts, so that its thresholds fit. */
const MINUTE = "1m";

/** Log-ins at one kind of place. */
function loginQueries({ place, failed, succeeded }: Logins) {
  return {
    failures: failed("$__range"),
    successes: succeeded("$__range"),
    perMinute: failed(MINUTE, place),
    inAll: failed(MINUTE),
    bySource: `topk(10, ${failed("$__range", "source")})`,
    byAccount: `topk(10, ${failed("$__range", "user")})`,
    ratio: `${failed("15m")} / (${failed("15m")} + ${succeeded("15m")} or ${failed("15m")})`,
  };
}

export function sshQueries(auth: Of<"auth">) {
  return loginQueries(sshLogins(auth));
}

export function applicationQueries(application: Of<"application">) {
  return {
    ...loginQueries(applicationLogins(application)),
    tokens: counted(rejectedTokens(application))(MINUTE, "service"),
  };
}

/** Use of the rights of root. */
export function privilegeQueries(auth: Of<"auth">) {
  const lines = privilegeLines(auth);
  return {
    sudo: counted(lines.sudo)("$__auto", "user"),
    denied: counted(lines.sudoDenied)("$__auto", "user"),
    su: counted(lines.suToRoot)("$__auto", "user"),
    newAccounts: counted(lines.accountCreated)("$__auto", "user"),
    administrators: counted(lines.administratorAdded)("$__auto", "user"),
  };
}

/** Changes that auditd saw. */
export function auditQueries(audit: Of<"audit">) {
  const keys = `${audit.criticalFileKeys}|${audit.sshKeyKeys}`;
  const lines = auditLines(audit, keys);
  return {
    changes: counted(lines)("$__auto", "key"),
    volume: counted(audit.selector)("$__auto", "host"),
    newest: lines,
  };
}

/** Attacks that access logs show. */
export function attackQueries(access: Of<"access">) {
  const lines = accessLines(access);
  return {
    kinds: (
      [
        ["SQL injection", lines.sqlInjection],
        ["cross-site scripting", lines.crossSiteScripting],
        ["reading of files", lines.pathTraversal],
        ["scanners", lines.scanner],
      ] as const
    ).map(([kind, of]) => [kind, counted(of)("5m")] as const),
    limited: counted(lines.limited)(MINUTE, "service"),
    sources: `topk(10, ${counted(lines.sqlInjection)("$__range", "source")})`,
    newest: lines.sqlInjection,
  };
}

/** Requests by status code. */
export function requestQueries({
  jobs,
  requests,
  refused,
  limited,
}: Of<"requests">) {
  const job = `${jobMatcher(jobs)},job=~"$job"`;
  const all = rateOf(`${requests}{${job}}`, "job");
  return {
    ratio: `${rateOf(`${requests}{${job},${refused}}`, "job")} / (${all} > 0)`,
    limited: `${rateOf(`${requests}{${job},${limited}}`, "job")} * 60`,
  };
}

/** Changes of checksums, and how old they are. */
export function fileQueries({ job, checksum, textfile }: Of<"files">) {
  const chosen = `job=${quoteLabelValue(job)},instance=~"$instance"`;
  return {
    changes: `sum by (instance, path) (changes(${checksum}{${chosen}}[10m]))`,
    age: `max by (instance) (time() - node_textfile_mtime_seconds{${chosen},file=~${quoteLabelValue(textfile)}})`,
  };
}

/** The newest lines of each source: what a panel shows, and its query. */
export function newestLines({
  auth,
  application,
  audit,
  access,
}: SecuritySettings): readonly (readonly [string, string, string])[] {
  return [
    ...(auth
      ? ([
          [
            "Log-ins that failed",
            "The newest log-ins by ssh that failed.",
            sshLogins(auth).failedLines,
          ],
          [
            "Log-ins that succeeded",
            "The newest log-ins by ssh that succeeded.",
            acceptedLines(auth),
          ],
        ] as const)
      : []),
    ...(application
      ? ([
          [
            "Failed log-ins to services",
            "The newest log-ins to services that failed.",
            applicationLogins(application).failedLines,
          ],
        ] as const)
      : []),
    ...(audit
      ? ([
          [
            "Changed files",
            "The newest changes of watched files.",
            auditQueries(audit).newest,
          ],
        ] as const)
      : []),
    ...(access
      ? ([
          [
            "SQL injection",
            "The newest requests that hold SQL where it does not belong.",
            attackQueries(access).newest,
          ],
        ] as const)
      : []),
  ];
}

const firing = (alerts: readonly string[]): string =>
  `ALERTS{alertstate="firing",alertname=~"${alerts.join("|")}"}`;

/** How many alerts of these names fire, as far as Prometheus knows. */
export function firingQuery(alerts: readonly string[]): string {
  return orZero(`count(${firing(alerts)})`);
}

/** The same, by alert. */
export function firingEach(alerts: readonly string[]): string {
  return `count by (alertname, severity, service) (${firing(alerts)})`;
}

/** Whether the query of an alert of Loki's ruler, of which Prometheus does not know, gives something now. */
export function firingInLoki({ expr }: AlertRule): string {
  return `count(${expr})`;
}
