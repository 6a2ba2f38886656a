import { InvalidInputError } from "../problem";
import { compileRe2 } from "../promql/regexp";
import { requireKind } from "../shape";
import { shown } from "../shown";
import { ambiguousRepetition } from "./regex-ambiguity";

/** Longer ones are nobody's to read, and cost the collector on each line. */
const LONGEST = 2000;

/**
 * A regular expression for the collector, which uses RE2.
 *
 * @throws InvalidInputError when RE2 refuses it, a repetition repeats another one, or what it repeats takes one text in several ways
 */
export function requireSafeRegex(what: string, pattern: string): void {
  requireKind(what, pattern, "text");
  if (pattern === "" || pattern.length > LONGEST) {
    throw new InvalidInputError(
      "log-regex",
      `${what} must have 1 to ${LONGEST} characters, got ${pattern.length}; match the parts that are wanted, and the rest by .*`,
    );
  }
  if (compileRe2(pattern) === undefined) {
    throw new InvalidInputError(
      "log-regex",
      `${what} must be one of RE2, got ${shown(pattern)}; leave out look-around and back references, and repeat at most 1000 times`,
    );
  }
  const nested = nestedRepetition(pattern);
  if (nested !== undefined) {
    throw new InvalidInputError(
      "log-regex-explodes",
      `${what} must not repeat a repetition, got ${shown(nested)} in ${shown(pattern)}; one + or * for both matches the same, such as (?:a|b)+ for (?:a+|b)+`,
    );
  }
  const ambiguous = ambiguousRepetition(pattern);
  if (ambiguous !== undefined) {
    throw new InvalidInputError(
      "log-regex-explodes",
      `${what} must not repeat what can take one text in several ways, got ${shown(ambiguous)} in ${shown(pattern)}; let its alternatives begin differently, such as (?:a|b)+ for (?:a|ab|b)+`,
    );
  }
}

/** Names of the groups, in the order in which they open. */
export function namedGroups(pattern: string): readonly string[] {
  const opening = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<([A-Za-z_]\w*)>/gs;
  return [...pattern.matchAll(opening)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

interface Group {
  readonly start: number;
  /** Whether something in it is repeated more often than once. */
  repeats: boolean;
  /** How often the most frequent part of it stands there, by fixed numbers. */
  times: number;
}

/** RE2 takes no more copies of a part. */
const MOST_TIMES = 1000;

/**
 * The first group that is repeated and holds a repetition, but one of a fixed number. RE2 takes linear time for it, but
 * engines that go back, among them those in which people try their expressions, take exponential time, and counted
 * repetitions multiply in RE2 too.
 */
function nestedRepetition(pattern: string): string | undefined {
  const token =
    /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)|[*+]|\{\d+(?:,\d*)?\}|./gs;
  const open: Group[] = [{ start: 0, repeats: false, times: 1 }];
  let closed: Group | undefined;
  for (const { 0: text, index } of pattern.matchAll(token)) {
    const innermost = open.at(-1);
    if (text === "(") {
      open.push({ start: index, repeats: false, times: 1 });
      closed = undefined;
    } else if (text === ")") {
      closed = open.pop();
      const outer = open.at(-1);
      if (closed !== undefined && outer !== undefined) {
        outer.repeats ||= closed.repeats;
        outer.times = Math.max(outer.times, closed.times);
      }
    } else {
      if (isRepetition(text)) {
        const times = (closed?.times ?? 1) * mostOf(text);
        if (closed?.repeats === true || times > MOST_TIMES) {
          return pattern.slice(closed?.start ?? index, index + text.length);
        }
        if (innermost !== undefined) {
          innermost.repeats ||= !/^\{\d+\}$/.test(text);
          innermost.times = Math.max(innermost.times, times);
        }
      }
      closed = undefined;
    }
  }
  return undefined;
}

function isRepetition(text: string): boolean {
  return (
    text === "*" || text === "+" || /^\{\d+,\}$/.test(text) || mostOf(text) > 1
  );
}

/** How often something may stand there, where that has an end. */
function mostOf(text: string): number {
  return Number(/^\{(?:\d+,)?(\d+)\}$/.exec(text)?.[1] ?? 1);
}
