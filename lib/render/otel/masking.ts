import {
  builtInPatterns,
  ownPatterns,
  type MaskingOptions,
} from "../../domain/logs/masking/masking";
import {
  CHECKED,
  type MaskingPattern,
} from "../../domain/logs/masking/pattern";
import type { ConfigSection } from "../merge";

/** Candidates of one text whose check digit is checked; what comes after them is masked without a check. */
const MOST_CHECKED = 4;

/** The field that tells that fields were removed because they could not be read again after masking. */
const FAILED = "masking_failed";

/**
 * Processors that make private data unreadable, to be placed before everything that stores or sends.
 *
 * @returns none when nothing is to be masked
 */
export function maskingProcessors(
  masking: MaskingOptions | false | undefined,
  signal: "logs" | "traces",
): Readonly<Record<string, ConfigSection>> {
  if (masking === false) {
    return {};
  }
  const options = masking ?? {};
  const shared = ["resource", "scope"].flatMap((context) =>
    groupsOf(context, options),
  );
  const groups =
    signal === "logs"
      ? [
          ...shared,
          // Loki shows a body that is no text as JSON; it becomes this here, so that one way of masking fits all.
          {
            context: "log",
            conditions: ["log.body != nil and not IsString(log.body)"],
            statements: ["set(log.body, String(log.body))"],
          },
          ...groupsOf("log", options, ["log.body"]),
        ]
      : [
          ...shared,
          ...groupsOf("span", options, ["span.name", "span.status.message"]),
          ...groupsOf("spanevent", options, ["spanevent.name"]),
        ];
  return {
    [`transform/masking_${signal}`]: {
      // A statement that cannot be applied to a record, such as one for text to a number, must not hold up all records.
      error_mode: "ignore",
      [signal === "logs" ? "log_statements" : "trace_statements"]: groups,
    },
  };
}

/** Statements for each record of one context; those of the first condition that fails are not tried. */
interface StatementGroup {
  readonly context: string;
  readonly conditions?: readonly string[];
  readonly statements: readonly string[];
}

/** What is asked of a text before it is searched: most lines have no text and no number that is worth it. */
const GATES = ["masking.words", "masking.signs", "masking.numbers"] as const;

/**
 * Masks the texts of one context, and its attributes with all that is nested in them. First it is found out, by cheap
 * searches in all texts at once, what has to be searched for at all.
 */
function groupsOf(
  context: string,
  options: MaskingOptions,
  texts: readonly string[] = [],
): readonly StatementGroup[] {
  const patterns = builtInPatterns(options);
  const byGate = GATES.map((name) =>
    patterns.filter((pattern) => gateOf(pattern) === name),
  );
  const own = ownPatterns(options);
  const attributes = `${context}.attributes`;
  const gate = (index: number): string =>
    `${attributes}[${literal(GATES[index] ?? "")}]`;
  const text = `${context}.cache["text"]`;
  const small = `${context}.cache["small"]`;
  const isGate = GATES.map((_, index) => `${gate(index)} == true`);
  return [
    ...(own.length === 0 ? [] : [ownRules(context, own, texts)]),
    {
      context,
      statements: [
        `set(${text}, Concat([${[...texts, `String(${attributes})`].join(", ")}], "\n"))`,
        `set(${small}, ToLowerCase(${text}))`,
        ...byGate.flatMap((each, index) => {
          const any = [
            ...words(each).map((word) => `IsMatch(${small}, ${literal(word)})`),
            ...guards(each).map((one) => `IsMatch(${text}, ${literal(one)})`),
          ];
          return any.length === 0
            ? []
            : [`set(${gate(index)}, true) where ${any.join(" or ")}`];
        }),
      ],
    },
    ...byGate.flatMap((each, index) =>
      each.length === 0
        ? []
        : [
            {
              context,
              conditions: isGate.slice(index, index + 1),
              statements: masking(context, each, texts),
            },
          ],
    ),
    {
      context,
      conditions: isGate,
      statements: GATES.map(
        (name) => `delete_key(${attributes}, ${literal(name)})`,
      ),
    },
  ];
}

