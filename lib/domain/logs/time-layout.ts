import { InvalidInputError } from "../problem";
import { requireKind } from "../shape";
import { shown } from "../shown";

/** Directives that the collector reads. */
const DIRECTIVES = "YmdHMSfLsbBeIpyjzZaA%";

/** @throws InvalidInputError for a layout that no collector could read a time by */
export function requireTimeLayout(layout: string): void {
  const what = "timeLayout of LogFormat.regex";
  requireKind(what, layout, "text");
  const unknown = new RegExp(`%(?![${DIRECTIVES}])`).exec(layout);
  if (unknown !== null || !layout.includes("%")) {
    throw new InvalidInputError(
      "log-time-layout",
      `${what} must have directives of strptime, got ${shown(layout)}; write it like "%d/%b/%Y:%H:%M:%S %z"`,
    );
  }
}

/** Whether a time of this layout says how far it is from Greenwich. */
export function hasOffset(layout: string): boolean {
  return layout.includes("%z");
}
