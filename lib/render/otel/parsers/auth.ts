import {
  literal,
  parsed,
  PARSED,
  readRegex,
  type Operator,
} from "../operators";
import type { LineParser } from "./parser";
import { headerFields, priority, readHeader, syslogLines } from "./syslog";

/** Steps that read messages of some programs. */
function ofPrograms(
  programs: string,
  regexes: readonly string[],
): readonly Operator[] {
  return regexes.map((regex) =>
    readRegex(regex, {
      from: `${PARSED}.message`,
      when: `${PARSED}.program matches ${literal(`^(?:${programs})$`)}`,
    }),
  );
}

/** Rsyslog writes several equal lines as one that says how many. */
const REPEATED = String.raw`(?:message repeated \d+ times: \[ ?)?`;

/**
 * Log-ins by ssh. Whoever fails to log in chooses the name, even ` from ADDRESS port 22 ssh2`: it ends at the last such part.
 * Behind `Accepted` stand names of accounts that exist, and the name of a certificate, which its owner may choose.
 *
 * @see https://github.com/openssh/openssh-portable/blob/master/auth.c
 */
const LOGINS = [
  String.raw`^${REPEATED}(?P<outcome>Accepted) \S+ for (?P<target>.+?) from (?P<client>\S+) port \d+ ssh2`,
  String.raw`^${REPEATED}(?P<outcome>Failed) \S+ for (?:invalid user )?(?P<target>.*) from (?P<client>\S+) port \d+ ssh2(?:: \S+ SHA256:\S+)?\]?$`,
  String.raw`^(?P<outcome>Failed) \S+ for (?:invalid user )?(?P<target>\S+) from (?P<client>\S+) port \d+ ssh2: \S+-CERT `,
  String.raw`^(?P<outcome>Invalid) user (?P<target>.*) from (?P<client>\S+)(?: port \d+)?$`,
  String.raw`^${REPEATED}(?P<outcome>error): PAM: [A-Z][^:]*? for (?:illegal user )?(?P<target>.*) from (?P<client>\S+?)\]?$`,
  String.raw`^error: (?P<problem>maximum authentication attempts exceeded) for (?:invalid user )?(?P<target>.*) from (?P<client>\S+) port \d+ ssh2(?: \[preauth\])?$`,
  String.raw`^User (?P<target>.+?)(?: from (?P<client>\S+))? (?P<problem>not allowed because) `,
  String.raw`^fatal: (?P<problem>Access denied) for user (?P<target>.+) by PAM account configuration`,
  String.raw`^(?P<problem>ROOT LOGIN REFUSED) FROM (?P<client>\S+)`,
];

const ADDRESS = String.raw`[0-9A-Fa-f.:]+(?:%\w+)?`;

