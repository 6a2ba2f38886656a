import { joinWaiting } from "./multiline-waiting";
import { literal, type Operator } from "./operators";

/** What an error's name and the first line of its message are, or the line that says that Go or Rust panics. */
const HEADERS = [
  String.raw`(?:[^\n]* )?(?:[\w$]+\.)*(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?:(?: [^\n]*)?`,
  String.raw`(?:Caused by|Suppressed): [^\n]*`,
  String.raw`panic: [^\n]*`,
  String.raw`thread '[^\n]*' (?:\(\d+\) )?panicked at [^\n]+:\n[^\n]*`,
].join("|");

const OF_HEADERS = ["Error", "Exception", "Caused by: ", "panic"]
  .map((each) => `body contains ${literal(each)}`)
  .join(" or ");

/** An error of which the stack is yet to come, or is before it as Python has it. */
const OPEN = String.raw`(?:^|\n)[ \t]*(?:${HEADERS})\n*$`;

/** The last line of a message, with what follows only behind errors. */
const LAST_LINE = String.raw`^[^\n]+\n(?:[ \t]*\n)*(?:[ \t]+at \S|goroutine \d+ \[|stack backtrace:|note: run with |During handling of the above exception|The above exception was the direct)`;

/**
 * How lines begin that belong to nothing: with a bracket, a time, an address, a level or `key=value`; and how an error of its
 * own does, whatever its name.
 */
const OF_ITS_OWN = [
  String.raw`[\[{<("]`,
  String.raw`\d+[-/:.,T]\d`,
  String.raw`\d{6}`,
  String.raw`[0-9A-Fa-f:.]+ - `,
  String.raw`[A-Z][a-z]{2},? {1,2}(?:\d|[A-Z][a-z]{2} )`,
  String.raw`(?i:trace|debug|info|notice|warn|warning|error|severe|crit|critical|fatal|alert|emerg|panic)\b`,
  String.raw`[IWEF]\d{4} `,
  String.raw`[\w.-]+=`,
  String.raw`[A-Z][\w.$]*(?: \[[\w.]+\])?(?:: ?|\n)`,
  String.raw`(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*(?:: ?|\n)`,
  "(?:Exception in thread |Caused by: |Uncaught |Unhandled )",
].join("|");

/** How many errors of one trace may have a message of two lines: itself and its cause. */
const ERRORS = 2;

/**
 * Joins the second line of an error's message, which is as any other line, to the first: only where the stack follows it, and
 * never a line that may be one of its own.
 */
export function joinMessages(
  source: string,
  atMost: string,
): readonly Operator[] {
  const belongs = `body contains "\\n" and body matches ${literal(LAST_LINE)} and not (body matches ${literal(`^(?:${OF_ITS_OWN})`)})`;
  return Array.from({ length: ERRORS }, () =>
    joinWaiting(source, {
      // What belongs to the line before may tell of a cause too, and waits for it together with that line.
      waits: `(${OF_HEADERS}) and body matches ${literal(OPEN)} and not (${belongs})`,
      belongs,
      atMost,
    }),
  ).flat();
}
