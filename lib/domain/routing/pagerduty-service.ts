import { slug } from "../names";
import { InvalidInputError } from "../problem";
import { requireSecretRef, SecretRef } from "../secret";
import { requireOneOf, requireOptions, requireShape } from "../shape";
import { shown } from "../shown";
import { Duration } from "../units";
import {
  requireEscalationPolicy,
  type EscalationPolicy,
} from "./escalation-policy";
import { requireOnCallName } from "./on-call-input";

/** How PagerDuty makes one incident of several alerts. */
export type PagerDutyGrouping =
  | {
      /** All that begin within `window` of the first one; without it, all until the incident is resolved. */
      readonly kind: "time";
      /** Whole seconds, at least one minute. */
      readonly window?: Duration;
    }
  | {
      /** By PagerDuty's model of what belongs together. */
      readonly kind: "intelligent";
      /** 5 minutes to 1 hour. @default - PagerDuty's recommendation */
      readonly window?: Duration;
    }
  | {
      /** Those with the same content in these fields. */
      readonly kind: "content";
      /** Such as `class` or `custom_details.service`. */
      readonly fields: readonly string[];
      /** Whether all of them must be the same, or any one. @default "all" */
      readonly match?: "all" | "any";
      /** 5 minutes to 1 hour, or 1 day. @default - PagerDuty's recommendation */
      readonly window?: Duration;
    };

export interface PagerDutyServiceOptions {
  /** Unique among the services of the account; people see it on their phones. */
  readonly name: string;
  readonly escalationPolicy: EscalationPolicy;
  /** @default "Managed by cdktf-observability" */
  readonly description?: string;
  /**
   * How loudly people are told: `severity` takes the severity of the event, so that critical is high, warning and info
   * are low. High follows the escalation policy, low does not escalate.
   * @default "severity"
   */
  readonly urgency?: "severity" | "high" | "low";
  /**
   * After how long without acknowledgement or end an incident is closed, at least 1 minute. Alertmanager tells when an
   * alert ends, and nothing may close one that goes on.
   * @default "never"
   */
  readonly autoResolveAfter?: Duration | "never";
  /**
   * After how long an acknowledged incident that goes on escalates again, at least 1 minute.
   * @default Duration.minutes(30)
   */
  readonly acknowledgementTimeout?: Duration | "never";
  /**
   * Alertmanager has grouped alerts before: each of its groups is one alert of PagerDuty. More needs a plan with that feature.
   * @default - an incident for each group
   */
  readonly grouping?: PagerDutyGrouping;
  /**
   * Where Alertmanager finds the integration key. Services of one program need different ones.
   * @default - the secret `pagerduty-` and the name in lower case
   */
  readonly routingKey?: SecretRef;
}

/** A service of PagerDuty: what incidents belong to, and who is told of them. */
export interface PagerDutyServiceModel {
  readonly name: string;
  readonly description: string;
  readonly escalationPolicy: EscalationPolicy;
  readonly urgency: "severity" | "high" | "low";
  readonly autoResolveAfter: Duration | "never";
  readonly acknowledgementTimeout: Duration | "never";
  readonly grouping?: PagerDutyGrouping;
  readonly routingKey: SecretRef;
}

/** What people read in PagerDuty where nothing else was said. */
export const MANAGED_BY = "Managed by cdktf-observability";