/** Connections: what they do besides to log in, and scans of ports. */
const CONNECTIONS = [
  String.raw`^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) (?:authenticating |invalid )?user (?P<peer_user>.*) (?P<peer>${ADDRESS}) port \d+(?:: [^:]*)?(?: \[preauth\])?$`,
  String.raw`^(?:Postponed|Partial) \S+ for (?:invalid user )?(?P<peer_user>.*) from (?P<peer>${ADDRESS}) port \d+ ssh2(?:: \S+ SHA256:\S+)?(?: \[preauth\])?$`,
  `^(?:${[
    "Connection (?:closed|reset) by ",
    "(?:(?:banner exchange|ssh_dispatch_run_fatal): )?Connection from ",
    "Received disconnect from ",
    "Disconnected from ",
    "Disconnecting ",
    "Unable to negotiate with ",
    "(?:fatal: )?Timeout before authentication for (?:connection from )?",
    "Did not receive identification string from ",
    "Bad protocol version identification .* from ",
    String.raw`reverse mapping checking getaddrinfo for \S+ \[`,
    "Address ",
    String.raw`drop connection #\d+ from \[`,
  ].join("|")})(?P<peer>${ADDRESS})(?:[\\] :,]|$)`,
];

/** The small sshd of routers and of Alpine. */
const DROPBEAR = [
  String.raw`^(?:Password|Pubkey|PAM password) auth (?P<outcome>succeeded) for '(?P<target>.*)'(?: with \S+ key \S+)? from (?P<client>${ADDRESS}):\d+$`,
  String.raw`^(?P<outcome>Bad) (?:PAM )?password attempt for '(?P<target>.*)' from (?P<client>${ADDRESS}):\d+$`,
  String.raw`^(?P<outcome>Login attempt) for nonexistent user(?: '(?P<target>.*)')? from (?P<client>${ADDRESS}):\d+$`,
  String.raw`^(?:Child connection from |Exit (?:before auth|\(.*\)) from <)(?P<peer>${ADDRESS}):\d+(?:$|>: )`,
];

/** What PAM's modules tell of passwords and of sessions, whoever asked them. */
const PAM = [
  String.raw`^(?:pam_\w+\([^:)]+:auth\): |PAM \d+ more )authentication (?P<outcome>failure)s?; logname=(?P<logname>\S*) uid=\d* euid=\d* tty=(?P<terminal>\S*) ruser=(?P<actor>\S*) rhost=(?P<client>\S*)(?: +user=(?P<target>.+?))? *$`,
  String.raw`^pam_\w+\([^:)]+:session\): session (?P<outcome>opened|closed) for user (?P<target>[^\s(]+)(?:\(uid=\d+\))?(?: by (?P<actor>[^\s(]*)(?:\(uid=(?P<number>\d+)\))?)?`,
  String.raw`^pam_faillock\([^)]+\): (?P<problem>Consecutive login failures) for user (?P<target>\S+) account `,
  String.raw`^pam_unix\([^:)]+:account\): (?P<problem>account) (?P<target>\S+) has expired `,
];

/** A text of JSON. */
const field = (name: string, group: string): string =>
  String.raw`^@cee: ?\{"sudo":.*?"${name}":"(?P<${group}>[^"]*)"`;

/** Where somebody takes the rights of somebody else. */
const SUDO = [
  // Folders and commands may hold what looks like another part: who ran it stands before them.
  String.raw`^ *(?P<actor>\S+) :  ?(?:(?P<problem>[^;=]+) ; )?(?:HOST=\S+ ; )?(?:TTY=(?P<terminal>\S+) ; )?(?:CHROOT=.*? ; )?PWD=.*? ; USER=(?P<target>\S+) ; (?:[A-Z_]+=[^;]* ; )*?COMMAND=(?P<command>.*)$`,
  String.raw`^ *(?P<actor>\S+) : \(command continued\) (?P<command>.*)$`,
  String.raw`^@cee: ?\{"sudo":\{"(?P<outcome>accept|reject)":`,
  field("submituser", "actor"),
  field("runuser", "target"),
  field("ttyname", "terminal"),
  field("command", "command"),
  String.raw`^@cee: ?\{"sudo":.*?"runargv":\[(?P<arguments>".*?")\]`,
];

/** The su of util-linux, of the shadow tools and of BSD. */
const SU = [
  String.raw`^(?P<outcome>FAILED SU )?\(to (?P<target>[^)\s]+)\) (?P<actor>\S+) on (?P<terminal>\S+)`,
  String.raw`^(?P<outcome>Successful|FAILED) su for (?P<target>\S+) by (?P<actor>\S+)`,
  String.raw`^(?P<outcome>[+-]) (?P<terminal>\S+) (?P<actor>[^\s:]+):(?P<target>\S+)$`,
  String.raw`^(?P<outcome>BAD SU )?(?P<actor>\S+) to (?P<target>\S+) on (?P<terminal>\S+)$`,
];

const DOAS = [
  String.raw`^(?P<actor>\S+) ran command (?P<command>.*) as (?P<target>\S+) from `,
  String.raw`^(?P<problem>command not permitted|failed auth) for (?P<actor>[^\s:]+)(?:: (?P<command>.*))?$`,
];

const PKEXEC = [
  String.raw`^(?P<actor>[^\s:]+): (?:Executing command|(?P<problem>[^\[]+?)) \[USER=(?P<target>[^\]]+)\] \[TTY=(?P<terminal>[^\]]+)\] \[CWD=.*?\] \[COMMAND=(?P<command>.*)\]$`,
];

