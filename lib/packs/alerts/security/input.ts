import { isMetricName } from "../../../domain/names";
import { InvalidInputError } from "../../../domain/problem";
import { parsePromql } from "../../../domain/promql/expr";
import { parseLogql } from "../../../domain/promql/logql";
import { compileRe2 } from "../../../domain/promql/regexp";
import { requireKind } from "../../../domain/shape";
import { shown } from "../../../domain/shown";

/** @throws InvalidInputError unless it chooses streams and does nothing else */
export function requireSelector(what: string, selector: string): string {
  requireKind(what, selector, "text");
  const text = selector.trim();
  const [only, ...others] = parsed(what, text);
  if (others.length > 0 || only?.from !== 0 || only.to !== text.length) {
    throw new InvalidInputError(
      "security-selector",
      `${what} must only select streams, got ${shown(selector)}; write it like {service="shop"}`,
    );
  }
  return text;
}

/** The selectors of a query, with what is wrong said of `what`. */
function parsed(what: string, text: string) {
  try {
    return parseLogql(text).selectors;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    throw new InvalidInputError(
      error.code,
      `${what} must select streams: ${error.message}`,
    );
  }
}

/** @throws InvalidInputError for what RE2 refuses, and for a pattern of every line */
export function requirePattern(
  what: string,
  pattern: string | undefined,
): void {
  if (pattern === undefined) {
    return;
  }
  requireKind(what, pattern, "text");
  const compiled = compileRe2(pattern);
  if (compiled === undefined || compiled.test("")) {
    throw new InvalidInputError(
      "security-pattern",
      `${what} must be a regular expression of RE2 that does not match the empty text, got ${shown(pattern)}; balance brackets, and leave out look-around and back references`,
    );
  }
}

/** @throws InvalidInputError unless the pattern takes all these from a line */
export function requireGroups(
  what: string,
  pattern: string,
  groups: readonly string[],
): void {
  const missing = groups.find(
    (group) =>
      !pattern.includes(`(?P<${group}>`) && !pattern.includes(`(?<${group}>`),
  );
  if (missing !== undefined) {
    throw new InvalidInputError(
      "security-pattern",
      `${what} must take "${missing}" from a line, got a pattern without it; write (?P<${missing}>...) around it`,
    );
  }
}

/** The same for LogQL's language of patterns, in which two names may not touch. */
export function requirePatternParser(
  what: string,
  pattern: string,
  names: readonly string[],
): void {
  requireKind(what, pattern, "text");
  const missing = names.find((name) => !pattern.includes(`<${name}>`));
  if (missing !== undefined || /<\w+><\w+>/.test(pattern)) {
    throw new InvalidInputError(
      "security-pattern",
      `${what} must take ${names.join(", ")} from a line, with text between two of them, got ${shown(pattern)}; write <${missing ?? "_"}> for it`,
    );
  }
}

const JSON_PATH =
  /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\["[^"\\\]]+"\]|\[\d+\])*$|^\["[^"\\\]]+"\]$/;

/** @throws InvalidInputError for what names no field in lines of the format */
export function requireField(
  what: string,
  field: string,
  format: "json" | "logfmt",
): void {
  requireKind(what, field, "text");
  const isField = format === "json" ? JSON_PATH : /^[\w.-]+$/;
  if (!isField.test(field)) {
    throw new InvalidInputError(
      "security-field",
      `${what} must name a field of ${format}, got ${shown(field)}; write it like ${format === "json" ? 'err.type or ["err.type"]' : "err.type"}`,
    );
  }
}

/** @throws InvalidInputError for an empty list or name */
export function requireNames(
  what: string,
  names: readonly string[] | undefined,
): void {
  if (names === undefined) {
    return;
  }
  requireKind(what, names, "texts");
  if (names.length === 0 || names.some((name) => !/^[^\s"'`]+$/.test(name))) {
    throw new InvalidInputError(
      "security-names",
      `${what} must be names without spaces and quotation marks, at least one, got ${names.length === 0 ? "none" : names.map(shown).join(", ")}; leave it out for the default`,
    );
  }
}

/** @throws InvalidInputError for what cannot be the name of a metric */
export function requireMetric(what: string, name: string): void {
  requireKind(what, name, "text");
  if (!isMetricName(name)) {
    throw new InvalidInputError(
      "metric-name",
      `${what} must be the name of a metric, got ${shown(name)}; write it like "http_requests_total"`,
    );
  }
}

/** @throws InvalidInputError for what cannot stand in the braces of a selector of PromQL */
export function requireMatchers(what: string, matchers: string): void {
  requireKind(what, matchers, "text");
  const selects = (): boolean => {
    try {
      return parsePromql(`m{${matchers}}`).root.kind === "selector";
    } catch {
      return false;
    }
  };
  if (matchers.trim() === "" || !selects()) {
    throw new InvalidInputError(
      "security-matchers",
      `${what} must be matchers of labels, got ${shown(matchers)}; write them like code="429"`,
    );
  }
}
