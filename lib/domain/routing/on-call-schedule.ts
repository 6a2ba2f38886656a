import { InvalidInputError } from "../problem";
import { requireKind, requireOptions, requireShape } from "../shape";
import { firstUncovered } from "../time/coverage";
import { instantOf } from "../time/instant";
import { requireTimeZone } from "../time/time-input";
import type { TimeInterval } from "../time/time-interval";
import { Duration } from "../units";
import { onCallHours, type OnCallHours } from "./on-call-hours";
import { requireOnCallName, requireUsers } from "./on-call-input";

/** People who take turns. */
export interface OnCallLayerOptions {
  /** @default - `Layer` and its number */
  readonly name?: string;
  /** E-mail addresses of their accounts, in the order of their turns; an address may come again. */
  readonly users: string | readonly string[];
  /**
   * When the first of them begins, by the clock of the schedule, such as `2026-01-05T09:00`. All later hand-overs follow
   * from it. It may lie in the past; changing it shifts whose turn it is.
   */
  readonly start: string;
  /**
   * Length of a turn, 1 hour to 365 days. With whole days the hand-over stays at the same hour when the clocks change.
   * @default Duration.days(7)
   */
  readonly turn?: Duration;
  /**
   * When somebody of this layer is on call, in the time zone of the schedule. Made by `TimeInterval.weekly`.
   * @default - always
   */
  readonly hours?: TimeInterval | readonly TimeInterval[];
}

export interface OnCallScheduleOptions {
  /** Unique among the schedules of the account. */
  readonly name: string;
  /** Such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Where two are on call at once, the later one in the list is told. */
  readonly layers: readonly OnCallLayerOptions[];
  /**
   * Whether there may be hours in which nobody of this schedule is on call, because another one covers them.
   * @default false
   */
  readonly allowGaps?: boolean;
}

/** A schedule of one part of the world, whose time zone is that of its hours. */
export interface OnCallRegionOptions extends Omit<
  OnCallLayerOptions,
  "hours" | "name"
> {
  /** Of the schedule. */
  readonly name: string;
  readonly hours: TimeInterval;
}

export interface OnCallLayer {
  readonly name: string;
  readonly users: readonly string[];
  /** In UTC, such as `2026-01-05T08:00:00Z`. */
  readonly start: string;
  readonly turn: Duration;
  /** Empty for always. */
  readonly hours: readonly OnCallHours[];
}

/** Who is on call at which time. */
export interface OnCallSchedule {
  readonly name: string;
  readonly timeZone: string;
  readonly layers: readonly OnCallLayer[];
  /** When anybody is on call; nothing for always. */
  readonly covered?: readonly TimeInterval[];
}

const made = new WeakSet<object>();

/** Factories of schedules; each throws an InvalidInputError for times, zones and addresses that do not exist. */
export const OnCallSchedule = {
  /** A schedule; without `allowGaps` its layers must cover every hour of every week once all have begun. */
  of(options: OnCallScheduleOptions): OnCallSchedule {
    requireOptions("an on-call schedule", options, [
      "name",
      "timeZone",
      "layers",
      "allowGaps",
    ]);
    const name = requireOnCallName("an on-call schedule", options.name);
    const what = `on-call schedule "${name}"`;
    requireShape(what, options, { layers: "list", allowGaps: "flag?" });
    const timeZone = requireTimeZone(what, options.timeZone);
    if (options.layers.length === 0) {
      throw new InvalidInputError(
        "on-call-layers",
        `${what} must have at least one layer, got none; add one with its users`,
      );
    }
    const layers = options.layers.map((layer, index) =>
      createLayer(what, layer, index + 1, timeZone),
    );
    const covered = options.layers.map(({ hours = [] }) => [hours].flat());
    const always = layers.some(({ hours }) => hours.length === 0);
    const gap = always ? undefined : firstUncovered(covered.flat());
    if (gap !== undefined && options.allowGaps !== true) {
      throw new InvalidInputError(
        "on-call-gap",
        `layers of ${what} must cover every hour of every week, got nobody on ${gap}; add a layer, make hours longer, or set allowGaps: true when another schedule covers the rest`,
      );
    }
    const schedule: OnCallSchedule = {
      name,
      timeZone,
      layers,
      ...(!always && { covered: covered.flat() }),
    };
    made.add(schedule);
    return Object.freeze(schedule);
  },

  /**
   * A schedule for each of several parts of the world, which together cover every hour of every week. One level of an
   * escalation policy takes them all: who has no shift is not told.
   */
  followTheSun(
    regions: readonly OnCallRegionOptions[],
  ): readonly OnCallSchedule[] {
    requireKind("regions of follow-the-sun schedules", regions, "list");
    const schedules = regions.map((region, index) => {
      const what = `region ${index + 1} of follow-the-sun schedules`;
      requireShape(what, region, { hours: "record" });
      const { name, ...layer } = region;
      const { timeZone } = layer.hours;
      return OnCallSchedule.of({
        name,
        timeZone,
        layers: [layer],
        allowGaps: true,
      });
    });
    const gap = uncoveredBy(schedules);
    if (gap !== undefined) {
      throw new InvalidInputError(
        "on-call-gap",
        `follow-the-sun schedules must cover every hour of every week, got nobody on ${gap}; make the hours of one longer or add one`,
      );
    }
    return schedules;
  },
} as const;

/** A time at which none of the schedules has anybody on call. */
export function uncoveredBy(
  schedules: readonly OnCallSchedule[],
): string | undefined {
  return schedules.some(({ covered }) => covered === undefined)
    ? undefined
    : firstUncovered(schedules.flatMap(({ covered = [] }) => covered));
}

/** Whether a factory of `OnCallSchedule` has made it. */
export function isOnCallSchedule(value: unknown): value is OnCallSchedule {
  return typeof value === "object" && value !== null && made.has(value);
}

const SHORTEST_TURN = Duration.hours(1);
const LONGEST_TURN = Duration.days(365);

function createLayer(
  schedule: string,
  options: OnCallLayerOptions,
  number: number,
  timeZone: string,
): OnCallLayer {
  const what = `layer ${number} of ${schedule}`;
  requireOptions(what, options, ["name", "users", "start", "turn", "hours"]);
  requireShape(what, options, { start: "text", turn: "duration?" });
  const { turn = Duration.days(7), hours } = options;
  if (
    turn.compare(SHORTEST_TURN) < 0 ||
    turn.compare(LONGEST_TURN) > 0 ||
    !Number.isInteger(turn.toSeconds())
  ) {
    throw new InvalidInputError(
      "on-call-turn",
      `turn of ${what} must be whole seconds from 1 hour to 365 days, got ${turn.toString()}; write it like Duration.days(7)`,
    );
  }
  const intervals = [hours ?? []].flat();
  if (hours !== undefined && intervals.length === 0) {
    throw new InvalidInputError(
      "on-call-hours",
      `hours of ${what} must be at least one time interval, got none; leave them out for always`,
    );
  }
  return {
    name: requireOnCallName(what, options.name ?? `Layer ${number}`),
    users: requireUsers(what, options.users),
    start: instantOf(`start of ${what}`, options.start, timeZone)
      .toISOString()
      .replace(".000Z", "Z"),
    turn,
    hours: onCallHours(what, intervals, timeZone),
  };
}
