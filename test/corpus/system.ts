import { auditRecords } from "./audit-events";
import { AUTH_MESSAGES } from "./auth-events";
import { present, samples, type Dice, type Sample } from "./corpus";
import { clock, moment } from "./times";

const SEVERITIES = [
  "fatal",
  "fatal",
  "error",
  "error",
  "warn",
  "info",
  "info",
  "debug",
] as const;

/** `Nov  5 09:08:07`, as RFC 3164 has it. */
export function bsdTime(time: number, timeZone: string): string {
  const at = clock(time, timeZone);
  return `${at.monthName} ${String(Number(at.day)).padStart(2)} ${at.hour}:${at.minute}:${at.second}`;
}

/** RFC 3164, of senders whose clocks show another zone than that of the agent. */
/** What devices write that have a header of their own. */
function devices(now: number, timeZone: string): readonly Sample[] {
  const time = now - 200_000_000;
  const stamp = bsdTime(time, timeZone);
  const { year } = clock(time, timeZone);
  const withYear = `${stamp.slice(0, 6)} ${year} ${stamp.slice(7)}`;
  const cisco = (
    header: string,
    fields: Readonly<Record<string, string>>,
  ): Sample => ({
    text: `<187>${header}: %LINK-3-UPDOWN: Interface Gi0/1, changed state`,
    level: "error",
    time,
    fields: {
      message: "Interface Gi0/1, changed state",
      program: "%LINK-3-UPDOWN",
      facility: "23",
      ...fields,
    },
  });
  return [
    cisco(`42: *${stamp}`, {}),
    cisco(`43: router1: ${stamp}`, { sender: "router1" }),
    cisco(`${withYear} fw1 `, { sender: "fw1" }),
    cisco(withYear, {}),
    {
      text: `<14>${stamp} box last message repeated 3 times`,
      level: "info",
      time,
      fields: {
        message: "last message repeated 3 times",
        sender: "box",
        facility: "1",
      },
    },
  ];
}

export function bsdSyslog(now: number, timeZone: string): readonly Sample[] {
  return samples(
    7,
    [
      {
        text: "<13>no header at all",
        level: "info",
        fields: {
          message: "no header at all",
          facility: "1",
          parse_error: "syslog",
        },
      },
      {
        text: "<999>Nov 20 10:00:00 box app: no such priority",
        level: "unknown",
        fields: { parse_error: "syslog" },
      },
      {
        text: "<166>%ASA-6-302013: Built inbound connection",
        level: "info",
        fields: {
          message: "Built inbound connection",
          program: "%ASA-6-302013",
          facility: "20",
          parse_error: "syslog",
        },
      },
      ...devices(now, timeZone),
      {
        text: "<34>Foo 99 25:61:61 box su: bad time",
        level: "error",
        fields: {
          message: "bad time",
          program: "su",
          sender: "box",
          facility: "4",
          parse_error: "syslog",
        },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, timeZone);
      const priority = dice.below(192);
      const program = dice.of(["cron", "dhclient", "app.js", "systemd-logind"]);
      const id = dice.next() < 0.6 ? String(index) : undefined;
      const message = `${dice.text()} #${index}`;
      const sender = dice.of(["web-1", "10.0.0.9", "box.example.com"]);
      return {
        text: `<${priority}>${bsdTime(time, timeZone)} ${sender} ${program}${id === undefined ? "" : `[${id}]`}: ${message}`,
        level: SEVERITIES[priority % 8] ?? "",
        time,
        fields: present({
          message,
          program,
          sender,
          process_id: id,
          facility: String(Math.floor(priority / 8)),
        }),
      };
    },
  );
}

/** RFC 5424, with structured data, parts left out and times of any zone. */
export function syslog5424(now: number): readonly Sample[] {
  const edges: readonly Sample[] = [
    {
      text: `<11>1 ${new Date(now).toISOString().slice(0, 17)}60Z box app - - - a leap second`,
      level: "error",
      time: Math.floor(now / 60_000) * 60_000 + 59_000,
      fields: {
        message: "a leap second",
        sender: "box",
        program: "app",
        facility: "1",
      },
    },
    {
      text: '<11>1 - box app - - [a@1 x="]"] an open bracket',
      level: "error",
      fields: {
        message: '1 - box app - - [a@1 x="]"] an open bracket',
        facility: "1",
        parse_error: "syslog",
      },
    },
  ];
  return samples(8, edges, (dice, index) => {
    const time = moment(dice, now, "Asia/Tokyo") + dice.below(1000);
    const at = clock(time, "Asia/Tokyo");
    const fraction = String(time % 1000).padStart(3, "0");
    const stamp = dice.of([
      new Date(time).toISOString(),
      `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}.${fraction}000+09:00`,
    ]);
    const priority = dice.below(192);
    const data = dice.of([
      "-",
      String.raw`[x@1 a="b \"c\" \] d"]`,
      '[origin ip="::1"][meta n="1" empty=""]',
    ]);
    const message = `${dice.text()} #${index}`;
    const program = dice.of(["-", "app"]);
    return {
      text: `<${priority}>1 ${stamp} web-1 ${program} ${index} ID7 ${data} ${message}`,
      level: SEVERITIES[priority % 8] ?? "",
      time,
      fields: present({
        message,
        program,
        sender: "web-1",
        process_id: String(index),
        message_id: "ID7",
        structured_data: data,
        facility: String(Math.floor(priority / 8)),
      }),
    };
  });
}

