import { readRegex, unless, type Operator } from "../operators";

const LINES = String.raw`body contains "\n"`;
/** Objects of JSON have their stack traces in fields. */
const TEXT = 'not (body startsWith "{")';

/** The name of an error of Java, .NET or Node: it says so, or is that of a class in a package. */
const ERROR_NAME = String.raw`(?:[A-Za-z_$][\w.$]*)?(?:Error|Exception|Throwable|Failure|Rejection)[\w$]*|(?:[\w$]+\.)+[A-Z][\w$]*`;
const PYTHON = String.raw`Traceback \(most recent call last\):`;
const OF_PYTHON = 'body contains "Traceback (most recent call last)"';
const OF_GROUP = 'body contains "+ Exception Group Traceback"';

/** Most lines have none of what one of the steps needs, and are asked once for all of them. */
const NO_TRACE = [
  ...[String.raw`\n`, "Error", "Exception", "Rejection"],
  ...["panicked at ", ":in ", "PHP "],
]
  .map((each) => `not (body contains "${each}")`)
  .concat('not (body startsWith "Un")', `not (body startsWith "  File ")`)
  .join(" and ");

/** What stack traces say of an error, in the order of likelihood; a later one that fits wins. */
export const STACK_TRACES: readonly Operator[] = unless(NO_TRACE, "trace", [
  // What Node was thrown that is no error.
  readRegex(
    String.raw`(?s)\n\s*\^+\n+(?P<trace_stack>(?P<trace_error>[^\n]+)\n.*)$`,
    { when: `${LINES} and body contains "\\nNode.js v"` },
  ),
  // An error of Java without a stack, alone or behind a line of a log.
  readRegex(
    String.raw`(?s)(?:^|\n)(?P<trace_stack>(?P<trace_type>(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:Error|Exception)): (?P<trace_error>[^\n]*)(?:\n.*)?)$`,
    {
      when: `${TEXT} and (body contains "Error: " or body contains "Exception: ")`,
    },
  ),
  // Node, Java and .NET.
  readRegex(
    String.raw`(?s)(?:^|\n *|^[^\n]*?\s)(?P<trace_stack>(?P<trace_type>${ERROR_NAME}|\w+ \[\w*Error\])(?: \[\w+\])?(?:: (?P<trace_error>[^\n]*))?\n(?:[^\n]*\n)*?\s+at .*)$`,
    {
      when: `${LINES} and (body contains " at " or body contains "\\tat ")`,
    },
  ),
  // Errors of Node without a stack are in brackets.
  readRegex(
    String.raw`(?s)(?:^|\n)(?P<trace_stack>\[(?P<trace_type>${ERROR_NAME})(?: \[\w+\])?: (?P<trace_error>[^\n]*?)\](?:(?: \{)?\n.*)?)$`,
    {
      when: `${TEXT} and body contains "[" and (body contains "Error" or body contains "Rejection")`,
    },
  ),
  // What Java, Node and .NET announce, whatever its name and with frames or without.
  readRegex(
    String.raw`(?s)^(?:Exception in thread "[^"\n]*" |Uncaught |Unhandled exception[.:] )(?P<trace_stack>(?P<trace_type>[\w.$]+)(?:: (?P<trace_error>[^\n]*))?(?:\n.*)?)$`,
    {
      when: String.raw`body startsWith "Exception in thread \"" or body startsWith "Un"`,
    },
  ),
  readRegex(
    String.raw`(?s)(?P<trace_stack>${PYTHON}\n.*\n(?P<trace_type>[A-Za-z_][\w.]*)(?:: (?P<trace_error>[^\n]*))?(?:\n[^\n]*)*?)\n*$`,
    { when: `${LINES} and ${OF_PYTHON}` },
  ),
  readRegex(
    String.raw`(?s)(?P<trace_stack>(?:${PYTHON}\n.*\n)? +\+ Exception Group ${PYTHON}\n.*?\n +\| (?P<trace_type>[A-Za-z_][\w.]*): (?P<trace_error>[^\n]*)\n +\+-\+-.*)$`,
    { when: `${LINES} and ${OF_GROUP}` },
  ),
  // Go; its server goes on after a panic.
  readRegex(
    String.raw`(?s)(?:^|\n|http: )(?P<trace_stack>(?P<trace_type>panic|fatal error)(?: serving \S+)?: (?P<trace_error>[^\n]*)\n.*goroutine \d+ .*)$`,
    { when: `${LINES} and body contains "\\ngoroutine "` },
  ),
  // Rust, where the message stands before the place or in the next line.
  readRegex(
    String.raw`(?s)(?P<trace_stack>thread '[^\n]*' (?:\(\d+\) )?(?P<trace_type>panic)ked at (?:'|[^\n]+:\d+:\d+:\n)(?P<trace_error>[^\n]*?)(?:', [^\n]+:\d+(?::\d+)?)?(?:\n.*)?)$`,
    { when: `${TEXT} and body contains "panicked at "` },
  ),
  readRegex(
    String.raw`(?s)^(?P<trace_stack>[^\n]+:\d+:in [^\n]+: (?P<trace_error>[^\n]*) \((?P<trace_type>[A-Z][\w:]*)\)(?:\n.*)?)$`,
    { when: `${TEXT} and body contains ":in "` },
  ),
  // PHP, and a main program of Python that cannot be read.
  readRegex(
    String.raw`(?s)(?P<trace_stack>(?:PHP (?:Fatal|Parse) error:  (?:Uncaught )?|^  File "[^"\n]+", line \d+\n.*\n)(?P<trace_type>[\w\\]+): (?P<trace_error>[^\n]*?)(?: in \S+\.php[^\n]*)?(?:\n.*)?)$`,
    { when: `body contains "PHP " or body startsWith "  File "` },
  ),
]);
