import {
  literal,
  parsed,
  PARSED,
  readRegex,
  type Operator,
} from "../operators";
import type { LineParser } from "./parser";

/** One `key=value` of an event, in quotes or without. */
function readValue(key: string, name: string): Operator {
  return readRegex(
    String.raw`(?:^|[ '\x{1D}])(?:${key})=(?:"(?P<${name}>[^"]*)"|(?P<${name}_bare>[^\s'"]+))`,
    { from: `${PARSED}.message` },
  );
}

function value(name: string): string {
  const [quoted, bare] = [parsed(name), parsed(`${name}_bare`)];
  const found = `(${quoted} in [nil, ""] ? ${bare} : ${quoted})`;
  return `(${found} in ["?", "(null)", "(none)", "unset", "4294967295"] ? nil : ${found})`;
}

const DIGITS = literal("0123456789ABCDEF");
/** The signs from code 32 on. */
const SIGNS = literal(
  String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index)),
);

/** A text of which auditd writes the codes, as it has a blank or a quote; what is no plain text stays as it is. */
function text(name: string): string {
  const bare = parsed(`${name}_bare`);
  const half = (place: string): string =>
    `indexOf(${DIGITS}, ${bare}[${place}:${place} + 1])`;
  const sign = `(let code = ${half("# * 2")} * 16 + ${half("# * 2 + 1")} - 32; ${SIGNS}[code:code + 1])`;
  return `(${parsed(name)} in [nil, ""] and ${bare} != nil and ${bare} matches "^(?:[2-6][0-9A-F]|7[0-9A-E])+$" ? join(map(0..int(len(${bare}) / 2) - 1, ${sign}), "") : ${value(name)})`;
}

/**
 * Events of auditd. In the enriched format names stand behind the numbers, after a sign of their own.
 *
 * @see https://github.com/linux-audit/audit-documentation/wiki/SPEC-Writing-Good-Events
 */
export function auditLines(): LineParser {
  const result = value("res");
  return {
    marks: "audit",
    read: [
      readRegex(
        String.raw`(?s)^(?:node=(?P<node>\S+) )?type=(?P<type>\S+) msg=audit\((?P<time>\d+\.\d+):(?P<serial>\d+)\): ?(?P<message>.*)$`,
      ),
      readValue("AUID", "login_name"),
      readValue("auid", "login"),
      readValue("UID", "user_name"),
      readValue("uid", "user"),
      readValue("acct", "account"),
      readValue("exe", "exe"),
      readValue("key", "key"),
      readValue("addr", "address"),
      readValue("terminal|tty", "terminal"),
      readValue("res|success", "res"),
      readValue("name", "file"),
      readValue("cmd", "command"),
    ],
    level: `${result} in ["failed", "no", "0"] ? "warn" : "info"`,
    fields: {
      message: parsed("message"),
      action: `lower(${parsed("type")} ?? "")`,
      audit_id: parsed("serial"),
      audit_key: text("key"),
      actor: `${value("user_name")} ?? ${value("user")}`,
      login_user: `${value("login_name")} ?? ${value("login")}`,
      target_user: text("account"),
      client_ip: value("address"),
      terminal: value("terminal"),
      program: text("exe"),
      file_path: text("file"),
      command: text("command"),
      sender: parsed("node"),
      result: `${result} == nil ? nil : ${result} in ["failed", "no", "0"] ? "failure" : "success"`,
    },
    time: [
      {
        type: "time_parser",
        parse_from: `${PARSED}.time`,
        layout_type: "epoch",
        layout: "s.ms",
        if: `${parsed("time")} != nil`,
        on_error: "send_quiet",
      },
    ],
    needsTime: true,
  };
}
