import { isLabelName, requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { compileRegexp } from "./regexp";
import type { RouteMatcher } from "./route";

/** An operator's place in the order of matchers and its weight: the more it says, the earlier. */
const OPERATORS: readonly RouteMatcher["operator"][] = ["=", "=~", "!=", "!~"];

const compiled = new WeakMap<RouteMatcher, RegExp>();

/** Whether a label of this value fits; alerts without the label have the value "". */
export function matchesValue(matcher: RouteMatcher, value: string): boolean {
  switch (matcher.operator) {
    case "=":
      return value === matcher.value;
    case "!=":
      return value !== matcher.value;
    case "=~":
      return regexpOf(matcher).test(value);
    case "!~":
      return !regexpOf(matcher).test(value);
  }
}

/** Whether an alert with these labels fits all matchers. */
export function matchesLabels(
  matchers: readonly RouteMatcher[],
  labels: Labels,
): boolean {
  return matchers.every((matcher) =>
    matchesValue(matcher, valueOf(labels, matcher.label)),
  );
}

/** Value of a label, "" when it is missing. */
export function valueOf(labels: Labels, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? "") : "";
}

function regexpOf(matcher: RouteMatcher): RegExp {
  const known = compiled.get(matcher);
  if (known !== undefined) {
    return known;
  }
  const regexp = compileRegexp(matcher.value);
  compiled.set(matcher, regexp);
  return regexp;
}

/** The form that people read, such as `team="payments", severity=~"critical|warning"`. */
export function describeMatchers(matchers: readonly RouteMatcher[]): string {
  return matchers
    .map(
      ({ label, operator, value }) =>
        `${label}${operator}${JSON.stringify(value)}`,
    )
    .join(", ");
}

/** Orders matchers by label, operator and value, so that one condition has one form. */
export function compareMatchers(a: RouteMatcher, b: RouteMatcher): number {
  return (
    compareText(a.label, b.label) ||
    OPERATORS.indexOf(a.operator) - OPERATORS.indexOf(b.operator) ||
    compareText(a.value, b.value)
  );
}

/** By code units, which is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether every alert that fits `narrow` fits `wide` too, as far as it can be proven. Values with line breaks, which `.`
 * does not match, are left out of account.
 */
export function implies(
  narrow: readonly RouteMatcher[],
  wide: readonly RouteMatcher[],
): boolean {
  return wide.every(
    (matcher) =>
      acceptsAll(matcher) ||
      narrow.some(
        (given) =>
          given.label === matcher.label && matcherImplies(given, matcher),
      ),
  );
}

function matcherImplies(given: RouteMatcher, wanted: RouteMatcher): boolean {
  if (compareMatchers(given, wanted) === 0) {
    return true;
  }
  const values = valuesOf(given);
  if (values !== undefined) {
    return values.every((value) => matchesValue(wanted, value));
  }
  const wantsPresence =
    (wanted.operator === "!=" && wanted.value === "") ||
    (wanted.operator === "=~" && wanted.value === ".+");
  return wantsPresence && !matchesValue(given, "");
}

/** The values that a matcher accepts, if they are few and plain. */
function valuesOf({
  operator,
  value,
}: RouteMatcher): readonly string[] | undefined {
  switch (operator) {
    case "=":
      return [value];
    case "=~":
      return /^[^\\.*+?()[\]{}^$]*$/.test(value) ? value.split("|") : undefined;
    case "!=":
    case "!~":
      return undefined;
  }
}

function acceptsAll({ operator, value }: RouteMatcher): boolean {
  return operator === "=~" && value === ".*";
}

/**
 * The matchers of a route in their one form: checked, without repetition, in order.
 *
 * @throws InvalidInputError for a malformed label or expression, no condition at all, or conditions that exclude each other
 */
export function normalizeMatch(
  match: Labels | readonly RouteMatcher[],
): readonly RouteMatcher[] {
  if (!isMatcherList(match)) {
    requireKind("match of a route", match, "record");
  }
  const given = isMatcherList(match) ? match : equalities(match);
  const matchers = given
    .map((matcher) => requireMatcher(matcher))
    .sort(compareMatchers)
    .filter(
      (matcher, index, all) =>
        index === 0 || compareMatchers(matcher, all[index - 1]!) !== 0,
    );
  if (matchers.every(acceptsAll)) {
    throw new InvalidInputError(
      "route-match-empty",
      `match of a route must exclude some alerts, got ${matchers.length === 0 ? "no matcher" : describeMatchers(matchers)}; to be told of all other alerts use defaultReceivers`,
    );
  }
  for (const fixed of matchers.filter(({ operator }) => operator === "=")) {
    const opposed = matchers.find(
      (other) =>
        other.label === fixed.label && !matchesValue(other, fixed.value),
    );
    if (opposed !== undefined) {
      throw new InvalidInputError(
        "route-match-contradiction",
        `match of a route must fit some alert, got ${describeMatchers([fixed, opposed])}; remove one of them`,
      );
    }
  }
  return matchers;
}

function isMatcherList(
  match: Labels | readonly RouteMatcher[],
): match is readonly RouteMatcher[] {
  return Array.isArray(match);
}

function equalities(labels: Labels): readonly RouteMatcher[] {
  return Object.entries(requireLabels("match of a route", labels)).map(
    ([label, value]) => ({ label, operator: "=", value }),
  );
}

function requireMatcher(matcher: RouteMatcher): RouteMatcher {
  requireShape("each matcher of a route", matcher, { label: "text" });
  const { label, operator, value } = matcher;
  requireLabels("match of a route", { [label]: value });
  if (!isLabelName(label) || !OPERATORS.includes(operator)) {
    throw new InvalidInputError(
      "route-operator",
      `matcher of label "${label}" must have one of the operators ${OPERATORS.join(" ")}, got ${JSON.stringify(operator)}; choose one of them`,
    );
  }
  if (/\p{Surrogate}/u.test(value)) {
    throw new InvalidInputError(
      "label-value",
      `value of label "${label}" must be text, got half of a surrogate pair; remove it`,
    );
  }
  if (operator === "=~" || operator === "!~") {
    compileRegexp(value);
  }
  return { label, operator, value };
}
