import type { LogProcessing } from "../../domain/logs/processing";
import {
  ALWAYS_KEPT_LOGS,
  LOG_WEIGHT,
  SAMPLED_LEVELS,
  type LogSamplingRule,
} from "../../domain/logs/sampling";
import type { ConfigSection } from "../merge";

/** The field that tells for how many lines a kept one stands; a rate of lines is the sum of it. */
const WEIGHT = LOG_WEIGHT.sampled;

const RULE_FIELD = "sampling_rule";
const RANDOM_FIELD = "sampling_random";
/** Fields of the lines that are kept. */
export const VOLUME_FIELDS = [...Object.values(LOG_WEIGHT), RULE_FIELD];

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

/** Where sources and programs leave the route of a request; the first that is there is looked at. */
const ROUTES = ["http_route", "http.route", "http_path", "url.path", "path"];

/** Processors that leave out lines, each rule in a filter of its own, which counts what it drops. */
export function volumeProcessors({
  sampling = [],
  deduplication,
}: LogProcessing): Readonly<Record<string, ConfigSection>> {
  return {
    ...(sampling.length > 0 && samplingProcessors(sampling)),
    ...(deduplication !== undefined && {
      logdedup: {
        interval: `${deduplication.window?.toSeconds() ?? 10}s`,
        log_count_attribute: LOG_WEIGHT.repeated,
        conditions: [
          `log.severity_number < SEVERITY_NUMBER_ERROR and ${IS_NO_EVIDENCE}`,
        ],
      },
    }),
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
  const level = `resource.attributes["level"]`;
  const route = `Coalesce([${ROUTES.map(field).join(", ")}])`;
  return [
    any(
      (levels ?? SAMPLED_LEVELS).map((each) => `${level} == ${literal(each)}`),
    ),
    // The number decides where the text of a level says less.
    "log.severity_number < SEVERITY_NUMBER_ERROR",
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

function any(conditions: readonly string[]): string {
  return `(${conditions.join(" or ")})`;
}

function wildcard(text: string): string {
  const parts = text
    .split("*")
    .map((part) => part.replace(/[.+?()[\]{}|^$\\]/g, String.raw`\$&`));
  return `^${parts.join(".*")}$`;
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
