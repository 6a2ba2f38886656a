import type { AuditKey } from "./audit-rules";

/** A demand of a standard, and what of this library answers it. */
export interface Control {
  /** Its number in the standard. */
  readonly id: string;
  /** What it asks for, in our words. */
  readonly asks: string;
  /** Alerts that cover it. */
  readonly alerts: readonly string[];
  /** Keys of `auditRules` under which its events are recorded. */
  readonly auditKeys?: readonly AuditKey[];
  /** What stays for the user to do. */
  readonly remains: string;
}

export interface Standard {
  readonly name: string;
  readonly link: string;
  readonly controls: readonly Control[];
}

const FAILED_LOGINS = [
  "SshLoginFailuresFromSource",
  "SshLoginFailuresHigh",
  "SshLoginManyAccounts",
  "SshLoginManySources",
  "AppLoginFailuresFromSource",
  "AppLoginFailuresHigh",
  "AppLoginManyAccounts",
  "AppLoginManySources",
  "AppLoginFailureRatioHigh",
  "AuthFailureRatioHigh",
] as const;

const ATTACKS = [
  "SqlInjectionAttempts",
  "CrossSiteScriptingAttempts",
  "PathTraversalAttempts",
  "ScannerDetected",
] as const;

const CHANGED_FILES = [
  "CriticalFileChanged",
  "FileChecksumChanged",
  "FileChecksumsOld",
] as const;

const CHANGED_KEYS = ["SshKeyChanged", "SshKeyFileChanged"] as const;

const GUESSED = ["SshBruteForceSucceeded", "AppBruteForceSucceeded"] as const;

const PRIVILEGES = ["SudoByUnexpectedUser", "SudoDenied", "SuToRoot"] as const;

const ACCOUNTS = ["AdministratorAdded", "AccountCreated"] as const;

const LOST_LOGS = [
  "AuditLogSilent",
  "OtelCollectorDown",
  "OtelCollectorExportFailing",
  "OtelCollectorQueueFull",
  "OtelCollectorLosing",
  "LokiDown",
  "LokiLinesDiscarded",
] as const;

/** Of a pause of auditd on a host. */
const PAUSED_AUDIT = [
  "AuditingSwitchedOff",
  "AuditRulesRemoved",
  "AuditdStopped",
  "AuditdRestarted",
  "AuditLogSilent",
] as const;

const LOG_SPACE = [
  "LokiVolumeTooSmall",
  "LokiWalDiskFilling",
  "HostDiskAlmostFull",
] as const;

const CLOCK = ["HostClockSkew", "HostClockNotSynchronized"] as const;

const WATCHED_FILES = [
  "identity",
  "scope",
  "sshd_config",
  "critical_file",
] as const satisfies readonly AuditKey[];

const TOUCHED_BY_PEOPLE = [
  "deletions",
  "permissions",
  "failed_access",
] as const satisfies readonly AuditKey[];

const ROOT_ITSELF =
  "forbid log-ins as root (`PermitRootLogin no`): rules about people begin at the account number 1000";

