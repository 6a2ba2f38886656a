import {
  builtInPatterns,
  ownPatterns,
  type MaskingOptions,
} from "../../domain/logs/masking/masking";
import {
  alike,
  CHECKED,
  isPlain,
  NO_DIGITS,
  PSEUDONYM_DIGITS,
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
          ...ODD_NAMES.map(({ text, name, usual }) => ({
            context: "log",
            conditions: [
              `${text} != "" and not IsMatch(${text}, ${literal(usual)})`,
            ],
            statements: [
              `set(log.attributes[${literal(name)}], ${text})`,
              `set(${text}, "")`,
            ],
          })),
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

/** Names beside the body that senders choose: what is none of the usual ones becomes an attribute, which is masked. */
const ODD_NAMES = [
  {
    text: "log.severity_text",
    name: "severity_text",
    usual: "^[A-Za-z]{1,16}[0-9]?$",
  },
  {
    text: "log.event_name",
    name: "event.name",
    usual: "^[a-z][a-z_]{0,31}(?:[.][a-z][a-z_]{0,31}){0,7}$",
  },
];

/** Statements for each record of one context; those of the first condition that fails are not tried. */
interface StatementGroup {
  readonly context: string;
  readonly conditions?: readonly string[];
  readonly statements: readonly string[];
}

/**
 * Kinds that are asked for at once, and looked for when there may be one of them; the rest is with the last ones. More of them
 * would cost more for each line, and fewer more for lines that have something.
 */
const GATES: readonly (readonly string[])[] = [
  ["user-id"],
  ["jwt", "api-key", "bearer", "secret"],
  ["url-password", "email"],
  [],
];

/**
 * Masks the texts of one context, and its attributes with all that is nested in them. First it is found out, by cheap
 * searches in all texts at once, of what kinds there may be something at all: of most lines that is all that is done.
 */
function groupsOf(
  context: string,
  options: MaskingOptions,
  texts: readonly string[] = [],
): readonly StatementGroup[] {
  const own = ownPatterns(options);
  const attributes = `${context}.attributes`;
  const gates = gatesOf(builtInPatterns(options)).map((patterns, index) => ({
    patterns,
    // What goes from one group of statements to the next has to be an attribute.
    flag: `${attributes}[${literal(`masking.${index}`)}]`,
    remove: `delete_key(${attributes}, ${literal(`masking.${index}`)})`,
  }));
  return [
    ...(own.length === 0 ? [] : [ownRules(context, own, texts)]),
    {
      context,
      statements: [
        ...allTexts(context, texts),
        ...gates.map(
          ({ patterns, flag }) =>
            `set(${flag}, true) where ${mayHave(`${context}.cache["small"]`, patterns)}`,
        ),
      ],
    },
    ...gates.map(({ patterns, flag, remove }) => ({
      context,
      conditions: [`${flag} != nil`],
      statements: [remove, ...masking(context, patterns, texts)],
    })),
  ];
}

function gatesOf(
  patterns: readonly MaskingPattern[],
): readonly (readonly MaskingPattern[])[] {
  const named = GATES.flat();
  return GATES.map((kinds) =>
    patterns.filter(({ name }) =>
      kinds.length === 0 ? !named.includes(name) : kinds.includes(name),
    ),
  ).filter((each) => each.length > 0);
}

function allTexts(
  context: string,
  texts: readonly string[],
): readonly string[] {
  const all = [...texts, `String(${context}.attributes)`];
  return [
    `set(${context}.cache["small"], ToLowerCase(Concat([${all.join(", ")}], "\n")))`,
  ];
}

/** Whether there may be something that one of these finds; what several of them ask for is asked once. */
function mayHave(small: string, patterns: readonly MaskingPattern[]): string {
  const asked = new Map<string, Set<string>>();
  for (const { guards, ...others } of patterns) {
    if (others.pseudonym === undefined) {
      const first = conditions(others, small).join(" and ");
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
          : [`(${anyOf(small, [...guards])})`]),
      ].join(" and "),
    )
    .map((each) => `(${each})`)
    .join(" or ");
}

