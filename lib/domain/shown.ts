/** Longest text that a message repeats. */
const LONGEST = 60;

/** A wrong value as messages show it. A text is repeated, so only for places where nobody would put a secret. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    return value.length <= LONGEST ? JSON.stringify(value) : textOf(value);
  }
  return typeOf(value);
}

/** What kind of value it is, for places where a secret may have been put; a number or yes and no are shown. */
export function typeOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return textOf(value);
    case "object":
      return value === null
        ? "null"
        : Array.isArray(value)
          ? "a list"
          : objectOf(value);
    case "function":
      return "a function";
    default:
      return String(value);
  }
}

/** Of a Map or a Date the properties that are written in it would be overlooked. */
function objectOf(value: object): string {
  const [, builtIn = ""] = /^\[object (.*)\]$/.exec(
    Object.prototype.toString.call(value),
  ) as RegExpExecArray;
  return builtIn === "Object" ? "an object" : `an object that is a ${builtIn}`;
}

function textOf(text: string): string {
  return `a text of ${text.length} characters`;
}