/** @throws InvalidInputError for a malformed name, times out of range, and a grouping that PagerDuty does not know */
export function createPagerDutyService(
  options: PagerDutyServiceOptions,
): PagerDutyServiceModel {
  requireOptions("a PagerDuty service", options, [
    "name",
    "escalationPolicy",
    "description",
    "urgency",
    "autoResolveAfter",
    "acknowledgementTimeout",
    "grouping",
    "routingKey",
  ]);
  const name = requireOnCallName("a PagerDuty service", options.name);
  const what = `PagerDuty service "${name}"`;
  requireShape(what, options, { description: "text?", grouping: "record?" });
  const { urgency = "severity", grouping } = options;
  requireOneOf(`urgency of ${what}`, urgency, ["severity", "high", "low"]);
  return {
    name,
    description: options.description ?? MANAGED_BY,
    escalationPolicy: requireEscalationPolicy(
      `escalation policy of ${what}`,
      options.escalationPolicy,
    ),
    urgency,
    autoResolveAfter: requireTimeout(
      `autoResolveAfter of ${what}`,
      options.autoResolveAfter ?? "never",
    ),
    acknowledgementTimeout: requireTimeout(
      `acknowledgementTimeout of ${what}`,
      options.acknowledgementTimeout ?? Duration.minutes(30),
    ),
    ...(grouping !== undefined && {
      grouping: requireGrouping(`grouping of ${what}`, grouping),
    }),
    routingKey: requireSecretRef(
      `routing key of ${what}`,
      options.routingKey ?? defaultKey(what, name),
    ),
  };
}

/** Longest part of a name that fits into the name of a secret. */
const LONGEST_SLUG = 50;

function defaultKey(what: string, name: string): SecretRef {
  const part = slug(name).slice(0, LONGEST_SLUG);
  if (part === "") {
    throw new InvalidInputError(
      "pagerduty-key-name",
      `${what} must have a name with a latin letter or digit, of which the name of its secret is made, got none; set routingKey: SecretRef.file("...")`,
    );
  }
  return SecretRef.file(`pagerduty-${part}`);
}

function requireTimeout(
  what: string,
  value: Duration | "never",
): Duration | "never" {
  if (
    value !== "never" &&
    !(value instanceof Duration && isBetween(value, 60, Infinity))
  ) {
    throw new InvalidInputError(
      "pagerduty-timeout",
      `${what} must be whole seconds, at least one minute, or "never", got ${value instanceof Duration ? value.toString() : shown(value)}; write it like Duration.hours(4)`,
    );
  }
  return value;
}

const FIVE_MINUTES = 300;
const HOUR = 3_600;
const DAY = 86_400;

function requireGrouping(
  what: string,
  grouping: PagerDutyGrouping,
): PagerDutyGrouping {
  requireOneOf(`kind of ${what}`, grouping.kind, [
    "time",
    "intelligent",
    "content",
  ]);
  switch (grouping.kind) {
    case "time":
      requireOptions(what, grouping, ["kind", "window"]);
      requireWindow(what, grouping.window, "at least one minute", (window) =>
        isBetween(window, 60, Infinity),
      );
      return grouping;
    case "intelligent":
      requireOptions(what, grouping, ["kind", "window"]);
      requireWindow(what, grouping.window, "5 minutes to 1 hour", (window) =>
        isBetween(window, FIVE_MINUTES, HOUR),
      );
      return grouping;
    case "content":
      requireOptions(what, grouping, ["kind", "fields", "match", "window"]);
      requireShape(what, grouping, { fields: "texts" });
      requireOneOf(`match of ${what}`, grouping.match ?? "all", ["all", "any"]);
      if (grouping.fields.length === 0 || grouping.fields.includes("")) {
        throw new InvalidInputError(
          "pagerduty-fields",
          `fields of ${what} must be names of fields, got ${grouping.fields.length === 0 ? "none" : "an empty one"}; name one such as "class"`,
        );
      }
      requireWindow(
        what,
        grouping.window,
        "5 minutes to 1 hour, or 1 day",
        (window) =>
          isBetween(window, FIVE_MINUTES, HOUR) || isBetween(window, DAY, DAY),
      );
      return grouping;
    default:
      return grouping satisfies never;
  }
}

function requireWindow(
  what: string,
  window: Duration | undefined,
  range: string,
  fits: (window: Duration) => boolean,
): void {
  requireShape(what, { window }, { window: "duration?" });
  if (window !== undefined && !fits(window)) {
    throw new InvalidInputError(
      "pagerduty-window",
      `window of ${what} must be whole seconds, ${range}, got ${window.toString()}; use a time in that range`,
    );
  }
}

function isBetween(value: Duration, least: number, most: number): boolean {
  const seconds = value.toSeconds();
  return Number.isInteger(seconds) && least <= seconds && seconds <= most;
}
