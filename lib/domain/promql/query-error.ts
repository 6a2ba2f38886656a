import { InvalidInputError } from "../problem";
import type { Span } from "./ast";

/** Longest part of a query that a message repeats. */
const SHOWN = 160;

/** What is wrong with a part of a query and what to do. */
export interface QueryFault {
  /** Stable identifier of the kind of fault. */
  readonly code: string;
  /** What must hold, as in "must pass a range vector to rate()". */
  readonly rule: string;
  /** What was found, if the text itself does not say it. */
  readonly got?: string;
  readonly remedy: string;
}

/** An error that shows where in the query the fault is. */
export function queryError(
  language: "PromQL" | "LogQL",
  text: string,
  at: Span,
  fault: QueryFault,
): InvalidInputError {
  const fragment = shorten(text.slice(at.from, at.to).trim());
  const got =
    fragment === "" ? "the end of the query" : JSON.stringify(fragment);
  const kind = fault.got === undefined ? "" : ` (${fault.got})`;
  return new InvalidInputError(
    fault.code,
    `${language} must ${fault.rule}, got ${got}${kind} at ${position(text, at.from)} of ${JSON.stringify(shorten(text))}; ${fault.remedy}`,
  );
}

function shorten(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}...`;
}

/** Columns count from 1, like those of Prometheus. */
function position(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  const column = `column ${(lines.at(-1)?.length ?? 0) + 1}`;
  return text.includes("\n") ? `line ${lines.length}, ${column}` : column;
}
