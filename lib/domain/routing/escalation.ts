import { InvalidInputError } from "../problem";
import { requireKind, requireProperties } from "../shape";
import { Duration } from "../units";
import { requireReceiver, type AlertReceiver } from "./receiver";

/** Who is told when an alert has gone on for so long and nobody has silenced it. */
export interface Escalation {
  readonly after: Duration;
  readonly receivers: readonly AlertReceiver[];
}

/** An escalation as people write it. */
export interface EscalationInput {
  /** Time since the alert reached Alertmanager. A silence for the alert is the acknowledgement that stops it. */
  readonly after: Duration;
  readonly receivers: AlertReceiver | readonly AlertReceiver[];
}

/**
 * Levels of escalation, each later than the one before.
 *
 * @throws InvalidInputError for a level without receivers, or not later than the one before it
 */
export function createEscalation(
  what: string,
  levels: readonly EscalationInput[],
): readonly Escalation[] {
  requireKind(`levels of the ${what}`, levels, "list");
  let last = Duration.seconds(0);
  return levels.map((level, index) => {
    const each = `level ${index + 1} of the ${what}`;
    requireProperties(each, level, { after: "duration", receivers: "any" });
    if (level.after.compare(last) <= 0) {
      throw new InvalidInputError(
        "escalation-order",
        `after of ${each} must be longer than ${last.toString()}, got ${level.after.toString()}; name the levels in the order in which they are told`,
      );
    }
    last = level.after;
    const receivers = [level.receivers ?? []].flat();
    if (receivers.length === 0) {
      throw new InvalidInputError(
        "escalation-receivers",
        `${each} must tell somebody, got no receiver; add one such as AlertReceiver.pagerDuty(...)`,
      );
    }
    receivers.forEach((receiver) =>
      requireReceiver(`receiver of ${each}`, receiver),
    );
    return { after: level.after, receivers };
  });
}
