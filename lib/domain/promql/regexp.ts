/** Most repetitions that RE2, the engine of Prometheus and Loki, accepts. */
const MOST_REPETITIONS = 1000;

const LETTER_ESCAPES: Readonly<Record<string, string>> = {
  A: "^",
  z: "$",
  a: "\\x07",
  C: "[^]",
};

/** The expression, for RE2 and for JavaScript, that finds a text as it stands. */
export function escapeRegexp(text: string): string {
  return text.replace(/[.+*?()[\]{}|^$\\]/g, String.raw`\$&`);
}

/**
 * Translates a regular expression of Go's RE2 into one of JavaScript that has the same shape. Flags such as `(?i)` are
 * dropped, and character classes by name stand for any character: enough to find out whether the expression is valid
 * and whether it matches the empty text.
 *
 * @returns nothing when RE2 refuses the expression
 */
export function compileRe2(pattern: string): RegExp | undefined {
  const source = translate(pattern);
  if (source === undefined) {
    return undefined;
  }
  try {
    return new RegExp(`^(?:${source})$`, "s");
  } catch {
    return undefined;
  }
}

function translate(pattern: string): string | undefined {
  let output = "";
  let rest = pattern;
  let inClass = false;
  const take = (length: number, replacement: string): void => {
    output += replacement;
    rest = rest.slice(length);
  };
  while (rest !== "") {
    if (rest.startsWith("\\")) {
      const escape = translateEscape(rest);
      if (escape === undefined) {
        return undefined;
      }
      take(escape.length, escape.replacement);
    } else if (inClass) {
      const named = /^\[:\^?[a-z]+:\]/.exec(rest)?.[0];
      if (named !== undefined) {
        take(named.length, "a-z");
      } else {
        inClass = !rest.startsWith("]");
        take(1, rest.startsWith("[") ? "\\[" : rest.charAt(0));
      }
    } else if (rest.startsWith("[")) {
      inClass = true;
      const opening = /^\[\^?\]?/.exec(rest)?.[0] ?? "[";
      take(opening.length, opening.replace("]", "\\]"));
    } else if (rest.startsWith("(?")) {
      const group = /^\(\?(?:P?<[A-Za-z_]\w*>|[imsU-]*([:)]))/.exec(rest);
      if (group === null) {
        return undefined;
      }
      take(group[0].length, group[1] === ")" ? "" : "(?:");
    } else {
      const repetition = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
      const most = Math.max(
        Number(repetition?.[1] ?? 0),
        Number(repetition?.[2] ?? 0),
      );
      if (most > MOST_REPETITIONS) {
        return undefined;
      }
      take(repetition?.[0].length ?? 1, repetition?.[0] ?? rest.charAt(0));
    }
  }
  return inClass ? undefined : output;
}

function translateEscape(
  rest: string,
): { readonly length: number; readonly replacement: string } | undefined {
  const quoted = /^\\Q(.*?)(?:\\E|$)/s.exec(rest);
  if (quoted !== null) {
    const literal = (quoted[1] ?? "").replace(/[^A-Za-z0-9_]/g, "\\$&");
    return { length: quoted[0].length, replacement: literal };
  }
  const property = /^\\[pP](?:[A-Z]|\{\^?[A-Za-z_]+\})/.exec(rest)?.[0];
  if (property !== undefined) {
    return { length: property.length, replacement: "\\w" };
  }
  const code =
    /^\\(?:x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]+\}|0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(
      rest,
    )?.[0];
  if (code !== undefined) {
    return { length: code.length, replacement: "\\x00" };
  }
  const letter = rest.charAt(1);
  const known = LETTER_ESCAPES[letter];
  if (known !== undefined) {
    return { length: 2, replacement: known };
  }
  return /^\\(?:[dDsSwWbBfnrtv]|[^A-Za-z0-9])/.test(rest)
    ? { length: 2, replacement: rest.slice(0, 2) }
    : undefined;
}
