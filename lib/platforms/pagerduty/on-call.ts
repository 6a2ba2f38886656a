import { DataPagerdutyUser } from "@cdktf/provider-pagerduty/lib/data-pagerduty-user";
import { EscalationPolicy as PolicyResource } from "@cdktf/provider-pagerduty/lib/escalation-policy";
import { Schedule as ScheduleResource } from "@cdktf/provider-pagerduty/lib/schedule";
import { Construct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import type {
  EscalationPolicy,
  EscalationTarget,
} from "../../domain/routing/escalation-policy";
import type { OnCallHours } from "../../domain/routing/on-call-hours";
import type {
  OnCallLayer,
  OnCallSchedule,
} from "../../domain/routing/on-call-schedule";
import { MANAGED_BY } from "../../domain/routing/pagerduty-service";
import { WEEKDAYS } from "../../domain/time/weekday";
import { terraformText } from "../terraform-text";

/** Users, schedules and escalation policies, each made once however many name it. */
export class OnCall extends Construct {
  private readonly users = new Map<string, DataPagerdutyUser>();
  private readonly schedules = new Named<OnCallSchedule, ScheduleResource>(
    "on-call schedule",
  );
  private readonly policies = new Named<EscalationPolicy, PolicyResource>(
    "escalation policy",
  );

  /** @throws InvalidInputError for two policies, or two schedules, of one name */
  policyId(policy: EscalationPolicy): string {
    const { name, levels, repeat } = policy;
    return this.policies.of(
      policy,
      (id) =>
        new PolicyResource(this, `policy-${id}`, {
          name: terraformText(name),
          description: MANAGED_BY,
          numLoops: repeat,
          rule: levels.map(({ notify, escalateAfter }) => ({
            escalationDelayInMinutes: escalateAfter.toMinutes(),
            target: notify.map((target) => this.target(target)),
          })),
        }),
    ).id;
  }

  private target(target: EscalationTarget) {
    return typeof target === "string"
      ? { type: "user_reference", id: this.userId(target) }
      : { type: "schedule_reference", id: this.scheduleId(target) };
  }

  private scheduleId(schedule: OnCallSchedule): string {
    const { name, timeZone, layers } = schedule;
    return this.schedules.of(
      schedule,
      (id) =>
        new ScheduleResource(this, `schedule-${id}`, {
          name: terraformText(name),
          description: MANAGED_BY,
          timeZone,
          layer: layers.map((layer) => this.layer(layer)),
        }),
    ).id;
  }

  private layer({ name, users, start, turn, hours }: OnCallLayer) {
    return {
      name: terraformText(name),
      // PagerDuty replaces a start in the past by the present; the turns follow from the virtual one.
      start,
      rotationVirtualStart: start,
      rotationTurnLengthSeconds: turn.toSeconds(),
      users: users.map((user) => this.userId(user)),
      ...(hours.length > 0 && { restriction: hours.map(restriction) }),
    };
  }

  private userId(email: string): string {
    const user =
      this.users.get(email) ??
      new DataPagerdutyUser(this, `user-${email}`, {
        email: terraformText(email),
      });
    this.users.set(email, user);
    return user.id;
  }
}

/** Resources by name; PagerDuty has each name once. */
export class Named<Value extends { readonly name: string }, Resource> {
  private readonly known = new Map<
    string,
    { readonly value: Value; readonly resource: Resource }
  >();

  constructor(
    /** Such as `escalation policy`. */
    private readonly what: string,
  ) {}

  /**
   * The resource of the value, made now if it is a new one.
   *
   * @param make gets the last part of the construct's id
   * @throws InvalidInputError for another value of the same name
   */
  of(value: Value, make: (id: string) => Resource): Resource {
    const id = idOf(value.name);
    const before = this.known.get(id);
    if (before !== undefined) {
      if (before.value !== value) {
        throw new InvalidInputError(
          "pagerduty-name",
          `${this.what} must have a name of its own, got ${JSON.stringify(value.name)} beside ${JSON.stringify(before.value.name)}; use the first one in both places, or rename one`,
        );
      }
      return before.resource;
    }
    const resource = make(id);
    this.known.set(id, { value, resource });
    return resource;
  }
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/\s+/g, "-");
}

function restriction({ day, from, minutes }: OnCallHours) {
  const clock = [Math.floor(from / 60), from % 60, 0]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return {
    ...(day === undefined
      ? { type: "daily_restriction" }
      : {
          type: "weekly_restriction",
          startDayOfWeek: WEEKDAYS.indexOf(day) + 1,
        }),
    startTimeOfDay: clock,
    durationSeconds: minutes * 60,
  };
}
