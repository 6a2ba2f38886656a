import type { AlertRule } from "../../../domain/rules/rule";
import type { PackAlert } from "../priority";
import { auditLines, counted, most, narrowed } from "./lines";
import type { SecuritySettings } from "./options";

const ON = "{{ with $labels.host }} on {{ . }}{{ end }}";

/** Changes of watched files, and a log that went quiet. */
export function auditAlerts(
  alert: PackAlert,
  audit: NonNullable<SecuritySettings["audit"]>,
  { limits }: SecuritySettings,
): readonly AlertRule[] {
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
      description: `Files under the watch {{ $labels.key }} were changed {{ $value }} times${ON} within 10 minutes, ${by}.`,
    }),
    alert("P2", {
      alert: "AuditLogSilent",
      expr: streams
        .map((stream) => `absent_over_time(${stream} [${silence}])`)
        .join(" or "),
      summary: `The audit log is silent${ON}.`,
      description: `No line of the audit log arrived for ${silence}${ON}. Either auditd or the collector has stopped, or somebody hides what is done.`,
    }),
  ];
}