/** Standards that ask for logs to be collected, kept and looked at, as far as this library has an answer. */
export const STANDARDS: readonly Standard[] = [
  {
    name: "CIS Controls 8.1",
    link: "https://www.cisecurity.org/controls/v8-1",
    controls: [
      {
        id: "3.14",
        asks: "access to sensitive data is logged",
        alerts: CHANGED_FILES,
        auditKeys: [...WATCHED_FILES, ...TOUCHED_BY_PEOPLE],
        remains:
          "name your own files in `files` and `folders` of `auditRules`; reading is recorded only when it was refused",
      },
      {
        id: "5.4",
        asks: "rights of administrators are kept to accounts for that",
        alerts: [...PRIVILEGES, ...ACCOUNTS],
        auditKeys: ["root_command"],
        remains: "name who may in `sudoUsers` of the auth log",
      },
      {
        id: "8.2",
        asks: "audit logs are collected",
        alerts: LOST_LOGS,
        auditKeys: WATCHED_FILES,
        remains: "install the rules on each host and name it in `hosts`",
      },
      {
        id: "8.3",
        asks: "there is room for audit logs",
        alerts: LOG_SPACE,
        remains: "nothing; the model also compares retention with the volume",
      },
      {
        id: "8.4",
        asks: "clocks are synchronized",
        alerts: CLOCK,
        auditKeys: ["time"],
        remains: "configure two sources of time on each host",
      },
      {
        id: "8.5",
        asks: "audit logs say who did what, where from and when",
        alerts: [],
        auditKeys: [
          ...WATCHED_FILES,
          "ssh_key",
          "setuid",
          "network",
          "docker_socket",
          ...TOUCHED_BY_PEOPLE,
        ],
        remains:
          "lines of your own applications must say it; of CIS' benchmarks, rules for each setuid program that there is already, sessions (`utmp`, `wtmp`, `lastlog`) and AppArmor or SELinux are not made",
      },
      {
        id: "8.8",
        asks: "commands of administrators are logged",
        alerts: PRIVILEGES,
        auditKeys: ["root_command"],
        remains: ROOT_ITSELF,
      },
      {
        id: "8.9",
        asks: "audit logs are collected in one place",
        alerts: LOST_LOGS,
        remains: "an agent on each host",
      },
      {
        id: "8.10",
        asks: "audit logs are kept for at least 90 days",
        alerts: LOG_SPACE,
        remains:
          "nothing for lines of `LogSource.audit`, which are kept so by default; a `LokiRetention` for others",
      },
      {
        id: "8.11",
        asks: "audit logs are reviewed for anomalies",
        alerts: [...FAILED_LOGINS, ...GUESSED, "SshLoginFromNewNetwork"],
        remains: "people who look at the dashboard Security each week",
      },
      {
        id: "13.1",
        asks: "alerts about security come together in one place",
        alerts: ["Watchdog", "AlertmanagerNotificationsFailing"],
        remains: "an `AlertRoute` for the team that answers them",
      },
    ],
  },
  {
    name: "PCI DSS 4.0.1, requirement 10",
    link: "https://www.pcisecuritystandards.org/document_library/",
    controls: [
      {
        id: "10.2.1.2",
        asks: "all that administrators do is logged",
        alerts: PRIVILEGES,
        auditKeys: ["root_command"],
        remains: `applications must log what their administrators do; ${ROOT_ITSELF}`,
      },
      {
        id: "10.2.1.3",
        asks: "access to audit logs is logged",
        alerts: ["CriticalFileChanged"],
        auditKeys: ["critical_file"],
        remains:
          "changes of `/var/log/audit`, and by people of the log of authentication, are recorded, reading is not; who reads logs in Grafana is in Grafana's own log",
      },
      {
        id: "10.2.1.4",
        asks: "failed attempts to get in are logged",
        alerts: [...FAILED_LOGINS, "AppTokensRejected"],
        auditKeys: ["failed_access"],
        remains: "applications must log theirs in the vocabulary of OWASP",
      },
      {
        id: "10.2.1.5",
        asks: "changes of accounts, keys and rights are logged",
        alerts: [...ACCOUNTS, ...CHANGED_KEYS, ...PRIVILEGES],
        auditKeys: ["identity", "scope", "ssh_key"],
        remains: "name the key folders of all accounts in `sshKeyFolders`",
      },
      {
        id: "10.2.1.6",
        asks: "a stop or a pause of the audit log is logged",
        alerts: PAUSED_AUDIT,
        auditKeys: ["critical_file"],
        remains:
          "`immutable: true`, so that rules change by a restart only; name each host in `hosts`: an auditd that was killed says nothing, so that its silence tells of it after 15 minutes",
      },
      {
        id: "10.2.1.7",
        asks: "system objects that are made or deleted are logged",
        alerts: CHANGED_FILES,
        auditKeys: [
          "critical_file",
          "kernel_module",
          "modules",
          "mounts",
          "deletions",
        ],
        remains: "name what else your system consists of",
      },
      {
        id: "10.3.3",
        asks: "logs are copied at once to a place that is hard to change",
        alerts: LOST_LOGS,
        remains:
          "Loki has no write-once storage of its own; its volume must be reachable by its administrators only, and object storage with a lock is the way to more",
      },
      {
        id: "10.4.1.1",
        asks: "logs are reviewed by machines",
        alerts: [...FAILED_LOGINS, ...GUESSED, ...ATTACKS],
        remains: "tune the thresholds to your load",
      },
      {
        id: "10.5.1",
        asks: "logs are kept for 12 months, three of them at hand",
        alerts: LOG_SPACE,
        remains: "a `LokiRetention` of 365 days, and a volume for it",
      },
      {
        id: "10.6",
        asks: "clocks are right, and changes of them are logged",
        alerts: CLOCK,
        auditKeys: ["time"],
        remains: "configure the sources of time",
      },
      {
        id: "10.7.2",
        asks: "a failure of what collects and checks logs is noticed",
        alerts: [...LOST_LOGS, "LokiRuleFailures", "Watchdog"],
        remains: "a `deadMan` receiver outside of the platform",
      },
    ],
  },
  {
    name: "SOC 2, common criteria 7",
    link: "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
    controls: [
      {
        id: "CC7.1",
        asks: "changes that open weaknesses are detected",
        alerts: [...CHANGED_FILES, ...CHANGED_KEYS, ...ACCOUNTS],
        auditKeys: [...WATCHED_FILES, "ssh_key", "setuid", "kernel_module"],
        remains: "scans for known weaknesses of what you run",
      },
      {
        id: "CC7.2",
        asks: "systems are watched for signs of attacks and errors",
        alerts: [
          ...FAILED_LOGINS,
          ...GUESSED,
          ...ATTACKS,
          "SshLoginFromNewNetwork",
          "RateLimitHitsHigh",
          "RequestsLimited",
        ],
        auditKeys: ["tracing"],
        remains: "thresholds of your own",
      },
      {
        id: "CC7.3",
        asks: "events are judged by people",
        alerts: GUESSED,
        remains: "the runbook of each alert says how; name who is on call",
      },
      {
        id: "CC7.4",
        asks: "incidents are answered by a plan",
        alerts: GUESSED,
        remains:
          "routes and escalation say who is told; the plan for what follows is yours",
      },
    ],
  },
];
