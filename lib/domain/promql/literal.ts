import { Duration } from "../units";

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const NUMERIC_ESCAPE =
  /^(?:([0-3][0-7]{2})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

/** The text between the quotes of a Go string, or nothing when the literal is malformed. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  const body = literal.slice(1, -1);
  if (literal.length < 2 || literal.at(-1) !== quote) {
    return undefined;
  }
  if (quote === "`") {
    return body;
  }
  if (body.includes("\n")) {
    return undefined;
  }
  let text = "";
  for (let index = 0; index < body.length; index++) {
    const character = body.charAt(index);
    if (character === quote) {
      return undefined;
    }
    if (character !== "\\") {
      text += character;
      continue;
    }
    const next = body.charAt(index + 1);
    const simple = next === quote ? quote : SIMPLE_ESCAPES[next];
    if (simple !== undefined) {
      text += simple;
      index += 1;
      continue;
    }
    const match = NUMERIC_ESCAPE.exec(body.slice(index + 1));
    const code = match && codePoint(match);
    if (!match || code === undefined || code === null) {
      return undefined;
    }
    text += String.fromCodePoint(code);
    index += match[0].length;
  }
  return text;
}

function codePoint(match: RegExpExecArray): number | undefined {
  const octal = match[1];
  const hexadecimal = match[2] ?? match[3] ?? match[4] ?? "";
  const code =
    octal === undefined ? parseInt(hexadecimal, 16) : parseInt(octal, 8);
  const surrogate = code >= 0xd800 && code < 0xe000;
  return code > 0x10ffff || surrogate ? undefined : code;
}

/** Printable ASCII but quotes and backslashes. */
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/** Writes `value` as a double-quoted literal that PromQL, LogQL and Alertmanager matchers read back unchanged. */
export function quoteLabelValue(value: string): string {
  if (NEEDS_NO_ESCAPE.test(value)) {
    return `"${value}"`;
  }
  const body = value.replace(/[\\"\n\r\t]|[\p{Cc}]/gu, (character) => {
    switch (character) {
      case "\\":
        return "\\\\";
      case '"':
        return '\\"';
      case "\n":
        return "\\n";
      case "\r":
        return "\\r";
      case "\t":
        return "\\t";
      default:
        return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
    }
  });
  return `"${body}"`;
}

/** The value of a number or duration literal, durations in seconds; nothing when it does not fit. */
export function numberValue(literal: string): number | undefined {
  const text = literal.toLowerCase();
  if (text === "inf") {
    return Infinity;
  }
  if (text === "nan") {
    return NaN;
  }
  if (/[smhdwy]$/.test(text) && !text.startsWith("0x")) {
    return Duration.parse(text).toSeconds();
  }
  const digits = text.replaceAll("_", "");
  const octal = /^0[0-7]+$/.test(digits);
  const value = octal ? parseInt(digits, 8) : Number(digits);
  return Number.isFinite(value) ? value : undefined;
}
