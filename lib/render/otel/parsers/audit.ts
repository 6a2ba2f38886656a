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
    String.raw`(?:^|[ '\x{1D}])(?:${key})=(?:"(?P<${name}>[^"]*)"|(?P<${name}_bare>[^\s'"\x{1D}]+))`,
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

const QUOTE = literal('"');

/** Codes of plain text, and of what stands between the words of a command. */
const PLAIN = "[2-6][0-9A-F]|7[0-9A-E]";
const BETWEEN = "00|09|0A";

/** The text whose codes an expression gives, or what it gives where that is no text. */
function decoded(codes: string, signs: string): string {
  const half = (place: string): string =>
    `indexOf(${DIGITS}, codes[${place}:${place} + 1])`;
  const sign = `(let code = ${half("# * 2")} * 16 + ${half("# * 2 + 1")} - 32; code < 0 ? " " : ${SIGNS}[code:code + 1])`;
  return `(let codes = ${codes}; codes != nil and codes matches "^(?:${signs})+$" ? join(map(0..int(len(codes) / 2) - 1, ${sign}), "") : codes)`;
}

/** A text of which auditd writes the codes, as it has a blank or a quote; what is no plain text stays as it is. */
function text(name: string, signs = PLAIN): string {
  return `(${parsed(name)} in [nil, ""] ? ${decoded(value(name), signs)} : ${value(name)})`;
}

/** The words of a program's start, each as `a1=CODES` or `a1="TEXT"`; none of them has a blank. */
function words(): string {
  const all = parsed("words");
  const word = `(let word = #[indexOf(#, "=") + 1:]; word startsWith ${QUOTE} ? trim(word, ${QUOTE}) : ${decoded("word", `${PLAIN}|${BETWEEN}`)})`;
  return `(${all} in [nil, ""] ? nil : join(map(split(${all}, " "), ${word}), " "))`;
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
    decodes: true,
    read: [
      readRegex(
        String.raw`(?s)^(?:node=(?P<node>\S+) )?type=(?P<type>\S+) msg=audit\((?P<time>\d+\.\d+):(?P<serial>\d+)\): ?(?P<message>.*)$`,
      ),
      readValue("AUID", "login_name"),
      readValue("auid", "login"),
      readValue("UID", "user_name"),
      readValue("uid", "user"),
      readValue("acct", "account"),
      readValue("ID", "account_name"),
      readValue("id", "account_number"),
      readValue("exe", "exe"),
      readValue("key", "key"),
      readValue("addr", "address"),
      readValue("terminal|tty", "terminal"),
      readValue("res|success", "res"),
      readValue("name", "file"),
      readValue("cmd|proctitle", "command"),
      readRegex(String.raw`^argc=\d+ (?P<words>a0=\S+(?: a\d+=\S+)*)$`, {
        from: `${PARSED}.message`,
      }),
      readRegex(
        String.raw`^(?:avc: +|apparmor=")(?P<verdict>denied|granted|DENIED|ALLOWED)`,
        { from: `${PARSED}.message` },
      ),
    ],
    values: {
      failed: `(${result} in ["failed", "no", "0"] or ${parsed("verdict")} in ["denied", "DENIED"])`,
    },
    level: `failed or (${parsed("type")} ?? "") startsWith "ANOM_" ? "warn" : "info"`,
    fields: {
      message: parsed("message"),
      action: `lower(${parsed("type")} ?? "")`,
      audit_id: parsed("serial"),
      // Several keys of one rule are parted by a sign of their own.
      audit_key: text("key", `${PLAIN}|01`),
      actor: `${value("user_name")} ?? ${value("user")}`,
      login_user: `${value("login_name")} ?? ${value("login")}`,
      target_user: `${text("account")} ?? ((${value("account_name")} ?? "unknown") startsWith "unknown" ? ${value("account_number")} : ${value("account_name")})`,
      client_ip: value("address"),
      terminal: value("terminal"),
      program: text("exe"),
      file_path: text("file"),
      command: `${words()} ?? ${text("command", `${PLAIN}|${BETWEEN}`)}`,
      sender: parsed("node"),
      result: `failed ? "failure" : ${result} == nil and ${parsed("verdict")} in [nil, ""] ? nil : "success"`,
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
