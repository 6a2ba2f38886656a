import { isPlain } from "../../domain/logs/masking/pattern";

/** The beginning of an expression is rarer than what is behind it, if it is so long. */
const LONG_START = 3;

/** Signs that nearly every line has. */
const USUAL_SIGN = /^[\d"_.:-]?$/;

/**
 * Guards in groups, each with letters that stand in whatever one of the group finds: where the letters are not, none of them
 * needs to be asked. Without letters a guard stands alone.
 */
export function byLetters(
  guards: readonly string[],
): readonly (readonly [letters: string, guards: readonly string[]])[] {
  const groups: [string, string[]][] = [];
  for (const guard of new Set(guards)) {
    const letters = lettersOf(guard);
    const same = groups.find(([each]) => each === letters && each !== "");
    if (same === undefined) {
      groups.push([letters, [guard]]);
    } else {
      same[1].push(guard);
    }
  }
  return groups;
}

/** A text that stands in whatever a guard finds; nothing when it is in most lines. */
function lettersOf(guard: string): string {
  const letters = isPlain(guard) ? guard : certainText(guard);
  return USUAL_SIGN.test(letters) ? "" : letters;
}

/** A group of signs, an escaped sign, the bounds of groups, a count, or a sign by itself. */
const TOKEN = /\[(?:\\.|[^\]\\])*\]|\\x[0-9a-f]{2}|\\.|\{[0-9,]+\}|./gsu;

/** Of the texts outside of all groups, which stand in whatever an expression finds, the first or the longest. */
function certainText(expression: string): string {
  let depth = 0;
  const texts = [""];
  const extend = (sign: string): void => {
    texts[texts.length - 1] += sign;
  };
  for (const [token] of expression.matchAll(TOKEN)) {
    if (token === "(" || token === ")") {
      depth += token === "(" ? 1 : -1;
      texts.push("");
    } else if (depth > 0) {
      continue;
    } else if (token === "|") {
      return "";
    } else if (/^(?:[?*]|\{[0-9,]+\})$/.test(token)) {
      // What is before it may be absent.
      texts.push(texts.pop()?.replace(/.$/su, "") ?? "", "");
    } else if (/^\\[^\w\s]$/.test(token)) {
      extend(token.slice(1));
    } else if (/^[^[\\.^$+]$/su.test(token)) {
      extend(token);
    } else {
      texts.push("");
    }
  }
  const [start = ""] = texts;
  return start.length >= LONG_START
    ? start
    : texts.reduce((longest, text) =>
        text.length > longest.length ? text : longest,
      );
}