interface AuthEvent {
  readonly program: string;
  readonly message: string;
  readonly level?: string;
  readonly fields: Readonly<Record<string, string>>;
}

function authEvent(dice: Dice, index: number): AuthEvent {
  const address = dice.address();
  const user = dice.of(["alice", "root", "svc-1"]);
  const login = { action: "ssh_login", target_user: user, client_ip: address };
  const failure = { level: "warn", fields: { ...login, result: "failure" } };
  const events: readonly [AuthEvent, ...AuthEvent[]] = [
    {
      program: "sshd",
      message: `Accepted publickey for ${user} from ${address} port 50${index} ssh2: ED25519 SHA256:abc`,
      fields: { ...login, result: "success" },
    },
    {
      program: "sshd",
      message: `Failed password for ${user} from ${address} port ${5022 + index} ssh2`,
      ...failure,
    },
    {
      program: "sshd-session",
      message: `Failed password for invalid user ${user} from ${address} port ${5022 + index} ssh2`,
      ...failure,
    },
    {
      program: "sshd",
      message: `Invalid user ${user} from ${address} port 22${index}`,
      ...failure,
    },
    {
      program: "sudo",
      message: `   alice : TTY=pts/0 ; PWD=/home/a b ; USER=root ; COMMAND=/usr/bin/cat /etc/x${index} ; id`,
      fields: {
        action: "sudo",
        actor: "alice",
        target_user: "root",
        terminal: "pts/0",
        command: `/usr/bin/cat /etc/x${index} ; id`,
        result: "success",
      },
    },
    {
      program: "sudo",
      message: `  mallory : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/tmp ; USER=root ; COMMAND=/bin/sh ${index}`,
      level: "warn",
      fields: {
        action: "sudo",
        actor: "mallory",
        target_user: "root",
        terminal: "pts/1",
        command: `/bin/sh ${index}`,
        result: "failure",
      },
    },
    {
      program: "su",
      message: `(to root) alice on pts/${index}`,
      fields: {
        action: "su",
        actor: "alice",
        target_user: "root",
        terminal: `pts/${index}`,
        result: "success",
      },
    },
    {
      program: "su",
      message: `FAILED SU (to root) eve on pts/${index}`,
      level: "warn",
      fields: {
        action: "su",
        actor: "eve",
        target_user: "root",
        terminal: `pts/${index}`,
        result: "failure",
      },
    },
    {
      program: "su",
      message: `pam_unix(su-l:session): session opened for user root(uid=0) by alice(uid=1000) #${index}`,
      fields: {
        action: "session_open",
        actor: "alice",
        target_user: "root",
        result: "success",
      },
    },
    {
      program: "sshd",
      message:
        `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}  user=${user} `.trimEnd(),
      level: "warn",
      fields: { ...login, terminal: "ssh", result: "failure" },
    },
    {
      program: "useradd",
      message: `new user: name=backdoor${index}, UID=1001, GID=1001, home=/home/x, shell=/bin/sh, from=/dev/pts/1`,
      fields: {
        action: "account_change",
        target_user: `backdoor${index}`,
        result: "success",
      },
    },
    {
      program: "CRON",
      message: `some other message #${index}`,
      fields: {},
    },
  ];
  return events[index % events.length] ?? events[0];
}

/** What is easily taken for no event at all. */
function oddAttempts(now: number): readonly Sample[] {
  const stamp = new Date(now).toISOString();
  const of = (
    level: string,
    program: string,
    message: string,
    fields: Readonly<Record<string, string>>,
  ): Sample => ({
    text: `${stamp} web1 ${program}: ${message}`,
    level,
    time: now,
    fields: { message, program, sender: "web1", ...fields },
  });
  return [
    of("warn", "sshd", "Invalid user  from 198.51.100.7 port 5", {
      action: "ssh_login",
      result: "failure",
      client_ip: "198.51.100.7",
    }),
    of(
      "warn",
      "sshd",
      "message repeated 3 times: [ Failed password for root from 198.51.100.7 port 22 ssh2]",
      {
        action: "ssh_login",
        result: "failure",
        client_ip: "198.51.100.7",
        target_user: "root",
      },
    ),
    of("info", "sudo", "bob : PWD=/ ; USER=root ; COMMAND=/bin/ls", {
      action: "sudo",
      result: "success",
      actor: "bob",
      target_user: "root",
      command: "/bin/ls",
    }),
    of(
      "warn",
      "login",
      "pam_unix(login:auth): authentication failure; logname=LOGIN uid=0 euid=0 tty=/dev/tty1 ruser= rhost=  user=bob",
      {
        action: "login",
        result: "failure",
        actor: "LOGIN",
        target_user: "bob",
        terminal: "/dev/tty1",
      },
    ),
  ];
}

