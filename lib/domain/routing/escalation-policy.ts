import { InvalidInputError } from "../problem";
import { requireOptions, requireShape } from "../shape";
import { typeOf } from "../shown";
import type { Duration } from "../units";
import { requireOnCallName, requireWhole } from "./on-call-input";
import {
  isOnCallSchedule,
  uncoveredBy,
  type OnCallSchedule,
} from "./on-call-schedule";
import { requireEmail } from "./receiver-input";

/** A schedule, or the e-mail address of a user's account. */
export type EscalationTarget = OnCallSchedule | string;

export interface EscalationLevelOptions {
  /** All of them are told at once; at most 10. */
  readonly notify: EscalationTarget | readonly EscalationTarget[];
  /** Whole minutes, at least one, after which the next level is told unless somebody has acknowledged. */
  readonly escalateAfter: Duration;
}

export interface EscalationPolicyOptions {
  /** Unique among the policies of the account. */
  readonly name: string;
  /** In the order in which they are told. */
  readonly levels: readonly EscalationLevelOptions[];
  /**
   * How many times all levels are told again when nobody has acknowledged, 0 to 9.
   * @default 2
   */
  readonly repeat?: number;
}

export interface EscalationLevel {
  readonly notify: readonly EscalationTarget[];
  readonly escalateAfter: Duration;
}

/** Who is told first, who is told when nobody acknowledges, and when. */
export interface EscalationPolicy {
  readonly name: string;
  readonly levels: readonly EscalationLevel[];
  readonly repeat: number;
}

/**
 * Limits of PagerDuty.
 * https://developer.pagerduty.com/api-reference/ (create an escalation policy)
 */
const MOST_TARGETS = 10;
const REPEATS = [0, 9] as const;
const DEFAULT_REPEAT = 2;

const made = new WeakSet<object>();

/** Factory of escalation policies. */
export const EscalationPolicy = {
  /**
   * @throws InvalidInputError for a level without target, a delay below one minute, and hours in which no level reaches
   *   anybody
   */
  of(options: EscalationPolicyOptions): EscalationPolicy {
    requireOptions("an escalation policy", options, [
      "name",
      "levels",
      "repeat",
    ]);
    const name = requireOnCallName("an escalation policy", options.name);
    const what = `escalation policy "${name}"`;
    requireShape(what, options, { levels: "list" });
    if (options.levels.length === 0) {
      throw new InvalidInputError(
        "escalation-levels",
        `${what} must have at least one level, got none; add one with whom it notifies`,
      );
    }
    const levels = options.levels.map((level, index) =>
      createLevel(`level ${index + 1} of ${what}`, level),
    );
    const targets = levels.flatMap(({ notify }) => notify);
    const schedules = targets.filter(isOnCallSchedule);
    const gap =
      schedules.length < targets.length ? undefined : uncoveredBy(schedules);
    if (gap !== undefined) {
      throw new InvalidInputError(
        "escalation-gap",
        `levels of ${what} must reach somebody at every hour of every week, got nobody on ${gap}; add a schedule for these hours, or a user`,
      );
    }
    const policy: EscalationPolicy = {
      name,
      levels,
      repeat: requireWhole(
        `repeat of ${what}`,
        options.repeat ?? DEFAULT_REPEAT,
        REPEATS,
      ),
    };
    made.add(policy);
    return Object.freeze(policy);
  },
} as const;

/** @throws InvalidInputError for what `EscalationPolicy.of` has not made */
export function requireEscalationPolicy(
  what: string,
  value: EscalationPolicy,
): EscalationPolicy {
  if (typeof value !== "object" || value === null || !made.has(value)) {
    throw new InvalidInputError(
      "escalation-policy",
      `${what} must be an EscalationPolicy, got ${typeOf(value)}; make it by EscalationPolicy.of({ ... })`,
    );
  }
  return value;
}

function createLevel(
  what: string,
  level: EscalationLevelOptions,
): EscalationLevel {
  requireOptions(what, level, ["notify", "escalateAfter"]);
  requireShape(what, level, { escalateAfter: "duration" });
  const notify = [level.notify ?? []].flat();
  if (notify.length === 0 || notify.length > MOST_TARGETS) {
    throw new InvalidInputError(
      "escalation-targets",
      `${what} must notify 1 to ${MOST_TARGETS} schedules or users, got ${notify.length}; name a schedule or an e-mail address`,
    );
  }
  const minutes = level.escalateAfter.toMinutes();
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new InvalidInputError(
      "escalation-delay",
      `escalateAfter of ${what} must be whole minutes, at least one, got ${level.escalateAfter.toString()}; write it like Duration.minutes(10)`,
    );
  }
  return {
    notify: notify.map((target) => requireTarget(what, target)),
    escalateAfter: level.escalateAfter,
  };
}

function requireTarget(
  what: string,
  target: EscalationTarget,
): EscalationTarget {
  if (typeof target === "string") {
    return requireEmail(`user of ${what}`, target);
  }
  if (!isOnCallSchedule(target)) {
    throw new InvalidInputError(
      "escalation-target",
      `target of ${what} must be an OnCallSchedule or an e-mail address, got ${typeOf(target)}; make a schedule by OnCallSchedule.of({ ... })`,
    );
  }
  return target;
}
