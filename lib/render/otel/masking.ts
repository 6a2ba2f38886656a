import {
  ownPatterns,
  type MaskingOptions,
} from "../../domain/logs/masking/masking";
import type { MaskingPattern } from "../../domain/logs/masking/pattern";
import { memo } from "../../domain/memo";
import type { ConfigSection } from "../merge";
import { gatesOf, mayHave, SEARCHED } from "./masking-search";
import { masked, replace, source } from "./masking-steps";
import { literal } from "./operators";

/** The field that tells that fields were removed because they could not be read again after masking. */
const FAILED = "masking_failed";

/** What may hold something private of one kind of record, beside its attributes. */
interface Place {
  readonly context: string;
  /** Long texts, which are masked by themselves. */
  readonly texts?: readonly string[];
  /** Short texts, which are masked together with the attributes. */
  readonly names?: readonly string[];
  /** Attributes of what it belongs to, which are masked together with its own. */
  readonly outer?: string;
  /** Whether a receiver may have searched it already. Default: false. */
  readonly searched?: boolean;
}

/** With the resource, of which each has a scope at least. */
const SCOPE: Place = { context: "scope", outer: "resource.attributes" };

const PLACES = {
  logs: [SCOPE, { context: "log", texts: ["log.body"], searched: true }],
  traces: [
    SCOPE,
    {
      context: "span",
      names: ["span.name", "span.status.message", "span.trace_state"],
    },
    { context: "spanevent", names: ["spanevent.name"] },
  ],
  metrics: [SCOPE, { context: "datapoint" }],
} as const satisfies Readonly<Record<string, readonly Place[]>>;

/**
 * Processors that make private data unreadable, to be placed before everything that stores or sends.
 *
 * @returns none when nothing is to be masked
 */
export function maskingProcessors(
  masking: MaskingOptions | false | undefined,
  signal: keyof typeof PLACES,
): Readonly<Record<string, ConfigSection>> {
  if (masking === false) {
    return {};
  }
  return masking === undefined ? usual(signal) : processorsOf(masking, signal);
}

/** Asked for by each collector and agent of a program. */
const usual = memo((signal: keyof typeof PLACES) => processorsOf({}, signal));

function processorsOf(
  options: MaskingOptions,
  signal: keyof typeof PLACES,
): Readonly<Record<string, ConfigSection>> {
  const places: readonly Place[] = PLACES[signal];
  return {
    [`transform/masking_${signal}`]: {
      // A statement that cannot be applied to a record, such as one for text to a number, must not hold up all records.
      error_mode: "ignore",
      [STATEMENTS[signal]]: [
        ...places.flatMap((place) => [
          ...(place.context === "log" ? TEXTS_OF_LOGS : []),
          ...groupsOf(place, options),
        ]),
        ...(signal === "metrics" ? [EXEMPLARS] : []),
      ],
    },
  };
}

/**
 * Processors for log records that come from elsewhere, before those of masking: only the receivers here may say that they
 * have searched a record.
 */
export function distrustProcessors(
  masking: MaskingOptions | false | undefined,
): Readonly<Record<string, ConfigSection>> {
  return masking === false
    ? {}
    : {
        "transform/masking_otlp": {
          error_mode: "ignore",
          log_statements: [`delete_key(log.attributes, ${literal(SEARCHED)})`],
        },
      };
}

const STATEMENTS = {
  logs: "log_statements",
  traces: "trace_statements",
  metrics: "metric_statements",
} as const;

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

const TEXTS_OF_LOGS: readonly StatementGroup[] = [
  // Loki shows a body that is no text as JSON; it becomes this here, so that one way of masking fits all.
  {
    context: "log",
    conditions: ["log.body != nil and not IsString(log.body)"],
    statements: ["set(log.body, String(log.body))"],
  },
  ...ODD_NAMES.map(({ text, name, usual }) => ({
    context: "log",
    conditions: [`${text} != "" and not IsMatch(${text}, ${literal(usual)})`],
    statements: [
      `set(log.attributes[${literal(name)}], ${text})`,
      `set(${text}, "")`,
    ],
  })),
];

/** Prometheus takes the ids of exemplars alone, so that to search their attributes would be for nothing. */
const EXEMPLARS: StatementGroup = {
  context: "exemplar",
  statements: [`delete_matching_keys(exemplar.filtered_attributes, "")`],
};