/** Each of the messages that were gathered, once. */
function realMessages(now: number): readonly Sample[] {
  const stamp = new Date(now).toISOString();
  return AUTH_MESSAGES.map(([program, message, event, told = {}]) => {
    const [action, result] = event?.split(" ") ?? [];
    return {
      text: `${stamp} web1 ${program}[77]: ${message}`,
      level: result === "failure" ? "warn" : "info",
      time: now,
      fields: present({
        message,
        program,
        process_id: "77",
        sender: "web1",
        action,
        result,
        actor: told.who,
        target_user: told.to,
        client_ip: told.from,
        terminal: told.tty,
        command: told.command,
      }),
    };
  });
}

/** `/var/log/auth.log`, with times of RFC 3164 and with those of newer systems. */
export function auth(now: number, timeZone: string): readonly Sample[] {
  return samples(
    9,
    [
      {
        text: "-- MARK --",
        level: "unknown",
        fields: { parse_error: "auth" },
      },
      {
        // Busybox names facility and severity.
        text: `${bsdTime(now - 60_000, timeZone)} web1 authpriv.notice su[7]: (to root) bob on pts/0`,
        level: "info",
        time: now - 60_000,
        fields: {
          message: "(to root) bob on pts/0",
          program: "su",
          process_id: "7",
          sender: "web1",
          action: "su",
          result: "success",
          actor: "bob",
          target_user: "root",
          terminal: "pts/0",
        },
      },
      ...oddAttempts(now),
      ...realMessages(now),
    ],
    (dice, index) => {
      const time = moment(dice, now, timeZone);
      const at = clock(time, timeZone);
      const stamp = dice.of([
        bsdTime(time, timeZone),
        `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}.000000${at.offset}`,
      ]);
      const {
        program,
        message,
        level = "info",
        fields,
      } = authEvent(dice, index);
      return {
        text: `${stamp} web1 ${program}[${index}]: ${message}`,
        level,
        time,
        fields: present({
          message,
          program,
          process_id: String(index),
          sender: "web1",
          ...fields,
        }),
      };
    },
  );
}

/** Events of auditd, raw and enriched. */
export function audit(now: number): readonly Sample[] {
  return samples(
    10,
    [
      {
        text: "audit: rate limit exceeded",
        level: "unknown",
        fields: { parse_error: "audit" },
      },
      // What has a blank in it is written in codes.
      {
        text: `type=USER_CMD msg=audit(${now / 1000}.000:7): cmd=6C73202D6C exe="/usr/bin/sudo" acct=C3BC res=success`,
        level: "info",
        time: now,
        fields: {
          message: 'cmd=6C73202D6C exe="/usr/bin/sudo" acct=C3BC res=success',
          action: "user_cmd",
          audit_id: "7",
          command: "ls -l",
          program: "/usr/bin/sudo",
          target_user: "C3BC",
          result: "success",
        },
      },
      ...auditRecords(now),
    ],
    (dice, index) => {
      const time = moment(dice, now, "UTC") + dice.below(1000);
      const head = `msg=audit(${(time / 1000).toFixed(3)}:${index}): `;
      const common = { audit_id: String(index) };
      const enriched = dice.next() < 0.5;
      if (dice.next() < 0.5) {
        const failed = dice.next() < 0.5;
        const names = enriched ? '\x1dAUID="alice" UID="root"' : "";
        const message = `arch=c000003e syscall=257 success=${failed ? "no" : "yes"} exit=3 a0=ffffff9c ppid=1 pid=${index} auid=1000 uid=0 gid=0 tty=pts0 ses=3 comm="vi" exe="/usr/bin/vi" key="critical_file"${names}`;
        return {
          text: `type=SYSCALL ${head}${message}`,
          level: failed ? "warn" : "info",
          time,
          fields: present({
            ...common,
            message,
            action: "syscall",
            audit_key: "critical_file",
            actor: enriched ? "root" : "0",
            login_user: enriched ? "alice" : "1000",
            program: "/usr/bin/vi",
            terminal: "pts0",
            result: failed ? "failure" : "success",
          }),
        };
      }
      const failed = dice.next() < 0.5;
      const address = dice.address();
      const message = `pid=${index} uid=0 auid=4294967295 ses=4294967295 msg='op=login acct="bob" exe="/usr/sbin/sshd" hostname=? addr=${address} terminal=ssh res=${failed ? "failed" : "success"}'`;
      return {
        text: `node=web1 type=USER_LOGIN ${head}${message}`,
        level: failed ? "warn" : "info",
        time,
        fields: present({
          ...common,
          message,
          sender: "web1",
          action: "user_login",
          actor: "0",
          target_user: "bob",
          client_ip: address,
          program: "/usr/sbin/sshd",
          terminal: "ssh",
          result: failed ? "failure" : "success",
        }),
      };
    },
  );
}
