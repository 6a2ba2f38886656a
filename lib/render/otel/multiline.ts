import { joinMessages } from "./multiline-messages";
import { joinWaiting, recombine } from "./multiline-waiting";
import { literal, unless, type Operator } from "./operators";

/** A line of a log and its stack trace are written at once. */
const WAIT_FOR_TRACE = "1s";

/** The last line of a trace waits itself for others, up to twice its time; what is unfinished waits longer than it. */
const WAIT_FOR_END = "6s";

const PYTHON = String.raw`Traceback \(most recent call last\):`;
const PYTHON_GROUP = String.raw` +\+ Exception Group ${PYTHON}`;
/** A main program that cannot be read has no other beginning; inside a trace this is a line as any other. */
const PYTHON_SYNTAX = String.raw`  File "[^"]+", line \d+$`;

/**
 * What begins a stack trace, and belongs to the line before when that is one of a log and tells of a problem: Python's, and
 * errors of Java and Node by their names.
 */
const TRACE = [
  PYTHON,
  PYTHON_GROUP,
  String.raw`(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*(?:: |$)`,
  String.raw`[A-Z]\w*(?:Error|Exception)(?: \[\w+\])?(?:: |$)`,
].join("|");

/** Lines that tell of a problem: with a level, as logs write it, or those that Python and web servers write before a trace. */
const PROBLEM = [
  String.raw`.{0,160}?\b(?:WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)\b`,
  "(?:fail|crit|warn): ",
  String.raw`[WEF]\d{4} \d\d:\d\d:\d\d`,
  "Exception (?:in|ignored) ",
  "Internal Server Error: ",
].join("|");

/** One of these stands in each such line; to search for them costs less than the expression. */
const OF_PROBLEMS = [
  ...["WARN", "ERROR", "CRIT", "FATAL", "SEVERE", "fail: ", "crit: "],
  ...["warn: ", "Exception i", "Internal", "] "],
]
  .map((each) => `body contains ${literal(each)}`)
  .join(" or ");

/**
 * Lines that go on with what the line before began: indented ones and empty ones, closing brackets, and what Java, Python,
 * Go, Node, Rust, Ruby and PHP write at the beginning of a line in the middle of a stack trace.
 */
const CONTINUATION = [
  String.raw`\s`,
  "$",
  String.raw`[}\])]`,
  "Caused by: ",
  String.raw`\.\.\. \d+ `,
  String.raw`The above exception was the direct cause `,
  "During handling of the above exception",
  // What PostgreSQL and SQLAlchemy add to the message of an error.
  "(?:DETAIL|HINT|CONTEXT):  ",
  String.raw`LINE \d+: `,
  String.raw`\[(?:SQL|parameters): `,
  String.raw`\(Background on this error at: `,
  String.raw`goroutine \d+ `,
  String.raw`\[(?:signal|originating from goroutine) `,
  "created by ",
  String.raw`exit status \d+$`,
  String.raw`\.\.\.(?:additional|\d+) frames elided`,
  String.raw`runtime(?: stack:$|: sp=0x)`,
  String.raw`PC=0x[0-9a-f]+ m=`,
  String.raw`r(?:\d+|[a-z]{2,5}) +0x[0-9a-f]+$`,
  String.raw`[c-gs]s +0x[0-9a-f]+$`,
  String.raw`\^+$`,
  String.raw`Node\.js v\d+\.`,
  String.raw`\(Use .node --trace-`,
  "Require stack:$",
  String.raw`- /\S+\.[cm]?js$`,
  // A function of Go, of which the place stands in the next line.
  String.raw`(?:[\w.%~-]+/)*[\w%-]+\.[\w.()*{}\[\]\pL-]+\((?:0x|\.\.\.|\{|\)).*$`,
  String.raw`panic\(`,
  "stack backtrace:$",
  "note: (?:run with|Some details are omitted)",
  "(?:PHP )?Stack trace:$",
  String.raw`(?:PHP +)?#\d+ `,
].join("|");

/** After these the name of the error is yet to come: Python writes it last, Node after the line of source, Rust and Go in another line. */
const UNFINISHED = [
  // All lines behind the first are indented.
  String.raw`(?:^|\n)${PYTHON}(?:\n[ \t][^\n]*)*$`,
  String.raw`^${PYTHON_SYNTAX.replace("$", String.raw`\n`)}`,
  String.raw`(?:another exception occurred|direct cause of the following exception):\s*$`,
  String.raw`^(?:node:\S+|[^\n]*\.[cm]?[jt]sx?):\d+$`,
  String.raw`\n\s*\^+\s*$`,
  String.raw`^runtime: goroutine stack exceeds [^\n]*(?:\nruntime: [^\n]*)*$`,
  String.raw`^\s*thread '[^\n]*' (?:\(\d+\) )?panicked at [^\n]+:\d+:\d+:\s*$`,
].join("|");

/** One of these stands in each text that is unfinished. */
const OF_UNFINISHED = [
  ...["Traceback (most", '  File "', "exception occurred", "direct cause"],
  ...["node:", "s:", "sx:", "^", "goroutine stack", "panicked at"],
]
  .map((each) => `body contains ${literal(each)}`)
  .join(" or ");

/** Lines that hold all that belongs to them, and need not wait. */
const COMPLETE = [
  'body startsWith "{" and body endsWith "}"',
  String.raw`body matches "^\\s*\\{\\s*\".*\\}\\s*$"`,
  String.raw`body matches "^(time|ts|level)=\\S+ "`,
].join(" or ");

/**
 * Joins the lines of stack traces and of values printed over several lines.
 *
 * @param source field of what tells one writer of lines from another
 */
export function joinStackTraces(source: string): readonly Operator[] {
  const each = recombine(source);
  return unless(COMPLETE, "join", [
    ...joinWaiting(source, {
      waits: `(${OF_PROBLEMS}) and body matches ${literal(`^(?:${PROBLEM})`)}`,
      belongs: `body matches ${literal(`^(?:${TRACE})`)}`,
      atMost: WAIT_FOR_TRACE,
    }),
    {
      ...each,
      is_first_entry: `body matches ${literal(`^(?:${PYTHON}|${PYTHON_GROUP}|${PYTHON_SYNTAX})`)} or not (body matches ${literal(`^(?:${CONTINUATION})`)})`,
    },
    {
      ...each,
      force_flush_period: WAIT_FOR_END,
      is_last_entry: `not ((${OF_UNFINISHED}) and body matches ${literal(`(?s)${UNFINISHED}`)})`,
    },
    ...joinMessages(source, WAIT_FOR_END),
  ]);
}

/** Joins lines up to the next that the regular expression matches. */
export function joinFrom(firstLine: string, source: string): Operator {
  return {
    ...recombine(source),
    is_first_entry: `body matches ${literal(firstLine)}`,
  };
}
