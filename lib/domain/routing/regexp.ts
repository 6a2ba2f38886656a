import { InvalidInputError } from "../problem";

/** Most repetitions that RE2 accepts. */
const MOST_REPETITIONS = 1000;

/** RE2's classes are of ASCII; JavaScript's white space is not. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  D: "\\u{0}-\\u{2f}\\u{3a}-\\u{10ffff}",
  w: "0-9A-Za-z_",
  W: "\\u{0}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{5e}\\u{60}\\u{7b}-\\u{10ffff}",
  s: "\\t\\n\\f\\r\\u{20}",
  S: "\\u{0}-\\u{8}\\u{b}\\u{e}-\\u{1f}\\u{21}-\\u{10ffff}",
};

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\u{0}-\\u{7f}",
  blank: "\\t\\u{20}",
  cntrl: "\\u{0}-\\u{1f}\\u{7f}",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: "\\u{20}-~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r\\u{20}",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const ASSERTIONS: Readonly<Record<string, string>> = {
  A: "(?:^)",
  z: "(?:$)",
  b: "(?:\\b)",
  B: "(?:\\B)",
};

const CONTROLS: Readonly<Record<string, number>> = {
  a: 7,
  f: 12,
  t: 9,
  n: 10,
  r: 13,
  v: 11,
};

/** Escapes that the two engines understand differently when case does not count. */
const FOLDED_UNALIKE = /\\(?:[WPbB]|p\{\^)/;

/** What the translation of a part leaves behind. */
interface Part {
  readonly length: number;
  readonly output: string;
}

/**
 * The JavaScript expression that accepts the same texts as Alertmanager does by `pattern`, which is one of Go's RE2 and
 * must match the whole text (https://github.com/google/re2/wiki/Syntax). Flags may stand at the start only.
 *
 * @throws InvalidInputError when Alertmanager would refuse the expression
 */
export function compileRegexp(pattern: string): RegExp {
  const flags = /^\(\?([isU]+)\)/.exec(pattern);
  const ignoreCase = flags?.[1]?.includes("i") === true;
  const anyCharacter =
    flags?.[1]?.includes("s") === true ? "[\\u{0}-\\u{10ffff}]" : "[^\\n]";
  const body = pattern.slice(flags?.[0].length ?? 0);
  try {
    if (ignoreCase && FOLDED_UNALIKE.test(body.replaceAll("\\\\", ""))) {
      throw unsupported(
        'with "(?i)", "\\W", "\\b" and negated properties mean something else to each engine; spell the characters out',
      );
    }
    return new RegExp(
      `^(?:${translate(body, anyCharacter)})$`,
      ignoreCase ? "iu" : "u",
    );
  } catch (error) {
    const reason =
      error instanceof InvalidInputError
        ? error.message
        : "it is malformed, such as by an open bracket or a repetition of nothing";
    throw new InvalidInputError(
      "regexp-malformed",
      `regular expression must be one that Go understands (RE2), got ${JSON.stringify(pattern)}; ${reason}`,
    );
  }
}

function translate(pattern: string, anyCharacter: string): string {
  let output = "";
  let rest = pattern;
  while (rest !== "") {
    const part = translatePart(rest, anyCharacter);
    output += part.output;
    rest = rest.slice(part.length);
  }
  return output;
}

function translatePart(rest: string, anyCharacter: string): Part {
  switch (rest.charAt(0)) {
    case "\\":
      return translateEscape(rest);
    case "[":
      return translateClass(rest);
    case "(":
      return translateGroup(rest);
    case "{":
      return translateRepetition(rest);
    case ".":
      return { length: 1, output: anyCharacter };
    case "^":
    case "$":
      return { length: 1, output: `(?:${rest.charAt(0)})` };
    case "]":
    case "}":
      return { length: 1, output: `\\${rest.charAt(0)}` };
    default:
      return refuseDoubleRepetition(rest);
  }
}

/** RE2 refuses `a**`; JavaScript does too, but would accept `a{2}*` after the rewriting of braces. */
function refuseDoubleRepetition(rest: string): Part {
  if (/^[*+?]\??[*+]|^[*+?]\?\?|^[*+?]\??\{\d+(?:,\d*)?\}/.test(rest)) {
    throw unsupported("a repetition must not be repeated; put it in a group");
  }
  return { length: 1, output: rest.charAt(0) };
}

function translateGroup(rest: string): Part {
  if (!rest.startsWith("(?")) {
    return { length: 1, output: "(?:" };
  }
  const group = /^\(\?(?:P?<[A-Za-z_]\w*>|:)/.exec(rest);
  if (group === null) {
    throw unsupported(
      "lookaround is unknown there, and flags must stand at the start; rewrite it without",
    );
  }
  return { length: group[0].length, output: "(?:" };
}

/** Braces that do not hold numbers stand for themselves. */
function translateRepetition(rest: string): Part {
  const repetition = /^\{(\d+)(,(\d*))?\}\??/.exec(rest);
  if (repetition === null) {
    return { length: 1, output: "\\{" };
  }
  const most = Math.max(Number(repetition[1]), Number(repetition[3] ?? 0));
  if (most > MOST_REPETITIONS) {
    throw unsupported(`it repeats more than ${MOST_REPETITIONS} times`);
  }
  if (/^[*+?]|^\{\d+(?:,\d*)?\}/.test(rest.slice(repetition[0].length))) {
    throw unsupported("a repetition must not be repeated; put it in a group");
  }
  return { length: repetition[0].length, output: repetition[0] };
}

function translateEscape(rest: string): Part {
  const quoted = /^\\Q([^]*?)\\E/.exec(rest);
  if (quoted !== null) {
    const literals = [...(quoted[1] ?? "")].map((each) => literal(each));
    return { length: quoted[0].length, output: literals.join("") };
  }
  const assertion = ASSERTIONS[rest.charAt(1)];
  if (assertion !== undefined) {
    return { length: 2, output: assertion };
  }
  const set = classEscape(rest);
  return set === undefined
    ? characterEscape(rest)
    : { ...set, output: `[${set.output}]` };
}

/** An escape that stands for a set of characters, as members of a class. */
function classEscape(rest: string): Part | undefined {
  const perl = CLASSES[rest.charAt(1)];
  if (perl !== undefined) {
    return { length: 2, output: perl };
  }
  const property = /^\\([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/.exec(rest);
  if (property === null) {
    return undefined;
  }
  const name = property[2] ?? property[4] ?? "";
  const negated = (property[1] === "P") !== (property[3] === "^");
  const key = /^[A-Z][a-z]?$/.test(name) ? name : `Script=${name}`;
  return {
    length: property[0].length,
    output: `\\${negated ? "P" : "p"}{${name === "Any" ? name : key}}`,
  };
}

/** An escape that stands for one character. */
function characterEscape(rest: string): Part {
  const code =
    /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(
      rest,
    );
  if (code !== null) {
    const hexadecimal = code[1] ?? code[2];
    return {
      length: code[0].length,
      output: codePoint(
        hexadecimal === undefined
          ? Number.parseInt(code[3] ?? "", 8)
          : Number.parseInt(hexadecimal, 16),
      ),
    };
  }
  const control = CONTROLS[rest.charAt(1)];
  if (control !== undefined) {
    return { length: 2, output: codePoint(control) };
  }
  if (!/^\\[!-/:-@[-`{-~]/.test(rest)) {
    throw unsupported(
      "it has an escape that is unknown there, such as a reference to a group; rewrite it without",
    );
  }
  return { length: 2, output: literal(rest.charAt(1)) };
}

/** `[...]`, whose first `]` may stand for itself. */
function translateClass(rest: string): Part {
  const opening = /^\[\^?/.exec(rest)?.[0] ?? "[";
  let output = opening;
  let length = opening.length;
  let members = 0;
  while (members === 0 || rest.charAt(length) !== "]") {
    const member = translateMember(rest.slice(length));
    output += member.output;
    length += member.length;
    members += 1;
  }
  return { length: length + 1, output: `${output}]` };
}

function translateMember(rest: string): Part {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(rest);
  if (posix !== null) {
    const set = POSIX_CLASSES[posix[2] ?? ""];
    if (set === undefined || posix[1] === "^") {
      throw unsupported("it has a class by name that is unknown or negated");
    }
    return { length: posix[0].length, output: set };
  }
  const set = rest.startsWith("\\") ? classEscape(rest) : undefined;
  if (set !== undefined) {
    return set;
  }
  const from = translateCharacter(rest);
  const after = rest.slice(from.length);
  if (!/^-[^\]]/su.test(after)) {
    return from;
  }
  const to = translateCharacter(after.slice(1));
  return {
    length: from.length + 1 + to.length,
    output: `${from.output}-${to.output}`,
  };
}

function translateCharacter(rest: string): Part {
  const first = rest.codePointAt(0);
  if (first === undefined) {
    throw unsupported("a bracket is not closed");
  }
  return rest.startsWith("\\")
    ? characterEscape(rest)
    : {
        length: String.fromCodePoint(first).length,
        output: codePoint(first),
      };
}

function literal(character: string): string {
  return codePoint(character.codePointAt(0) ?? 0);
}

function codePoint(code: number): string {
  if (code > 0x10ffff) {
    throw unsupported("it has a code above 10ffff");
  }
  return `\\u{${code.toString(16)}}`;
}

function unsupported(reason: string): InvalidInputError {
  return new InvalidInputError("regexp-malformed", reason);
}
