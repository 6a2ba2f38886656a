import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import {
  auditingLines,
  auditLines,
  counted,
  most,
  narrowed,
  type Counted,
} from "./lines";
import type { SecuritySettings } from "./options";

type Audit = NonNullable<SecuritySettings["audit"]>;
type Auditing = Parameters<typeof auditingLines>[1];

const ON = "{{ with $labels.host }} on {{ . }}{{ end }}";

/** Changes of watched files, and a log that went quiet. */
export function auditAlerts(
  alert: PackAlert,
  audit: Audit,
  settings: SecuritySettings,
): readonly AlertRule[] {
  const { limits } = settings;
  const changes = (keys: string): string =>
    most(
      `${counted(auditLines(audit, keys))("10m", "host", "key", "auid", "exe")} > 0`,
    );
  const by =
    "by {{ $labels.exe }} for the account with the number {{ $labels.auid }}";
  const silence = limits.auditSilence.toPrometheus();
  const streams =
    audit.hosts.length === 0
      ? [audit.selector]
      : audit.hosts.map((host) => narrowed(audit.selector, "host", host));
  return [
    alert("P2", {
      alert: "SshKeyChanged",
      expr: changes(audit.sshKeyKeys),
      summary: `Authorized keys changed${ON}.`,
      description: `Files with authorized keys were changed {{ $value }} times${ON} within 10 minutes, ${by}.`,
    }),
    alert("P2", {
      alert: "CriticalFileChanged",
      expr: changes(audit.criticalFileKeys),
      summary: `A critical file changed${ON}.`,
      description: `What is watched under the key {{ $labels.key }} was changed {{ $value }} times${ON} within 10 minutes, ${by}.`,
    }),
    alert("P2", {
      alert: "AuditLogSilent",
      expr: streams
        .map((stream) => `absent_over_time(${stream} [${silence}])`)
        .join(" or "),
      summary: `The audit log is silent${ON}.`,
      description: `No line of the audit log arrived for ${silence}${ON}. Either auditd or the collector has stopped, or somebody hides what is done.`,
    }),
    ...auditingAlerts(alert, audit, settings),
  ];
}

/** Auditing that somebody ends, which intruders do first. */
function auditingAlerts(
  alert: PackAlert,
  audit: Audit,
  { limits: { auditdStop, auditSilence } }: SecuritySettings,
): readonly AlertRule[] {
  const told = (what: Auditing): Counted => counted(auditingLines(audit, what));
  // Whoever loads rules anew takes all of them away before: what is added within the next minute counts.
  const removed = told("ruleRemoved")("5m offset 1m", "host");
  const fewer = `${removed} - (${told("ruleAdded")("6m", "host")} or ${removed} * 0)`;
  // The grammar of LogQL lets no offset follow what is taken from a line.
  const latest = (what: Auditing, window: string): string => {
    const selector = `${audit.selector} ${window}`;
    return `max by (host) (max_over_time(${auditingLines({ ...audit, selector }, what)} | unwrap at | __error__=""))`;
  };
  const stop = auditdStop.toPrometheus();
  // From then on AuditLogSilent tells of it.
  const until = Duration.millis(
    auditSilence.toMillis() - auditdStop.toMillis(),
  );
  const ended = latest("ended", `[${until.toPrometheus()}] offset ${stop}`);
  const started = latest("started", `[${auditSilence.toPrometheus()}]`);
  return [
    alert("P2", {
      alert: "AuditingSwitchedOff",
      expr: most(`${told("switchedOff")("10m", "host", "auid")} > 0`),
      summary: `Auditing was switched off${ON}, or somebody tried to.`,
      description: `The account with the number {{ $labels.auid }} switched auditing off${ON} within the last 10 minutes, or tried to. What is done meanwhile is in no log.`,
    }),
    alert("P2", {
      alert: "AuditRulesRemoved",
      expr: `${fewer} > 0`,
      summary: `Rules of auditd were removed${ON}.`,
      description: `{{ $value }} rules of auditd are fewer${ON} than 6 minutes ago. What they watched is not recorded any more.`,
    }),
    alert("P2", {
      alert: "AuditdStopped",
      expr: `${ended} > (${started} or ${ended} * 0)`,
      summary: `auditd has stopped${ON}.`,
      description: `auditd ended at {{ $value | humanizeTimestamp }}${ON} and did not begin again within ${stop}. What is done meanwhile is in no log.`,
    }),
    alert("P4", {
      alert: "AuditdRestarted",
      expr: `${told("started")("10m", "host")} > 0`,
      summary: `auditd was started${ON}.`,
      description: `auditd was started {{ $value }} times${ON} within the last 10 minutes. What was done since it ended is in no log.`,
    }),
  ];
}
