import fc from "fast-check";
import type { Labels } from "../../../lib/domain/names";
import { InvalidInputError } from "../../../lib/domain/problem";
import { createRoute } from "../../../lib/domain/routing/create-route";
import type { DeclaredRoute } from "../../../lib/domain/routing/declaration";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import type { RouteMatcher } from "../../../lib/domain/routing/route";
import { Rotation } from "../../../lib/domain/routing/rotation";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { Duration } from "../../../lib/domain/units";

/** Few labels and values, so that matchers meet alerts often. */
const LABELS = ["team", "service", "severity", "alertname", "area_1"] as const;
const VALUES = [
  "",
  "a",
  "b",
  "ab",
  "critical",
  "warning",
  "info",
  "a.b",
  "ä\nb",
];
const EXPRESSIONS = [
  "a",
  "a|b",
  "a.*",
  ".+",
  "",
  "(?i)A",
  "a.b",
  "a\\.b",
  "critical|warning",
  "(?s).+b",
  "[^a]*",
  "ä\\nb",
  "\\p{L}+",
];

export const hook = AlertReceiver.webhook({ url: "http://127.0.0.1:9" });

export const matcher: fc.Arbitrary<RouteMatcher> = fc.oneof(
  fc.record({
    label: fc.constantFrom(...LABELS),
    operator: fc.constantFrom("=" as const, "!=" as const),
    value: fc.constantFrom(...VALUES),
  }),
  fc.record({
    label: fc.constantFrom(...LABELS),
    operator: fc.constantFrom("=~" as const, "!~" as const),
    value: fc.constantFrom(...EXPRESSIONS),
  }),
);

export const alertLabels: fc.Arbitrary<Labels> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(...LABELS),
      fc.constantFrom(...VALUES.filter((value) => value !== "")),
    ),
    { selector: ([label]) => label, maxLength: LABELS.length },
  )
  .map((entries) => Object.fromEntries(entries));

const severities = fc
  .subarray(["critical", "warning", "info"] as const, { minLength: 1 })
  .map((chosen) =>
    Object.fromEntries(chosen.map((severity) => [severity, hook])),
  );

const levels = fc.subarray([5, 15, 60], { maxLength: 2 }).map((minutes) =>
  minutes.map((after) => ({
    after: Duration.minutes(after),
    receivers: hook,
  })),
);

const rotation = Rotation.followTheSun([
  {
    during: TimeInterval.weekly({
      from: "06:00",
      to: "18:00",
      timeZone: "UTC",
    }),
    receivers: hook,
  },
  {
    during: TimeInterval.weekly({
      from: "18:00",
      to: "06:00",
      timeZone: "UTC",
    }),
    receivers: hook,
  },
]);

const declared: fc.Arbitrary<DeclaredRoute | undefined> = fc
  .record({
    path: fc.constantFrom("m/A", "m/a", "m/B", "m/team/C", "m/d-2", "m/d"),
    match: fc.array(matcher, { minLength: 1, maxLength: 3 }),
    receivers: severities,
    continue: fc.boolean(),
    levels,
    rotates: fc.boolean(),
  })
  .map(({ path, levels, rotates, receivers, ...input }) => {
    const [severity = "info"] = Object.keys(receivers);
    try {
      const value = createRoute({
        ...input,
        receivers: rotates ? { ...receivers, [severity]: rotation } : receivers,
        escalation: { [severity]: levels },
      });
      return { path, value };
    } catch (error) {
      if (error instanceof InvalidInputError) {
        return undefined;
      }
      throw error;
    }
  });

/** Declarations as teams might write them, those that are refused left out. */
export const declarations = fc
  .array(declared, { maxLength: 6 })
  .map((routes) => routes.filter((route) => route !== undefined));

export const routingTree = fc
  .record({
    path: fc.constant("m"),
    routes: declarations,
    defaultReceivers: fc.constantFrom([], [hook]),
    deadMan: fc.option(fc.constant(hook), { nil: undefined }),
  })
  .map(({ deadMan, ...input }) =>
    buildRoutingTree({ ...input, ...(deadMan && { deadMan }) }),
  );