function gateOf({ needs }: MaskingPattern): (typeof GATES)[number] {
  if (needs === undefined) {
    return "masking.numbers";
  }
  return needs.every((needed) => /^[a-z]/.test(needed))
    ? "masking.words"
    : "masking.signs";
}

/** Expressions one of which is found wherever a pattern needs it; those with one first letter are one, which saves a search. */
function words(patterns: readonly MaskingPattern[]): readonly string[] {
  const byLetter = new Map<string, string[]>();
  for (const needed of new Set(patterns.flatMap(({ needs = [] }) => needs))) {
    const letter = needed.charAt(0);
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), needed.slice(1)]);
  }
  return [...byLetter].map(
    ([letter, rests]) =>
      `${escaped(letter)}(?:${rests.map(escaped).join("|")})`,
  );
}

/** Expressions one of which is found wherever a pattern that needs no word is. */
function guards(patterns: readonly MaskingPattern[]): readonly string[] {
  const found = patterns.flatMap(({ guard: cheaper, needs, pattern }) =>
    needs === undefined ? [cheaper ?? pattern] : [],
  );
  return [...new Set(found)];
}

/** Own patterns may take what JSON needs, so that they see each value by itself. */
function ownRules(
  context: string,
  own: readonly MaskingPattern[],
  texts: readonly string[],
): StatementGroup {
  const attributes = `${context}.attributes`;
  const each = (mode: "key" | "value"): readonly string[] =>
    own.map(
      (pattern) =>
        `replace_all_patterns(${attributes}, "${mode}", ${literal(source(pattern))}, ${literal(pattern.replacement)})`,
    );
  return {
    context,
    statements: [
      ...texts.flatMap((text) => own.map((pattern) => replace(text, pattern))),
      `flatten(${attributes})`,
      `stringify_all(${attributes})`,
      ...each("key"),
      ...each("value"),
    ],
  };
}

/** Attributes are masked as text of JSON, in which the names of fields tell secrets. */
function masking(
  context: string,
  patterns: readonly MaskingPattern[],
  texts: readonly string[],
): readonly string[] {
  const attributes = `${context}.attributes`;
  const cache = (name: string): string => `${context}.cache[${literal(name)}]`;
  const all = cache("all");
  const after = cache("after");
  const small = cache("small");
  const changed = `${all} != ${cache("before")}`;
  return [
    ...texts.flatMap((text) => [
      `set(${small}, ToLowerCase(${text}))`,
      ...masked({ text, small, cache }, patterns),
    ]),
    `set(${all}, String(${attributes}))`,
    // Signs that JSON need not escape, and whose escape sequence ends like a word.
    ...[
      ["\\\\u003c", "<"],
      ["\\\\u003e", ">"],
      ["\\\\u0026", "&"],
    ].map(
      ([sequence = "", sign = ""]) =>
        `replace_pattern(${all}, ${literal(sequence)}, ${literal(sign)})`,
    ),
    `set(${cache("before")}, ${all})`,
    `set(${small}, ToLowerCase(${all}))`,
    ...masked({ text: all, small, cache }, patterns),
    `set(${after}, ParseJSON(${all})) where ${changed}`,
    `delete_matching_keys(${attributes}, "") where ${changed}`,
    `set(${attributes}[${literal(FAILED)}], true) where ${changed} and ${after} == nil`,
    `merge_maps(${attributes}, ${after}, "upsert") where ${changed} and ${after} != nil`,
  ];
}

/** A text to be masked, its letters made small, and where to keep what lies between two steps. */
interface Target {
  readonly text: string;
  readonly small: string;
  readonly cache: (name: string) => string;
}