/** The cheaper guards are enough where it is known that there may be something. */
function oneOf(pattern: MaskingPattern): Guards {
  const { near, guards, unless } = pattern;
  return near === undefined ? { guards, unless } : { near, unless };
}

type Guards = {
  readonly [key in "near" | "guards" | "unless"]?:
    MaskingPattern[key] | undefined;
};

/** What holds whenever the pattern may match, and costs less than the pattern. */
function conditions(
  { near, guards, unless }: Guards,
  small: string,
): readonly string[] {
  return [
    ...[near, guards].flatMap((any) =>
      any === undefined ? [] : [`(${anyOf(small, any)})`],
    ),
    ...(unless ?? []).map((other) => `Index(${small}, ${literal(other)}) < 0`),
  ];
}

function anyOf(text: string, guards: readonly string[]): string {
  return guards
    .map((guard) =>
      isPlain(guard)
        ? `Index(${text}, ${literal(guard)}) >= 0`
        : `IsMatch(${text}, ${literal(guard)})`,
    )
    .join(" or ");
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
  const changed = `${all} != ${cache("before")}`;
  return [
    ...texts.flatMap((text) => masked({ text, cache }, patterns)),
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
    ...masked({ text: all, cache }, patterns),
    `set(${after}, ParseJSON(${all})) where ${changed}`,
    `delete_matching_keys(${attributes}, "") where ${changed}`,
    `set(${attributes}[${literal(FAILED)}], true) where ${changed} and ${after} == nil`,
    `merge_maps(${attributes}, ${after}, "upsert") where ${changed} and ${after} != nil`,
  ];
}

/** A text to be masked, and where to keep what lies between two steps. */
interface Target {
  readonly text: string;
  readonly cache: (name: string) => string;
}

function masked(
  { text, cache }: Target,
  patterns: readonly MaskingPattern[],
): readonly string[] {
  const small = cache("small");
  const may = cache("may");
  return [
    `set(${small}, ToLowerCase(${text}))`,
    ...alike(patterns).flatMap((group) => [
      `set(${may}, false)`,
      `set(${may}, true)${where(conditions(oneOf(group[0]), small))}`,
      ...group.flatMap((pattern) =>
        step({ text, cache }, pattern, `${may} == true`),
      ),
    ]),
  ];
}

function step(
  target: Target,
  pattern: MaskingPattern,
  condition: string,
): readonly string[] {
  if (pattern.check !== undefined) {
    return checked(target, pattern, condition);
  }
  if (pattern.pseudonym !== undefined) {
    return pseudonyms(target.text, pattern, pattern.pseudonym, condition);
  }
  return [replace(target.text, pattern, [condition])];
}

/** The whole number first, of which only the beginning is left. */
function pseudonyms(
  text: string,
  pattern: MaskingPattern,
  before: string,
  condition: string,
): readonly string[] {
  const rest = 64 - PSEUDONYM_DIGITS;
  const [start = "", end = ""] = pattern.replacement.split("#");
  const long = String.raw`(${escaped(start)}[0-9a-f]{${PSEUDONYM_DIGITS}})[0-9a-f]{${rest}}(${escaped(end)})`;
  return [
    `replace_pattern(${text}, ${literal(source(pattern))}, ${literal(`${before}$1`)}, SHA256, ${literal(pattern.replacement.replace("#", "%s"))})${where([condition])}`,
    `replace_pattern(${text}, ${literal(long)}, "$1$2")${where([condition])}`,
  ];
}

function replace(
  text: string,
  pattern: MaskingPattern,
  conditions: readonly string[] = [],
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
    `replace_pattern(${digits}, ${literal(NO_DIGITS)}, "") where ${isFound}`,
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

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
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