const CONSOLE = [
  String.raw`^(?P<outcome>FAILED LOGIN) (?:SESSION |\(\d+\) )?(?:on '(?P<terminal>[^']*)' )?(?:(?:from|FROM) '?(?P<client>[^\s']+)'? )?FOR '?(?P<target>[^',]*)'?, `,
  String.raw`^(?P<outcome>LOGIN) ON (?P<terminal>\S+) BY (?P<target>\S+)(?: FROM (?P<client>\S+))?`,
  String.raw`^(?P<outcome>ROOT LOGIN) +ON (?P<terminal>\S+)(?: FROM (?P<client>\S+))?`,
];

/** The tools of shadow, which change accounts. */
const ACCOUNTS = [
  String.raw`^(?:new (?:user|group): name=|(?:delete|changed?) user '|delete '|add '|user |(?:un)?lock user '|(?:removed (?:shadow )?)?group '|group changed in \S+ \(group |password for '|password changed for |changed password expiry for |pam_\w+\([^)]*\): password changed for )(?P<target>[^\s',/]+)(?:.*? (?:added|removed|changed) by '?(?P<actor>[^\s',]+))?`,
  String.raw`^members of group \S+ set by (?P<actor>\S+) to (?P<target>\S+)$`,
];

const ACCOUNT_TOOLS =
  "(?:user|group)(?:add|del|mod)|newusers|gpasswd|chage|chfn|chsh";
const PASSWORD_TOOLS = "passwd|chpasswd";

/** Messages of programs that let people in or give them rights. */
const readEvents: readonly Operator[] = [
  ...ofPrograms("sshd(?:-session|-auth)?", [...LOGINS, ...CONNECTIONS]),
  ...ofPrograms("dropbear", DROPBEAR),
  ...ofPrograms("sudo(?:-rs)?", SUDO),
  ...ofPrograms("su", SU),
  ...ofPrograms("doas", DOAS),
  ...ofPrograms("pkexec", PKEXEC),
  ...ofPrograms("login", CONSOLE),
  ...ofPrograms(`${ACCOUNT_TOOLS}|${PASSWORD_TOOLS}`, ACCOUNTS),
  ...ofPrograms(".+", PAM),
];

const absent = (name: string): string => `(${parsed(name)} in [nil, ""])`;

/** The first of what was parsed under these names that is not empty. */
function first(...names: readonly string[]): string {
  const [name = "", ...others] = names;
  return others.length === 0
    ? parsed(name)
    : `(${absent(name)} ? ${first(...others)} : ${parsed(name)})`;
}

const FAILURES = [
  "-",
  "BAD SU ",
  "Bad",
  "FAILED",
  "FAILED LOGIN",
  "FAILED SU ",
  "Failed",
  "Invalid",
  "Login attempt",
  "error",
  "failure",
  "reject",
];

/** sshd, sudo, su and the tools for accounts, as syslog writes them to a file. */
export function authLines(timeZone: string): LineParser {
  const outcome = parsed("outcome");
  const program = `(${parsed("program")} ?? "")`;
  return {
    ...syslogLines(timeZone),
    marks: "auth",
    read: [...readHeader, ...readEvents],
    values: {
      failed: `(${outcome} in ${JSON.stringify(FAILURES)} or not ${absent("problem")})`,
      event: `not (${absent("target")} and ${absent("outcome")} and ${absent("problem")})`,
    },
    level: `(${priority}) ?? (failed ? "warn" : "info")`,
    fields: {
      ...headerFields,
      action: `not event ? (${absent("peer")} ? nil : "ssh_connection") : ${[
        `${outcome} == "opened" ? "session_open"`,
        `${outcome} == "closed" ? "session_close"`,
        `${program} startsWith "sshd" or ${program} == "dropbear" ? "ssh_login"`,
        `${program} == "sudo-rs" ? "sudo"`,
        `${program} in ["sudo", "su", "doas", "pkexec", "login"] ? ${program}`,
        `${program} in ["passwd", "chpasswd"] ? "password_change"`,
        `failed ? "login"`,
      ].join(" : ")} : "account_change"`,
      result: `not event ? nil : failed ? "failure" : "success"`,
      actor: first("actor", "logname", "number"),
      target_user: first("target", "peer_user"),
      client_ip: `(let from = ${first("client", "peer")}; from == "UNKNOWN" ? nil : from)`,
      command: first("arguments", "command"),
      terminal: parsed("terminal"),
    },
  };
}