function masked(
  target: Target,
  patterns: readonly MaskingPattern[],
): readonly string[] {
  const may = target.cache("may");
  return alike(patterns).flatMap((group) => [
    `set(${may}, false)`,
    `set(${may}, true)${where(guard(target, group[0]))}`,
    ...group.flatMap((pattern) =>
      pattern.check === undefined
        ? [replace(target.text, pattern, [`${may} == true`])]
        : checked(target, pattern, `${may} == true`),
    ),
  ]);
}

/** Neighbours that are looked for under the same conditions. */
function alike(
  patterns: readonly MaskingPattern[],
): readonly (readonly [MaskingPattern, ...MaskingPattern[]])[] {
  const groups: [MaskingPattern, ...MaskingPattern[]][] = [];
  for (const pattern of patterns) {
    const last = groups.at(-1);
    const same =
      last?.[0].guard === pattern.guard &&
      last?.[0].needs?.join("\n") === pattern.needs?.join("\n");
    if (last !== undefined && same) {
      last.push(pattern);
    } else {
      groups.push([pattern]);
    }
  }
  return groups;
}

function replace(
  text: string,
  pattern: MaskingPattern,
  conditions: readonly (string | undefined)[] = [],
): string {
  return `replace_pattern(${text}, ${literal(source(pattern))}, ${literal(pattern.replacement)})${where(conditions)}`;
}

/**
 * One candidate after the other is taken out and masked if its check digit is right; otherwise it gets a sign in front, so
 * that it is not found again.
 */
function checked(
  { text, cache }: Target,
  pattern: MaskingPattern,
  condition: string,
): readonly string[] {
  const isFound = `${cache("found")} == true`;
  const digits = cache("digits");
  const first = `^((?s:.*?))(?:${pattern.pattern})`;
  // The groups of the pattern are now the second and the third.
  const masking = `$1${pattern.replacement.replace("$1", "$2")}`;
  const rounds = Array.from({ length: MOST_CHECKED }, () => [
    `set(${cache("found")}, IsMatch(${text}, ${literal(pattern.pattern)})) where ${isFound}`,
    `set(${digits}, ${text}) where ${isFound}`,
    `replace_pattern(${digits}, ${literal(`(?s)${first}.*$`)}, "$3") where ${isFound}`,
    `replace_pattern(${digits}, "%20|[^0-9]", "") where ${isFound}`,
    `replace_pattern(${text}, ${literal(first)}, ${literal(masking)}) where ${isFound} and IsValidLuhn(${digits})`,
    `replace_pattern(${text}, ${literal(first)}, ${literal(`$1$2${CHECKED}$3`)}) where ${isFound} and not IsValidLuhn(${digits})`,
  ]).flat();
  return [
    `set(${cache("found")}, false)`,
    `set(${cache("found")}, true) where ${condition}`,
    `replace_pattern(${text}, ${literal(CHECKED)}, "") where ${isFound}`,
    ...rounds,
    replace(text, pattern, [isFound]),
    `replace_pattern(${text}, ${literal(CHECKED)}, "") where ${condition}`,
  ];
}

/** What holds whenever the pattern may match, and costs less than the pattern. */
function guard(
  { text, small }: Target,
  { needs, guard: cheaper, ignoreCase }: MaskingPattern,
): readonly string[] {
  const any = (needs ?? []).map(
    (needed) => `IsMatch(${small}, ${literal(escaped(needed))})`,
  );
  const searched = ignoreCase === true ? small : text;
  return [
    ...(any.length === 0 ? [] : [`(${any.join(" or ")})`]),
    ...(cheaper === undefined
      ? []
      : [`IsMatch(${searched}, ${literal(cheaper)})`]),
  ];
}

function where(conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((each) => each !== undefined);
  return given.length === 0 ? "" : ` where ${given.join(" and ")}`;
}

function source({ pattern, ignoreCase }: MaskingPattern): string {
  return ignoreCase === true ? `(?i)${pattern}` : pattern;
}

function escaped(text: string): string {
  return text.replace(/[.+*?()[\]{}|^$\\]/g, String.raw`\$&`);
}

/** Text in the language of the collector's statements. */
function literal(text: string): string {
  return JSON.stringify(text);
}
