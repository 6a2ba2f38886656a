import { suggestion } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import {
  requireAuditPath,
  requireAuditRule,
  requireAuditSettings,
  USUAL_BACKLOG,
  type AuditRule,
  type AuditRuleSet,
} from "../../domain/security/audit-rule";
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
 * others are there to be searched. `deletions`, `permissions` and `failed_access` are about what people do, never about
 * services; on hosts where people build software they are many, and can be left out by `without`.
 */
export type AuditKey = keyof typeof USUAL | "ssh_key";

const files = (key: string, ...paths: readonly string[]) =>
  paths.map((path): AuditRule => ({ kind: "file", path, key }));

const folders = (key: string, ...paths: readonly string[]) =>
  paths.map((path): AuditRule => ({ kind: "folder", path, key }));

/** Calls of programs of one word size. */
const call = (
  key: string,
  bits: 64 | 32,
  names: readonly string[],
  conditions: readonly string[] = [],
): AuditRule => ({ kind: "call", bits, calls: names, conditions, key });

/** A call of programs of both word sizes: who wants to stay unseen uses the other one. */
const calls = (
  key: string,
  names: readonly string[],
  conditions: readonly string[] = [],
): readonly AuditRule[] =>
  ([64, 32] as const).map((bits) => call(key, bits, names, conditions));

/** People, as opposed to programs that started with the machine. */
const BY_PEOPLE = ["auid>=1000", "auid!=unset"];

const MODULE_CALLS = ["init_module", "finit_module", "delete_module"];

/** What the kernel answers to who may not. */
const REFUSALS = ["EACCES", "EPERM"];

/**
 * The files and calls that matter on any host, by key. auditctl refuses a rule with a call that it or the processor does not
 * know: calls that ARM or older programs lack have rules of their own, so that the others are put into force.
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
      "/etc/anacrontab",
      "/etc/crontab",
      "/etc/hostname",
      "/etc/hosts",
      "/etc/ld.so.conf",
      "/etc/ld.so.preload",
      "/etc/localtime",
      "/etc/login.defs",
      "/etc/nsswitch.conf",
      "/etc/profile",
      "/etc/rc.local",
      "/etc/sysctl.conf",
    ),
    ...folders(
      "critical_file",
      "/etc/audit",
      "/etc/cron.d",
      "/etc/cron.daily",
      "/etc/cron.hourly",
      "/etc/cron.monthly",
      "/etc/cron.weekly",
      "/etc/docker",
      "/etc/ld.so.conf.d",
      "/etc/modprobe.d",
      "/etc/modules-load.d",
      "/etc/netplan",
      "/etc/network",
      "/etc/pam.d",
      "/etc/profile.d",
      "/etc/sysctl.d",
      "/etc/systemd/network",
      "/etc/systemd/system",
      // auditd itself is never audited.
      "/var/log/audit",
      "/var/spool/cron",
    ),
    // Services write to these all the time.
    ...["/var/log/auth.log", "/var/log/secure"].flatMap((path) =>
      calls(
        "critical_file",
        ["all"],
        [`path=${path}`, "perm=wa", ...BY_PEOPLE],
      ),
    ),
  ],
  time: [
    ...calls("time", ["settimeofday", "adjtimex", "clock_settime"], BY_PEOPLE),
    call("time", 32, ["clock_settime64"], BY_PEOPLE),
  ],
  // Whoever runs such a program has the rights of its owner. Where the kernel knows fchmodat2, few programs use it.
  setuid: [
    ...calls("setuid", ["fchmod"], ["a1&0xc00", ...BY_PEOPLE]),
    ...calls("setuid", ["chmod"], ["a1&0xc00", ...BY_PEOPLE]),
    ...calls("setuid", ["fchmodat"], ["a2&0xc00", ...BY_PEOPLE]),
    ...calls("setuid", ["fchmodat2"], ["a2&0xc00", ...BY_PEOPLE]),
  ],
  network: calls("network", ["sethostname", "setdomainname"]),
  // Services load modules whenever they need one, people hardly ever.
  kernel_module: calls("kernel_module", MODULE_CALLS, BY_PEOPLE),
  modules: calls("modules", MODULE_CALLS),
  mounts: [
    ...calls("mounts", ["mount", "umount2"], BY_PEOPLE),
    // How newer programs mount.
    ...calls("mounts", ["move_mount"], BY_PEOPLE),
  ],
  docker_socket: calls(
    "docker_socket",
    ["connect"],
    ["path=/run/docker.sock", ...BY_PEOPLE],
  ),
  deletions: [
    ...calls("deletions", ["unlinkat", "renameat", "renameat2"], BY_PEOPLE),
    ...calls("deletions", ["unlink", "rename", "rmdir"], BY_PEOPLE),
  ],
  permissions: [
    ...calls(
      "permissions",
      [
        ...["fchmod", "fchmodat", "fchown", "fchownat"],
        ...["setxattr", "lsetxattr", "fsetxattr"],
        ...["removexattr", "lremovexattr", "fremovexattr"],
      ],
      BY_PEOPLE,
    ),
    ...calls("permissions", ["chmod", "chown", "lchown"], BY_PEOPLE),
    call("permissions", 32, ["chown32", "fchown32", "lchown32"], BY_PEOPLE),
  ],
  failed_access: REFUSALS.flatMap((refusal) => {
    const refused = [`exit=-${refusal}`, ...BY_PEOPLE];
    return [
      ...calls("failed_access", ["openat", "truncate", "ftruncate"], refused),
      ...calls("failed_access", ["open", "creat"], refused),
      ...calls("failed_access", ["openat2"], refused),
      call("failed_access", 32, ["truncate64", "ftruncate64"], refused),
    ];
  }),
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
  const {
    backlog = USUAL_BACKLOG,
    onFailure = "log",
    immutable = false,
  } = options;
  requireAuditSettings(what, { backlog, onFailure });
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
    // What is in a folder can be watched only where it is there already; that one is made is told of.
    ssh_key: [
      ...folders("ssh_key", ...sshKeyFolders),
      ...files("ssh_key", ...sshKeyFolders),
    ],
  };
  requireKeys(`without of ${what}`, without, Object.keys(usual));
  const rules = [
    ...Object.entries(usual).flatMap(([key, each]) =>
      without.some((unwanted) => unwanted === key) ? [] : each,
    ),
    ...files("critical_file", ...(options.files ?? [])),
    ...folders("critical_file", ...(options.folders ?? [])),
    ...(options.rules ?? []).map((rule, index) =>
      requireAuditRule(`rule ${index + 1} of ${what}`, rule),
    ),
  ];
  const isCall = ({ kind }: AuditRule): boolean => kind === "call";
  return {
    // The first rule that fits gives an event its key: whoever moves a watched file changes it, and deletes only besides.
    rules: [...rules.filter((rule) => !isCall(rule)), ...rules.filter(isCall)],
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
    throw new InvalidInputError(
      "audit-key",
      `${what} must name keys of the usual rules (${known.join(", ")}), got ${shown(unknown)}; ${suggestion(unknown, known, "choose one of them")}`,
    );
  }
}
