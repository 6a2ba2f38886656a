import type { LogProcessing } from "../../domain/logs/processing";
import {
  ALWAYS_KEPT_LOGS,
  LOG_WEIGHT,
  SAMPLED_LEVELS,
  type LogDeduplication,
  type LogSamplingRule,
} from "../../domain/logs/sampling";
import { escapeRegexp } from "../../domain/promql/regexp";
import { Duration } from "../../domain/units";
import type { ConfigSection } from "../merge";

/** The field that tells for how many lines a kept one stands; a rate of lines is the sum of it. */
const WEIGHT = LOG_WEIGHT.sampled;

const RULE_FIELD = "sampling_rule";
const RANDOM_FIELD = "sampling_random";
/** When the last of the lines that became one was seen; the component chooses the name. */
const LAST_SEEN = "last_observed_timestamp";

/** Fields of the lines that are kept. */
export const VOLUME_FIELDS = [
  ...Object.values(LOG_WEIGHT),
  RULE_FIELD,
  LAST_SEEN,
];

/** Fields of lines while they wait to be joined. */
const JOIN_FIELD = {
  /** Of what is left as it is there is none. */
  mark: "join_trace",
  piece: "join_window",
  event: "join_event",
} as const;

const DEFAULT_WINDOW = Duration.seconds(10);

const RULE = field(RULE_FIELD);
const RANDOM = field(RANDOM_FIELD);

/** Random numbers are of six hexadecimal digits. */
const NUMBERS = 16 ** 6;

/** Of a line without a trace the id is all zeros, as a text too. */
const IS_TRACED = `log.trace_id.string != "${"0".repeat(32)}"`;

/** Who did what on a host must not depend on chance. */
const IS_NO_EVIDENCE = ALWAYS_KEPT_LOGS.map(
  (log) => `resource.attributes["log"] != ${literal(log)}`,
).join(" and ");

/** The number decides where the text of a level says less. */
const IS_NO_ERROR = "log.severity_number < SEVERITY_NUMBER_ERROR";

/** What may be left out or joined: neither errors, nor lines of unknown level, among which errors may be. */
const IS_ORDINARY = [levelOf(SAMPLED_LEVELS), IS_NO_ERROR, IS_NO_EVIDENCE].join(
  " and ",
);

/** Where sources and programs leave the route of a request; the first that is there is looked at. */
const ROUTES = ["http_route", "http.route", "http_path", "url.path", "path"];

/** Processors that leave out lines, each rule in a filter of its own, which counts what it drops. */
export function volumeProcessors({
  sampling = [],
  deduplication,
}: LogProcessing): Readonly<Record<string, ConfigSection>> {
  return {
    ...(sampling.length > 0 && samplingProcessors(sampling)),
    ...(deduplication !== undefined &&
      joiningProcessors(deduplication, sampling.length > 0)),
  };
}

/**
 * `logdedup` joins records whose text, severity and attributes are the same, whatever their trace, and gives each the time at
 * which it lets go of it. So trace, span and the piece of time of a line become attributes until then; its own time waits as
 * the name of an event, which is not compared.
 */
function joiningProcessors(
  { window = DEFAULT_WINDOW }: LogDeduplication,
  isSampled: boolean,
): Readonly<Record<string, ConfigSection>> {
  const mark = field(JOIN_FIELD.mark);
  const event = field(JOIN_FIELD.event);
  const repeated = LOG_WEIGHT.repeated;
  const before = [
    `set(${mark}, Concat([log.trace_id.string, log.span_id.string], " "))`,
    `set(${field(JOIN_FIELD.piece)}, log.time_unix_nano / ${window.toMillis() * 1_000_000})`,
    `set(${event}, log.event_name) where log.event_name != ""`,
    "set(log.event_name, String(log.time_unix_nano))",
  ];
  const after = [
    "set(log.time_unix_nano, Int(log.event_name))",
    // Loki takes records of one time and text for one; some write times in seconds.
    `set(log.time_unix_nano, log.time_unix_nano + log.observed_time_unix_nano - log.observed_time_unix_nano / 1000 * 1000) where ${field(repeated)} > 1 and log.time_unix_nano > 0`,
    `set(log.event_name, "")`,
    `set(log.event_name, ${event}) where ${event} != nil`,
    ...[...Object.values(JOIN_FIELD), "first_observed_timestamp"].map(remove),
    // Most lines stand for themselves only.
    ...[LAST_SEEN, repeated].map(
      (name) => `${remove(name)} where ${field(repeated)} == 1`,
    ),
  ];
  // What a sender says of itself must not decide, nor count.
  const forged = [
    ...Object.values(JOIN_FIELD),
    repeated,
    ...(isSampled ? [] : [WEIGHT]),
  ];
  return {
    "transform/joinable": {
      error_mode: "ignore",
      log_statements: [
        { context: "log", statements: forged.map(remove) },
        {
          context: "log",
          conditions: [IS_ORDINARY],
          statements: before,
        },
      ],
    },
    logdedup: {
      interval: window.toGo(),
      log_count_attribute: repeated,
      conditions: [`${mark} != nil`],
    },
    "transform/joined": {
      error_mode: "ignore",
      log_statements: [
        { context: "log", conditions: [`${mark} != nil`], statements: after },
      ],
    },
  };
}

