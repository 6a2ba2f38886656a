import {
  builtInPatterns,
  type MaskingOptions,
} from "../../domain/logs/masking/masking";
import {
  isPlain,
  type MaskingPattern,
} from "../../domain/logs/masking/pattern";
import type { ConfigSection } from "../merge";
import { byLetters } from "./masking-letters";
import { literal, setField, type Operator } from "./operators";

/** What was found to be looked for in a record: a digit for each gate; nothing when nobody has searched it yet. */
export const SEARCHED = "log.masking";

/**
 * Kinds that are asked for at once, and looked for when there may be one of them; the rest is with the last ones. More of them
 * would cost more for each line, and fewer more for lines that have something.
 */
const GATES: readonly (readonly string[])[] = [
  ["user-id"],
  ["jwt", "api-key"],
  ["bearer", "secret"],
  ["url-password", "email"],
  [],
];

/** Patterns that are applied when one of them may find something, and the sign of that. */
export interface Gate {
  readonly sign: string;
  readonly patterns: readonly MaskingPattern[];
}

/** All built-in patterns that are asked for, in their order. */
export function gatesOf(options: MaskingOptions): readonly Gate[] {
  const named = GATES.flat();
  const patterns = builtInPatterns(options);
  return GATES.map((kinds, index) => ({
    sign: String(index),
    patterns: patterns.filter(({ name }) =>
      kinds.length === 0 ? !named.includes(name) : kinds.includes(name),
    ),
  })).filter(({ patterns: each }) => each.length > 0);
}

/** How a language asks whether a text has another one in it, matches an expression, or one of several. */
interface Language {
  has(text: string, part: string): string;
  hasNot(text: string, part: string): string;
  any(text: string, guards: readonly string[]): string;
}

const OF_PROCESSORS: Language = {
  has: (text, part) => `Index(${text}, ${literal(part)}) >= 0`,
  hasNot: (text, part) => `Index(${text}, ${literal(part)}) < 0`,
  any(text, guards) {
    return guards
      .map((guard) =>
        isPlain(guard)
          ? this.has(text, guard)
          : `IsMatch(${text}, ${literal(guard)})`,
      )
      .join(" or ");
  },
};

/** To look for letters takes a fifth of the time of an expression; those of several are asked for once. */
const OF_RECEIVERS: Language = {
  has: (text, part) => `${text} contains ${literal(part)}`,
  hasNot: (text, part) => `not (${text} contains ${literal(part)})`,
  any(text, guards) {
    return byLetters(guards)
      .map(([letters, group]) => {
        const each = group.map((guard) =>
          isPlain(guard)
            ? this.has(text, guard)
            : `${text} matches ${literal(guard)}`,
        );
        return letters === "" || group.includes(letters)
          ? (each[group.indexOf(letters)] ?? each.join(" or "))
          : `${this.has(text, letters)} and (${each.join(" or ")})`;
      })
      .join(" or ");
  },
};
/** A condition of a processor: whether there may be something that one of these finds. */
export function mayHave(
  small: string,
  patterns: readonly MaskingPattern[],
): string {
  return anyPattern(OF_PROCESSORS, small, patterns);
}

/** Conditions of a processor: whether this one may find something. */
export function mayMatch(
  pattern: MaskingPattern,
  small: string,
): readonly string[] {
  return conditions(OF_PROCESSORS, pattern, small);
}

/** Stands where all fields of a line are pieces of it, until `withSearch` puts a step there. */
export const SEARCH_HERE: Operator = { type: "search_here" };

/**
 * Receivers that search each line for what is to be masked: there each search takes a quarter of the time that a processor
 * needs, and half of the text is enough. In a line with escape sequences a field may be another text, which is left to the
 * processor.
 */
export function withSearch(
  receivers: Readonly<Record<string, ConfigSection>>,
  masking: MaskingOptions | false | undefined,
): Readonly<Record<string, ConfigSection>> {
  const steps = searchLine(masking === false ? [] : gatesOf(masking ?? {}));
  return Object.fromEntries(
    Object.entries(receivers).map(([name, receiver]) => {
      const { operators } = receiver as {
        readonly operators?: readonly Operator[];
      };
      const all = operators?.flatMap((operator) =>
        operator.type === SEARCH_HERE.type ? steps : [operator],
      );
      return [name, { ...receiver, ...(all && { operators: all }) }];
    }),
  );
}

function searchLine(gates: readonly Gate[]): readonly Operator[] {
  if (gates.length === 0) {
    return [];
  }
  const signs = gates.map(({ sign, patterns }) => {
    const found = anyPattern(OF_RECEIVERS, "t", patterns);
    // The one field whose name alone tells what it holds.
    const ofUser = patterns.some(({ name }) => name === "user-id");
    return `(${ofUser ? `attributes.user_id != nil or ${found}` : found} ? ${literal(sign)} : "")`;
  });
  return [
    setField(
      `attributes[${literal(SEARCHED)}]`,
      `let t = lower(body); ${signs.join(" + ")}`,
      String.raw`not (body contains "\\") and not (body contains "\"\"")`,
    ),
  ];
}

/** What several patterns ask for is asked once. */
function anyPattern(
  language: Language,
  small: string,
  patterns: readonly MaskingPattern[],
): string {
  const asked = new Map<string, Set<string>>();
  for (const { guards, ...others } of patterns) {
    if (others.pseudonym === undefined) {
      const first = conditions(language, others, small).join(" and ");
      const all = asked.get(first) ?? new Set<string>();
      asked.set(first, all);
      (guards ?? [""]).forEach((guard) => all.add(guard));
    }
  }
  return [...asked]
    .map(([first, guards]) =>
      [
        ...(first === "" ? [] : [first]),
        ...(guards.has("")
          ? ["true == true"]
          : [`(${language.any(small, [...guards])})`]),
      ].join(" and "),
    )
    .map((each) => `(${each})`)
    .join(" or ");
}

type Guards = {
  readonly [key in "near" | "guards" | "unless"]?:
    MaskingPattern[key] | undefined;
};

/** What holds whenever the pattern may match, and costs less than the pattern. */
function conditions(
  language: Language,
  { near, guards, unless }: Guards,
  small: string,
): readonly string[] {
  return [
    ...[near, guards].flatMap((any) =>
      any === undefined ? [] : [`(${language.any(small, any)})`],
    ),
    ...(unless ?? []).map((other) => language.hasNot(small, other)),
  ];
}
