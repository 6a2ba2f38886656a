import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireShape } from "../shape";
import { shown } from "../shown";
import { Duration } from "../units";

/** Levels of which lines may be left out; errors, what is worse, and lines of unknown level are always kept. */
export const SAMPLED_LEVELS = ["trace", "debug", "info", "warn"] as const;

/** All other levels that a line may have. */
export const KEPT_LEVELS: readonly string[] = ["error", "fatal", "unknown"];

/** Values of the label `log` of which each line is kept: what people did on a host. */
export const ALWAYS_KEPT_LOGS = ["auth", "audit"] as const;

/** Fields that tell for how many lines one stands: of which part it is a sample, and how many said the same. */
export const LOG_WEIGHT = {
  sampled: "sampling_weight",
  repeated: "repeated",
} as const;

/**
 * How many of the lines of some kind are kept. The first rule that fits a line decides. Lines of the logs `auth` and `audit`
 * are always kept.
 */
export interface LogSamplingRule {
  /** Small letters, digits and hyphens, unique; what the rule drops is counted under this name. */
  readonly name: string;
  /** The part that is kept: 0 for none, or from 0.0001 to 1 for all. Lines of one trace are kept or dropped together. */
  readonly keep: number;
  /**
   * Levels that it is for.
   * @default - trace, debug, info and warn
   */
  readonly levels?: readonly (typeof SAMPLED_LEVELS)[number][];
  /**
   * Services that it is for.
   * @default - all
   */
  readonly services?: readonly string[];
  /**
   * Routes or paths of requests that it is for, such as `/health*`; `*` stands for anything.
   * @default - lines of any route, and without one
   */
  readonly routes?: readonly string[];
}

/**
 * Lines of one trace and span that say the same become one, which tells in the field `repeated` how many they were. Errors,
 * lines of unknown level and of the logs `auth` and `audit` stay as they are. Lines that wait are lost when the agent is
 * killed.
 */
export interface LogDeduplication {
  /**
   * Time in which the same lines are one; they arrive as much later.
   * @default Duration.seconds(10)
   */
  readonly window?: Duration;
}

/** Of less the agent could not say exactly enough for how many lines one stands. */
const LEAST_KEPT = 0.0001;

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** @throws InvalidInputError for the first rule that is malformed, or has the name of another */
export function requireSampling(rules: readonly LogSamplingRule[]): void {
  requireKind("sampling of logs", rules, "list");
  const names = new Set<string>();
  for (const rule of rules) {
    requireShape("a sampling rule of logs", rule, {
      name: "text",
      keep: "number",
      levels: "texts?",
      services: "texts?",
      routes: "texts?",
    });
    const what = `sampling rule "${rule.name}" of logs`;
    if (!NAME.test(rule.name)) {
      throw new InvalidInputError(
        "log-sampling-name",
        `name of a sampling rule of logs must be of small letters, digits and "-", got ${shown(rule.name)}; begin it with a letter`,
      );
    }
    if (names.has(rule.name)) {
      throw new InvalidInputError(
        "log-sampling-duplicate",
        `name of a sampling rule of logs must be its own, got "${rule.name}" twice; rename one of the two`,
      );
    }
    names.add(rule.name);
    if (!(rule.keep >= 0 && rule.keep <= 1)) {
      throw new InvalidInputError(
        "log-sampling-ratio",
        `keep of ${what} must be from 0 to 1, got ${shown(rule.keep)}; write 0.1 to keep one line of ten`,
      );
    }
    if (rule.keep > 0 && rule.keep < LEAST_KEPT) {
      throw new InvalidInputError(
        "log-sampling-ratio",
        `keep of ${what} must be 0 or at least ${LEAST_KEPT}, got ${rule.keep}; write 0 to keep none, which its counter still counts`,
      );
    }
    for (const level of rule.levels ?? []) {
      requireLevel(what, level);
    }
    requireSome(`services of ${what}`, rule.services);
    requireSome(`routes of ${what}`, rule.routes);
    requireSome(`levels of ${what}`, rule.levels);
  }
}

function requireLevel(what: string, level: string): void {
  if (KEPT_LEVELS.includes(level)) {
    throw new InvalidInputError(
      "log-sampling-level",
      `levels of ${what} must be of ${SAMPLED_LEVELS.join(", ")}, got "${level}"; lines of errors and of unknown level are always kept`,
    );
  }
  requireOneOf(`a level of ${what}`, level, SAMPLED_LEVELS);
}

/** An empty list would be for nothing, and reads as if it were for all. */
function requireSome(what: string, list: readonly string[] | undefined): void {
  const blank = list?.find((each) => each.trim() === "");
  if (list?.length === 0 || blank !== undefined) {
    throw new InvalidInputError(
      "log-sampling-empty",
      `${what} must name something, got ${blank === undefined ? "an empty list" : shown(blank)}; leave it out for all`,
    );
  }
}

const SHORTEST = Duration.seconds(1);
const LONGEST = Duration.minutes(10);

/** @throws InvalidInputError for a window that is too short to join anything, or too long to wait for */
export function requireDeduplication(options: LogDeduplication): void {
  requireShape("deduplication of logs", options, { window: "duration?" });
  const { window } = options;
  if (
    window !== undefined &&
    (window.compare(SHORTEST) < 0 || window.compare(LONGEST) > 0)
  ) {
    throw new InvalidInputError(
      "log-deduplication-window",
      `window of deduplication of logs must be from ${SHORTEST.toString()} to ${LONGEST.toString()}, got ${window.toString()}; lines wait in memory for so long`,
    );
  }
}
