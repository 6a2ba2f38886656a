import { syslogSeverity } from "../levels";
import { parsed, PARSED, readRegex, type Operator } from "../operators";
import { anyTime, timeWithoutYear } from "../times";
import type { LineParser } from "./parser";

const PROGRAM = String.raw`(?P<program>[^\s:\[]+)(?:\[(?P<pid>[^\]]*)\])?: ?`;

/** One element of structured data: its name, and values in which quotes and brackets are escaped. */
const ELEMENT = String.raw`\[[^\s\]="]+(?: [^\s\]="]+="(?:[^"\\\]]|\\.)*")*\]`;

/** The header of RFC 5424, with or without the count of octets before it, that of RFC 3164, and that of files, which have no priority and may have an exact time. */
const readHeader: readonly Operator[] = [
  readRegex(
    String.raw`(?s)^(?:\d+ )?<(?P<priority>\d{1,3})>[1-9]\d? (?P<time>\S+) (?P<sender>\S+) (?P<program>\S+) (?P<pid>\S+) (?P<message_id>\S+) (?P<structured_data>-|(?:${ELEMENT})+)(?: (?:\x{FEFF})?(?P<message>.*))?$`,
  ),
  readRegex(
    String.raw`(?s)^(?:(?:\d+ )?<(?P<priority>\d{1,3})>)?(?P<time>(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\S+)) (?:(?P<sender>\S+) )?${PROGRAM}(?P<message>.*)$`,
    { when: `${PARSED} == nil` },
  ),
];

const headerFields = {
  message: parsed("message"),
  program: parsed("program"),
  process_id: parsed("pid"),
  sender: parsed("sender"),
  facility: `${parsed("priority")} in [nil, ""] ? nil : string((int(${parsed("priority")}) - int(${parsed("priority")}) % 8) / 8)`,
  message_id: parsed("message_id"),
  structured_data: parsed("structured_data"),
} as const;

const priority = `${parsed("priority")} in [nil, ""] ? nil : ${syslogSeverity(`${PARSED}.priority`)}`;

/** Messages of RFC 5424 and of RFC 3164, from the network or from files. */
export function syslogLines(timeZone: string): LineParser {
  return {
    marks: "syslog",
    read: readHeader,
    level: `(${priority})`,
    fields: headerFields,
    time: [...timeWithoutYear(timeZone), ...anyTime(timeZone)],
    needsTime: true,
  };
}

const FROM = { from: `${PARSED}.message` };

/** Messages of programs that let people in or give them rights. */
const readEvents: readonly Operator[] = [
  readRegex(
    String.raw`^(?:message repeated \d+ times: \[ ?)?(?P<outcome>Accepted|Failed) (?P<way>\S+) for (?:invalid user )?(?P<target>.*?) from (?P<client>\S+) port \d+`,
    FROM,
  ),
  readRegex(
    String.raw`^(?P<outcome>Invalid) user (?P<target>.*?) from (?P<client>\S+)`,
    FROM,
  ),
  readRegex(
    String.raw`^pam_unix\((?P<service>[^:)]+):auth\): authentication (?P<outcome>failure); logname=(?P<actor>\S*) .*?tty=(?P<terminal>\S*) .*?rhost=(?P<client>\S*)(?: +user=(?P<target>\S+))?`,
    FROM,
  ),
  readRegex(
    String.raw`^pam_unix\((?P<service>[^:)]+):session\): session (?P<outcome>opened|closed) for user (?P<target>[^\s(]+)(?:\(uid=\d+\))?(?: by (?P<actor>[^\s(]*))?`,
    FROM,
  ),
  readRegex(
    String.raw`^ *(?P<actor>\S+) : (?:(?P<problem>[^;=]+) ; )?(?:TTY=(?P<terminal>\S+) ; )?PWD=.*? ; USER=(?P<target>\S+) ; (?:[A-Z_]+=[^;]* ; )*?COMMAND=(?P<command>.*)$`,
    FROM,
  ),
  readRegex(
    String.raw`^(?P<outcome>FAILED SU )?\(to (?P<target>[^)\s]+)\) (?P<actor>\S+) on (?P<terminal>\S+)`,
    FROM,
  ),
  readRegex(
    String.raw`^(?:(?P<account>new user|new group|delete user|add|delete|password changed for)[: ]+|.*password changed for )'?(?:name=)?(?P<target>[^\s',]+)`,
    {
      ...FROM,
      when: String.raw`${PARSED}.program matches "^(user|group)(add|del|mod)$|^passwd$|^chpasswd$|^gpasswd$"`,
    },
  ),
];

/** sshd, sudo, su and the tools for accounts, as syslog writes them to a file. */
export function authLines(timeZone: string): LineParser {
  const outcome = parsed("outcome");
  const program = `(${parsed("program")} ?? "")`;
  const failed = `(${outcome} in ["Failed", "Invalid", "failure", "FAILED SU "] or not (${parsed("problem")} in [nil, ""]))`;
  const event = `(not (${parsed("target")} in [nil, ""]) or ${outcome} in ["failure", "Failed", "Invalid"])`;
  return {
    ...syslogLines(timeZone),
    marks: "auth",
    read: [...readHeader, ...readEvents],
    level: `(${priority}) ?? (${failed} ? "warn" : "info")`,
    fields: {
      ...headerFields,
      action: `not ${event} ? nil : ${outcome} == "opened" ? "session_open" : ${outcome} == "closed" ? "session_close" : ${program} startsWith "sshd" ? "ssh_login" : ${program} in ["sudo", "su"] ? ${program} : ${program} in ["passwd", "chpasswd"] ? "password_change" : ${outcome} == "failure" ? "login" : "account_change"`,
      result: `not ${event} ? nil : ${failed} ? "failure" : "success"`,
      actor: parsed("actor"),
      target_user: parsed("target"),
      client_ip: parsed("client"),
      command: parsed("command"),
      terminal: parsed("terminal"),
    },
  };
}
