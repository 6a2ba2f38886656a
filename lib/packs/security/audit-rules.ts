import { nearestName } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import {
  requireAuditPath,
  requireAuditRule,
  type AuditRule,
  type AuditRuleSet,
} from "../../domain/security/audit-rule";
import { requireOneOf } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { requirePackOptions } from "../alerts/pack-options";

/** Options of `auditRules`. */
export interface AuditRulesOptions {
  /**
   * Files to watch beside the usual ones; their changes raise CriticalFileChanged.
   * @default []
   */
  readonly files?: readonly string[];
  /**
   * Folders to watch with all that is below them; changes raise CriticalFileChanged.
   * @default []
   */
  readonly folders?: readonly string[];
  /**
   * Folders with authorized keys, one for each account that may log in; changes raise SshKeyChanged.
   * @default ["/root/.ssh"]
   */
  readonly sshKeyFolders?: readonly string[];
  /**
   * Rules of your own.
   * @default []
   */
  readonly rules?: readonly AuditRule[];
  /**
   * Keys of the usual rules that are not wanted.
   * @default []
   */
  readonly without?: readonly AuditKey[];
  /**
   * Events that wait at most, from 64 on.
   * @default 8192
   */
  readonly backlog?: number;
  /**
   * What the kernel does when events are lost.
   * @default "log"
   */
  readonly onFailure?: AuditRuleSet["onFailure"];
  /**
   * Whether rules can be changed only by a restart of the machine, so that an intruder cannot switch them off.
   * @default false
   */
  readonly immutable?: boolean;
}

/**
 * Keys of the usual rules. Those of files are the ones that the alerts CriticalFileChanged and SshKeyChanged look for; the
 * others are there to be searched.
 */
export type AuditKey = keyof typeof USUAL | "ssh_key";

const files = (key: string, ...paths: readonly string[]) =>
  paths.map((path): AuditRule => ({ kind: "file", path, key }));

const folders = (key: string, ...paths: readonly string[]) =>
  paths.map((path): AuditRule => ({ kind: "folder", path, key }));

/** A call of programs of both word sizes: who wants to stay unseen uses the other one. */
const calls = (
  key: string,
  names: readonly string[],
  conditions: readonly string[] = [],
) =>
  ([64, 32] as const).map((bits): AuditRule => ({
    kind: "call",
    bits,
    calls: names,
    conditions,
    key,
  }));

/** People, as opposed to programs that started with the machine. */
const BY_PEOPLE = ["auid>=1000", "auid!=unset"];

/**
 * The files and calls that matter on any host, by key. Calls that another architecture lacks are not among them.
 *
 * @see https://www.cisecurity.org/benchmark/debian_linux (chapter "Auditing")
 */
const USUAL = {
  identity: files(
    "identity",
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/gshadow",
    "/etc/security/opasswd",
  ),
  scope: [
    ...files("scope", "/etc/sudoers"),
    ...folders("scope", "/etc/sudoers.d"),
  ],
  sshd_config: [
    ...files("sshd_config", "/etc/ssh/sshd_config"),
    ...folders("sshd_config", "/etc/ssh/sshd_config.d"),
  ],
  critical_file: [
    ...files(
      "critical_file",
      "/etc/crontab",
      "/etc/hosts",
      "/etc/ld.so.conf",
      "/etc/ld.so.preload",
    ),
    ...folders(
      "critical_file",
      "/etc/audit",
      "/etc/cron.d",
      "/etc/ld.so.conf.d",
      "/etc/pam.d",
      "/etc/systemd/system",
    ),
  ],
  time: calls("time", ["settimeofday", "adjtimex", "clock_settime"], BY_PEOPLE),
  modules: calls("modules", ["init_module", "finit_module", "delete_module"]),
  mounts: calls("mounts", ["mount", "umount2"], BY_PEOPLE),
  root_command: calls(
    "root_command",
    ["execve", "execveat"],
    ["euid=0", ...BY_PEOPLE],
  ),
  tracing: calls("tracing", ["ptrace"], ["a0=0x10"]),
} as const satisfies Readonly<Record<string, readonly AuditRule[]>>;

/**
 * Rules for auditd: the files and calls that matter, under the keys that the alerts of `securityAlerts` look for.
 *
 * @throws InvalidInputError for an unknown name, with the nearest one, a path or rule that auditctl would refuse, and a
 *   backlog out of range
 */
export function auditRules(options: AuditRulesOptions = {}): AuditRuleSet {
  const what = "options of auditRules";
  requirePackOptions(what, options, {
    files: "texts?",
    folders: "texts?",
    sshKeyFolders: "texts?",
    rules: "list?",
    without: "texts?",
    backlog: "number?",
    onFailure: "text?",
    immutable: "flag?",
  });
  const { backlog = 8192, onFailure = "log", immutable = false } = options;
  requireOneOf(`onFailure of ${what}`, onFailure, ["ignore", "log", "panic"]);
  if (!Number.isInteger(backlog) || backlog < 64 || backlog > 1_000_000) {
    throw new InvalidInputError(
      "audit-backlog",
      `backlog of ${what} must be a whole number from 64 to 1000000, got ${shown(backlog)}; leave it out for 8192`,
    );
  }
  const without = options.without ?? [];
  const { sshKeyFolders = ["/root/.ssh"] } = options;
  const own: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["files", options.files],
    ["folders", options.folders],
    ["sshKeyFolders", sshKeyFolders],
  ];
  for (const [name, paths = []] of own) {
    for (const path of paths) {
      requireAuditPath(`path among ${name} of ${what}`, path);
    }
  }
  const usual: Readonly<Record<AuditKey, readonly AuditRule[]>> = {
    ...USUAL,
    ssh_key: folders("ssh_key", ...sshKeyFolders),
  };
  requireKeys(`without of ${what}`, without, Object.keys(usual));
  return {
    rules: [
      ...Object.entries(usual).flatMap(([key, rules]) =>
        without.some((each) => each === key) ? [] : rules,
      ),
      ...files("critical_file", ...(options.files ?? [])),
      ...folders("critical_file", ...(options.folders ?? [])),
      ...(options.rules ?? []).map((rule, index) =>
        requireAuditRule(`rule ${index + 1} of ${what}`, rule),
      ),
    ],
    backlog,
    onFailure,
    immutable,
  };
}

function requireKeys(
  what: string,
  given: readonly string[],
  known: readonly string[],
): void {
  const unknown = given.find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new InvalidInputError(
      "audit-key",
      `${what} must name keys of the usual rules (${known.join(", ")}), got ${shown(unknown)}; ${nearest === undefined ? "choose one of them" : `did you mean "${nearest}"?`}`,
    );
  }
}
