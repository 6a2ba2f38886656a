import type { Field } from "./field";

/** The value of an annotation that holds JSON. */
export function jsonIn(field: Field): unknown {
  const text = field.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw field.fault(
      "must hold JSON, got another text; remove the annotation, or export the objective again",
    );
  }
}

/** Whether two values are the same JSON, whatever the order of names. */
export function isSame(one: unknown, other: unknown): boolean {
  return ordered(one) === ordered(other);
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : each,
  );
}
