/** Settings of a program, as they stand in its configuration file. */
export type ConfigSection = Readonly<Record<string, unknown>>;

/**
 * `base` with the members of `extra` laid over it: maps are merged at every depth, anything else, lists too, is replaced.
 * A member of `extra` that is `undefined` changes nothing, `null` stays as it is written.
 */
export function deepMerge(
  base: ConfigSection,
  extra: ConfigSection = {},
): ConfigSection {
  // Not assigned to an object's members, where one called "__proto__" would be lost.
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(extra)) {
    const before = merged.get(key);
    if (isSection(before) && isSection(value)) {
      merged.set(key, deepMerge(before, value));
    } else if (value !== undefined) {
      merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

function isSection(value: unknown): value is ConfigSection {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Doubles each `$` in the texts of `value`, at every depth: the collector and Jaeger take a single one for the start of a
 * reference such as `${env:NAME}`.
 */
export function escapeDollars(value: ConfigSection): ConfigSection {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, escapeValue(each)]),
  );
}

function escapeValue(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replaceAll("$", "$$$$");
  }
  if (Array.isArray(value)) {
    return value.map(escapeValue);
  }
  return isSection(value) ? escapeDollars(value) : value;
}
