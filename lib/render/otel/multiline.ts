import { literal, type Operator } from "./operators";

/** How long a line waits for those that belong to it; less would part them when the agent is busy. */
export const WAIT = "2s";

/**
 * Lines that go on with what the line before began: indented ones and empty ones, closing brackets, and what Java, Python,
 * Go and Node write at the beginning of a line in the middle of a stack trace.
 */
const CONTINUATION = [
  String.raw`\s`,
  "$",
  String.raw`[}\])]`,
  "Caused by: ",
  String.raw`\.\.\. \d+ `,
  String.raw`The above exception was the direct cause `,
  "During handling of the above exception",
  String.raw`goroutine \d+ `,
  String.raw`\[signal `,
  "created by ",
  String.raw`exit status \d+$`,
  String.raw`Node\.js v\d+\.`,
  // A function of Go, of which the place stands in the next line.
  String.raw`(?:[\w.-]+/)*[\w-]+\.[\w.()*{}\[\]-]+\((?:0x|\.\.\.|\{|\)).*$`,
  String.raw`panic\(`,
].join("|");

/** After these the name of the error is yet to come: Python writes it last, Node after the line of source. */
const UNFINISHED = [
  String.raw`^Traceback \(most recent call last\):`,
  String.raw`(?:another exception occurred|direct cause of the following exception):\s*$`,
  String.raw`^\S+:\d+\n(?:.*\n)+?\s*\^+\s*$`,
].join("|");

/** Lines that hold all that belongs to them, and need not wait. */
const COMPLETE = [
  'body startsWith "{" and body endsWith "}"',
  String.raw`body matches "^\\s*\\{.*\\}\\s*$"`,
  String.raw`body matches "^(time|ts|level)=\\S+ "`,
].join(" or ");

/**
 * Joins the lines of stack traces and of values printed over several lines.
 *
 * @param source field of what tells one writer of lines from another
 */
export function joinStackTraces(source: string): readonly Operator[] {
  const each = {
    ...recombine(source),
    if: `not (${COMPLETE})`,
  };
  return [
    {
      ...each,
      is_first_entry: `not (body matches ${literal(`^(?:${CONTINUATION})`)})`,
    },
    {
      ...each,
      is_last_entry: `not (body matches ${literal(`(?s)${UNFINISHED}`)})`,
    },
  ];
}

/** Joins lines up to the next that the regular expression matches. */
export function joinFrom(firstLine: string, source: string): Operator {
  return {
    ...recombine(source),
    is_first_entry: `body matches ${literal(firstLine)}`,
  };
}

function recombine(source: string): Operator {
  return {
    type: "recombine",
    combine_field: "body",
    combine_with: "\n",
    source_identifier: source,
    force_flush_period: WAIT,
    max_log_size: "1MiB",
    max_batch_size: 5000,
    overwrite_with: "oldest",
    on_error: "send_quiet",
  };
}