function samplingProcessors(
  rules: readonly LogSamplingRule[],
): Readonly<Record<string, ConfigSection>> {
  const decide = rules.map(
    (rule) =>
      `set(${RULE}, ${literal(rule.name)}) where ${RULE} == nil and ${matches(rule)}`,
  );
  const filters = rules.map(({ name, keep }): [string, ConfigSection] => [
    `filter/sampling_${name}`,
    {
      error_mode: "ignore",
      logs: {
        log_record: [
          `${RULE} == ${literal(name)} and ${RANDOM} >= ${Math.round(keep * NUMBERS)}`,
        ],
      },
    },
  ]);
  return {
    "transform/sampling": {
      error_mode: "ignore",
      log_statements: [
        {
          context: "log",
          statements: [
            // What a sender says of itself must not decide.
            ...[RULE_FIELD, RANDOM_FIELD, WEIGHT].map(remove),
            ...decide,
            // One number for all lines of a trace, so that those that are kept tell a whole story.
            `set(${RANDOM}, ParseInt(Substring(log.trace_id.string, 26, 6), 16)) where ${RULE} != nil and ${IS_TRACED}`,
            `set(${RANDOM}, ParseInt(Substring(UUID(), 0, 6), 16)) where ${RULE} != nil and ${RANDOM} == nil`,
          ],
        },
      ],
    },
    ...Object.fromEntries<ConfigSection>(filters),
    "transform/sampled": {
      error_mode: "ignore",
      log_statements: [
        {
          context: "log",
          conditions: [`${RULE} != nil`],
          statements: [
            ...rules
              .filter(({ keep }) => keep > 0 && keep < 1)
              .map(
                ({ name, keep }) =>
                  `set(${field(WEIGHT)}, ${(1 / keep).toFixed(6)}) where ${RULE} == ${literal(name)}`,
              ),
            remove(RANDOM_FIELD),
          ],
        },
      ],
    },
  };
}

function matches({ levels, services, routes }: LogSamplingRule): string {
  const route = `Coalesce([${ROUTES.map(field).join(", ")}])`;
  return [
    levelOf(levels ?? SAMPLED_LEVELS),
    IS_NO_ERROR,
    IS_NO_EVIDENCE,
    ...(services === undefined
      ? []
      : [
          any(
            services.map(
              (each) => `resource.attributes["service"] == ${literal(each)}`,
            ),
          ),
        ]),
    ...(routes === undefined
      ? []
      : [
          `${route} != nil`,
          any(
            routes.map(
              (each) => `IsMatch(${route}, ${literal(wildcard(each))})`,
            ),
          ),
        ]),
  ].join(" and ");
}

function levelOf(levels: readonly string[]): string {
  return any(
    levels.map((each) => `resource.attributes["level"] == ${literal(each)}`),
  );
}

function any(conditions: readonly string[]): string {
  return `(${conditions.join(" or ")})`;
}

function wildcard(text: string): string {
  return `^${text.split("*").map(escapeRegexp).join(".*")}$`;
}

function field(name: string): string {
  return `log.attributes[${literal(name)}]`;
}

function remove(name: string): string {
  return `delete_key(log.attributes, ${literal(name)})`;
}

function literal(text: string): string {
  return JSON.stringify(text);
}