/**
 * Masks the texts of one context, and its attributes with all that is nested in them. First it is found out, by cheap
 * searches in all texts at once, of what kinds there may be something at all: of most lines that is all that is done.
 */
function groupsOf(
  place: Place,
  options: MaskingOptions,
): readonly StatementGroup[] {
  const { context, texts = [], names = [], outer, searched = false } = place;
  const own = ownPatterns(options);
  const gates = gatesOf(options);
  const attributes = `${context}.attributes`;
  // What goes from one group of statements to the next has to be an attribute.
  const found = `${attributes}[${literal(SEARCHED)}]`;
  const remove = `delete_key(${attributes}, ${literal(SEARCHED)})`;
  const small = `${context}.cache["small"]`;
  const signs = `${context}.cache["signs"]`;
  const maps = [attributes, ...(outer === undefined ? [] : [outer])];
  const all = [...texts, ...names, ...maps.map((map) => `String(${map})`)].join(
    ", ",
  );
  const first =
    own.length === 0
      ? []
      : [ownRules(context, own, [...texts, ...names], maps)];
  if (gates.length === 0) {
    return first;
  }
  return [
    ...first,
    {
      context,
      ...(searched && { conditions: [`${found} == nil`] }),
      statements: [
        ...(searched ? [] : [remove]),
        `set(${small}, ToLowerCase(Concat([${all}], "\n")))`,
        `set(${signs}, "")`,
        ...gates.map(
          ({ sign, patterns }) =>
            `set(${signs}, Concat([${signs}, ${literal(sign)}], "")) where ${mayHave(small, patterns)}`,
        ),
        `set(${found}, ${signs}) where ${signs} != ""`,
      ],
    },
    ...gates.map(({ sign, patterns }) => ({
      context,
      conditions: [
        `${found} != nil and ${found} != "" and IsMatch(${found}, ${literal(sign)})`,
      ],
      statements: [
        `set(${signs}, ${found})`,
        remove,
        ...masking(place, patterns),
        `set(${found}, ${signs})`,
      ],
    })),
    { context, conditions: [`${found} != nil`], statements: [remove] },
  ];
}

/** Own patterns may take what JSON needs, so that they see each value by itself. */
function ownRules(
  context: string,
  own: readonly MaskingPattern[],
  texts: readonly string[],
  maps: readonly string[],
): StatementGroup {
  const each = (map: string, mode: "key" | "value"): readonly string[] =>
    own.map(
      (pattern) =>
        `replace_all_patterns(${map}, "${mode}", ${literal(source(pattern))}, ${literal(pattern.replacement)})`,
    );
  return {
    context,
    statements: [
      ...texts.flatMap((text) => own.map((pattern) => replace(text, pattern))),
      ...maps.flatMap((map) => [
        `flatten(${map})`,
        `stringify_all(${map})`,
        ...each(map, "key"),
        ...each(map, "value"),
      ]),
    ],
  };
}

/** Attributes are masked as text of JSON, in which the names of fields tell secrets. */
function masking(
  place: Place,
  patterns: readonly MaskingPattern[],
): readonly string[] {
  const { context, texts = [], names = [], outer } = place;
  const attributes = `${context}.attributes`;
  const cache = (name: string): string => `${context}.cache[${literal(name)}]`;
  const all = cache("all");
  const after = cache("after");
  const changed = `${all} != ${cache("before")}`;
  const held = `${attributes}[${literal(`${SEARCHED}.outer`)}]`;
  // As attributes they are a part of the text.
  const carried = names.map((text, index) => ({
    text,
    key: literal(`${SEARCHED}.${index}`),
  }));
  return [
    ...texts.flatMap((text) => masked({ text, cache }, patterns)),
    ...carried.map(({ text, key }) => `set(${attributes}[${key}], ${text})`),
    ...(outer === undefined ? [] : [`set(${held}, ${outer})`]),
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
    ...carried.flatMap(({ text, key }) => [
      `set(${text}, "") where ${changed}`,
      `set(${text}, ${attributes}[${key}]) where ${changed} and ${attributes}[${key}] != nil`,
      `delete_key(${attributes}, ${key})`,
    ]),
    ...(outer === undefined
      ? []
      : [
          `delete_matching_keys(${outer}, "") where ${changed}`,
          `merge_maps(${outer}, ${held}, "upsert") where ${changed} and ${held} != nil`,
          `delete_key(${attributes}, ${literal(`${SEARCHED}.outer`)})`,
        ]),
  ];
}
