import { TerraformStack, type App } from "cdktf";
import {
  EscalationPolicy,
  OnCallSchedule,
  PagerDuty,
  type PagerDutyProps,
  type PagerDutyServiceOptions,
} from "../../../lib/platforms/pagerduty";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { Duration } from "../../../lib/domain/units";
import { temporaryApp } from "../../support/app";

const weekly = (from: string, to: string) =>
  TimeInterval.weekly({ from, to, timeZone: "Europe/Berlin" });

/** Berlin by day, its nights by a second layer, and a head who is told when nobody acknowledges. */
export function paymentsPolicy(
  { users = ["ann@example.com", "bob@example.com"], turn = 7 } = {},
  name = "Payments",
): EscalationPolicy {
  const start = "2026-01-05T09:00";
  const schedule = OnCallSchedule.of({
    name: `${name} on call`,
    timeZone: "Europe/Berlin",
    layers: [
      {
        name: "Day",
        users,
        start,
        turn: Duration.days(turn),
        hours: weekly("08:00", "20:00"),
      },
      {
        name: "Night",
        users: "cleo@example.com",
        start,
        hours: weekly("20:00", "08:00"),
      },
    ],
  });
  return EscalationPolicy.of({
    name,
    levels: [
      { notify: schedule, escalateAfter: Duration.minutes(5) },
      {
        notify: ["head@example.com", "ann@example.com"],
        escalateAfter: Duration.minutes(15),
      },
    ],
  });
}

/** A stack with an account and a service in it. */
export function pagerDutyStack(
  props: PagerDutyProps = {},
  options: Partial<PagerDutyServiceOptions> = {},
  app: App = temporaryApp(),
) {
  const stack = new TerraformStack(app, "on-call");
  const pagerDuty = new PagerDuty(stack, "pagerduty", props);
  const service = pagerDuty.addService({
    name: "Payments",
    escalationPolicy: options.escalationPolicy ?? paymentsPolicy(),
    ...options,
  });
  return { app, stack, pagerDuty, service };
}
