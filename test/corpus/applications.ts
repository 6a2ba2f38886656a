import { present, samples, type Sample } from "./corpus";
import { moment } from "./times";

const LEVELS = {
  info: "info",
  INFO: "info",
  warning: "warn",
  Error: "error",
  CRITICAL: "error",
  "60": "fatal",
  debug: "debug",
  purple: "unknown",
} as const;

/** What Monolog, MongoDB, Serilog, zap, winston, and the loggers of Python, Ruby and Java call the same things. */
function otherNames(now: number): readonly Sample[] {
  const iso = new Date(now).toISOString();
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const of = (
    level: string,
    fields: Readonly<Record<string, string>>,
    line: Readonly<Record<string, unknown>>,
  ): Sample => ({ text: JSON.stringify(line), level, time: now, fields });
  return [
    of(
      "error",
      { message: "monolog" },
      {
        message: "monolog",
        level: 400,
        level_name: "ERROR",
        datetime: iso,
      },
    ),
    of(
      "error",
      { message: "mongo" },
      { t: { $date: iso }, s: "E", c: "NETWORK", msg: "mongo" },
    ),
    of(
      "warn",
      { message: "serilog" },
      { "@t": iso, "@l": "Warning", "@m": "serilog" },
    ),
    of(
      "info",
      { message: "python", trace_id: trace, span_id: "b7ad6b7169203331" },
      {
        asctime: iso.slice(0, 19).replace("T", " "),
        levelname: "INFO",
        message: "python",
        otelTraceID: trace,
        otelSpanID: "b7ad6b7169203331",
      },
    ),
    of(
      "error",
      { message: "zap" },
      { level: "dpanic", ts: now / 1000 + 0.0004, msg: "zap" },
    ),
    of(
      "info",
      { message: "ruby" },
      {
        severity: "http",
        message: "ruby",
        time: `${iso.slice(0, 19).replace("T", " ")} UTC`,
      },
    ),
    of(
      "error",
      { message: "java" },
      { level: "SEVERE", message: "java", time: `${iso}[UTC]` },
    ),
    of(
      "warn",
      { message: "gelf" },
      { version: "1.1", short_message: "gelf", level: 4, time: now },
    ),
    of(
      "info",
      { message: "serilog {Id}" },
      { "@t": iso, "@mt": "serilog {Id}", Id: 7 },
    ),
    of(
      "error",
      { message: "an object" },
      { severity: { text: "ERROR", number: 17 }, time: iso, msg: "an object" },
    ),
    of(
      "info",
      { message: "slog" },
      { time: iso, level: "INFO+2", msg: "slog" },
    ),
    {
      text: '{"level":" Warning: ","msg":"since the start","time":12.5}',
      level: "warn",
      fields: { message: "since the start" },
    },
    {
      text: '{"level":"info","msg":"before 1970","time":-1}',
      level: "info",
      fields: { message: "before 1970" },
    },
    // A field that is no text takes no other with it.
    of(
      "info",
      { message: "object", user_id: "7", stack: "[1 2]" },
      {
        level: "info",
        time: now,
        msg: "object",
        log: { level: "error" },
        user: { id: 7 },
        stack: "[1 2]",
        err: ["x"],
        http: "no object",
        req: null,
      },
    ),
  ];
}

/** JSON as pino, winston, zap, ECS and others write it. */
export function json(now: number): readonly Sample[] {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const span = "b7ad6b7169203331";
  return samples(
    11,
    [
      {
        text: '{"level":"info","msg":"cut in the mid',
        level: "unknown",
        fields: { parse_error: "json" },
      },
      {
        text: '{"level":"error","msg":{"a":1},"err":"text","user":"x","error":7}',
        level: "error",
        fields: { error: "text" },
      },
      {
        text: `{"level":"info","msg":"${"long ".repeat(30_000)}"}`,
        level: "info",
        fields: { message: "long ".repeat(30_000).slice(0, 8192) },
      },
      {
        text: '{"level":null,"msg":null,"duration":"soon","time":"yesterday","trace_id":"zz","res":[]}',
        level: "unknown",
        fields: {},
      },
      {
        text: String.raw`{"level":"info","msg":"tab\t quote\" back\\ \ud83d\ude00 \u0000 end"}`,
        level: "info",
        fields: { message: 'tab\t quote" back\\ 😀 \u0000 end' },
      },
      ...otherNames(now),
    ],
    (dice, index) => {
      const time = moment(dice, now, "UTC") + dice.below(1000);
      const level = dice.of(
        Object.keys(LEVELS) as [
          keyof typeof LEVELS,
          ...(keyof typeof LEVELS)[],
        ],
      );
      const message = `${dice.text()} "q" #${index}`;
      const id = dice.hex(12);
      const iso = new Date(time).toISOString();
      const stack = `TypeError: no ${index}\n    at f (/app/a.js:1:2)`;
      const millis = dice.below(10_000);
      const choice = dice.below(5);
      const forms: readonly (readonly [
        object,
        Record<string, string | undefined>,
      ])[] = [
        [
          {
            level: level === "60" ? 60 : level,
            time,
            msg: message,
            reqId: id,
            responseTime: millis,
            err: { type: "TypeError", message: `no ${index}`, stack },
            req: { method: "GET", url: "/a?b=c" },
            res: { statusCode: 500 },
          },
          {
            request_id: id,
            duration: String(millis / 1000),
            error_type: "TypeError",
            error: `no ${index}`,
            stack,
            http_method: "GET",
            http_path: "/a",
            http_status: "500",
          },
        ],
        [
          {
            level,
            ts: time / 1000,
            msg: message,
            duration: `${millis}ms`,
            user_id: 123456789,
          },
          { duration: String(millis / 1000), user_id: "123456789" },
        ],
        [
          {
            "@timestamp": iso,
            "log.level": level,
            message,
            trace: { id: trace },
            "span.id": span,
            user: { id: `u${index}` },
            http: {
              request: { method: "POST" },
              response: { status_code: 201 },
            },
            error: { message: "x", stack_trace: stack, type: "E" },
          },
          {
            trace_id: trace,
            span_id: span,
            user_id: `u${index}`,
            http_method: "POST",
            http_status: "201",
            error: "x",
            error_type: "E",
            stack,
          },
        ],
        [
          {
            timestamp: iso.replace("T", " ").replace("Z", ""),
            severity: level,
            message,
            nested: { deep: { a: [1, { b: null }] } },
          },
          {},
        ],
        [
          {
            time: iso.replace("Z", "+00:00"),
            lvl: level,
            msg: message,
            error: "boom",
            log: "payments",
            duration: 1.5,
          },
          { error: "boom", duration: "1.5" },
        ],
      ];
      const [record, fields] = forms[choice] ?? [{}, {}];
      return {
        text: JSON.stringify(record),
        level: LEVELS[level],
        time,
        ...(choice === 4 && { log: "payments" }),
        fields: present({ message, ...fields }),
      };
    },
  );
}

/** `key=value`, as Go's libraries write it. */
export function logfmt(now: number): readonly Sample[] {
  return samples(
    12,
    [
      {
        text: "no pairs here",
        level: "unknown",
        fields: { parse_error: "logfmt" },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, "UTC") + dice.below(1000);
      const message = `order ${index} paid`;
      const id = dice.hex(8);
      return {
        text: `time=${new Date(time).toISOString()} level=warn msg="${message}" request_id=${id} duration=${index}ms err="no 'luck'"`,
        level: "warn",
        time,
        fields: present({
          message,
          request_id: id,
          duration: String(index / 1000),
          error: "no 'luck'",
        }),
      };
    },
  );
}

/** Traces of other shapes: without frames, with several beginnings, behind a line of a log, directly behind each other. */
function oddTraces(): readonly Sample[] {
  const python = `Traceback (most recent call last):\n  File "/app/jobs.py", line 4, in run\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero`;
  const group = `  + Exception Group Traceback (most recent call last):\n  |   File "/app/jobs.py", line 7, in run\n  | ExceptionGroup: both failed (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: a\n    +---------------- 2 ----------------\n    | Traceback (most recent call last):\n    |   File "/app/jobs.py", line 9, in b\n    | KeyError: 'k'\n    +------------------------------------`;
  const java = `com.acme.NotFound: no 7\n\tat com.acme.Shop.pay(Shop.java:42)\n\tSuppressed: java.io.IOException: closing\n\t\tat com.acme.Disk.close(Disk.java:9)\n\t\t... 3 more\nCaused by: java.net.ConnectException\n\t... 12 more`;
  const rejection = `[UnhandledPromiseRejection: reason "none".] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}\n\nNode.js v20.1.0`;
  const plain = (text: string, level = "unknown"): Sample => ({
    text,
    level,
    fields: {},
  });
  const behind = (line: string, level: string, stack: Sample): Sample => ({
    ...stack,
    text: `${line}\n${stack.text}`,
    level,
  });
  const nil = `panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47a79c]\n\ngoroutine 1 [running]:\nmain.(*Shop[...]).pay(...)\n\t/app/shop.go:3\nmain.main()\n\t/app/shop.go:4 +0x1c\n\ngoroutine 18 [chan receive]:\nmain.main.func1()\n\t/app/shop.go:5 +0x25\nexit status 2`;
  return [
    plain("before them"),
    error(
      nil,
      "panic",
      "runtime error: invalid memory address or nil pointer dereference",
      "fatal",
    ),
    error(
      `panic: first [recovered]\n\tpanic: second\n\ngoroutine 7 [running]:\ntesting.tRunner.func1.2({0x1, 0x2})\n\t/go/testing.go:1631 +0x24a`,
      "panic",
      "first [recovered]",
      "fatal",
    ),
    plain("between them"),
    error(group, "ExceptionGroup", "both failed (2 sub-exceptions)"),
    behind(
      "WARNING:shop.jobs:careful",
      "warn",
      error(group, "ExceptionGroup", "both failed (2 sub-exceptions)"),
    ),
    behind(
      "13:00:00,123 - shop.jobs - ERROR - job 7 failed",
      "error",
      error(python, "ZeroDivisionError", "division by zero"),
    ),
    plain("13:00:00,124 - shop.jobs - INFO - next", "info"),
    error(python, "ZeroDivisionError", "division by zero"),
    plain("13:00:00,125 - shop.jobs - ERROR - without a trace", "error"),
    plain("E0503 10:00:00.000000       1 pod.go:10] no node", "error"),
    plain("W, [2026-11-20T10:00:00.123456 #1]  WARN -- : ruby", "warn"),
    plain("20-Nov-2026 10:00:00.123 SEVERE [main] tomcat", "error"),
    error(
      `  File "/app/broken.py", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax`,
      "SyntaxError",
      "invalid syntax",
    ),
    behind(
      "13:00:00.125 [main] WARN com.acme.Shop - odd",
      "warn",
      error(java, "com.acme.NotFound", "no 7"),
    ),
    {
      text: `Exception in thread "main" java.lang.OutOfMemoryError: Java heap space`,
      level: "error",
      fields: {
        stack: "java.lang.OutOfMemoryError: Java heap space",
        error_type: "java.lang.OutOfMemoryError",
        error: "Java heap space",
      },
    },
    plain("it is out of memory"),
    {
      ...error(rejection, "UnhandledPromiseRejection", 'reason "none".'),
      text: `node:internal/process/promises:288\n            triggerUncaughtException(err, true /* fromPromise */);\n            ^\n\n${rejection}`,
    },
    error(
      `[AggregateError: All promises were rejected] {\n  [errors]: [\n    Error: a\n        at f (/app/a.js:1:29)\n  ]\n}`,
      "AggregateError",
      "All promises were rejected",
    ),
    error(
      `thread 'main' (7) panicked at src/main.rs:2:5:\nindex out of bounds\nnote: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
      "panic",
      "index out of bounds",
      "fatal",
    ),
    plain("behind them"),
  ];
}

/** Errors with messages of two lines, of which the second is as any other line. */
function twoLines(kind: number, say: string): Sample {
  switch (kind) {
    case 0:
      return error(
        `TypeError: ${say}\nof the order\n    at f (/app/x.js:1:2) {\n  [cause]: Error: deep\n  deeper\n      at h (/app/z.js:5:6)\n}`,
        "TypeError",
        say,
      );
    case 1: {
      const stack = `AssertionError [ERR_ASSERTION]: ${say}:\n\n1 !== 2\n\n    at Object.<anonymous> (/app/server.js:2:9)\n\nNode.js v22.11.0`;
      return {
        text: `node:assert:126\n  throw new AssertionError(obj);\n  ^\n\n${stack}`,
        level: "error",
        fields: { error_type: "AssertionError", error: `${say}:`, stack },
      };
    }
    case 2:
      return error(
        `com.mysql.cj.jdbc.exceptions.CommunicationsException: ${say}\n\nThe last packet sent successfully was 0 milliseconds ago.\n\tat com.acme.Shop.pay(Shop.java:42)\nCaused by: com.mysql.cj.exceptions.CJException: link failure\n\nThe last packet was lost.\n\tat com.acme.Disk.write(Disk.java:7)\n\t... 12 more`,
        "com.mysql.cj.jdbc.exceptions.CommunicationsException",
        say,
      );
    case 3:
      return error(
        `panic: ${say}\nand more\n\ngoroutine 1 [running]:\nmain.main()\n\t/tmp/x.go:5 +0x1d\nexit status 2`,
        "panic",
        say,
        "fatal",
      );
    case 4:
      return error(
        `thread 'main' (7) panicked at src/main.rs:2:5:\n${say}\nand more\nstack backtrace:\n   0: std::panicking::begin_panic`,
        "panic",
        say,
        "fatal",
      );
    default:
      return error(
        `Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    raise ValueError(1)\nValueError: in one\nin two\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    raise KeyError("x")\nKeyError: ${say}`,
        "KeyError",
        say,
      );
  }
}

/** Lines that belong to nothing, whatever stands before them. */
function ofTheirOwn(kind: number, say: string, now: number): Sample {
  const iso = new Date(now).toISOString();
  switch (kind) {
    case 0:
      return {
        text: `${iso} INFO shop - ${say}`,
        level: "info",
        fields: {},
      };
    case 1:
      return {
        text: JSON.stringify({ level: "info", msg: say }),
        level: "info",
        fields: { message: say },
      };
    case 2:
      return {
        text: `192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET /${say}" 200 5`,
        level: "unknown",
        fields: {},
      };
    case 3:
      return {
        text: `Nov 21 10:00:00 box app: ${say}`,
        level: "unknown",
        fields: {},
      };
    case 4:
      return { text: `INFO ${say}`, level: "info", fields: {} };
    // An error that nothing follows.
    default:
      return {
        text: `Error: ${say} without a stack`,
        level: "unknown",
        fields: {},
      };
  }
}

/** Errors as Node, Java, Go, Rust and Python print them, among plain lines. */
export function stackTraces(now: number): readonly Sample[] {
  return samples(13, oddTraces(), (dice, index) => {
    const kind = dice.below(16);
    const say = `${dice.of(["größe", "a: b", "x"])} ${index}`;
    switch (kind) {
      case 0:
        return error(
          `TypeError: ${say}\n    at f (/app/x.js:1:2)\n    at async g (node:internal/y:3:4) {\n  code: 'E1',\n  [cause]: Error: deep\n      at h (/app/z.js:5:6)\n}`,
          "TypeError",
          say,
        );
      case 1: {
        const stack = `Error: ${say}\n    at Object.<anonymous> (/app/server.js:2:9)\n\nNode.js v22.11.0`;
        return {
          text: `/app/server.js:2\n  throw new Error("x");\n  ^\n\n${stack}`,
          level: "error",
          fields: { error_type: "Error", error: say, stack },
        };
      }
      case 2:
        return error(
          `java.lang.IllegalStateException: ${say}\n\tat com.acme.Shop.pay(Shop.java:42)\nCaused by: java.io.IOException: disk\n\tat com.acme.Disk.write(Disk.java:7)\n\t... 12 more`,
          "java.lang.IllegalStateException",
          say,
        );
      case 3: {
        const stack = `java.lang.OutOfMemoryError: ${say}\n\tat com.acme.Main.main(Main.java:5)`;
        return {
          text: `Exception in thread "main" ${stack}`,
          level: "error",
          fields: {
            error_type: "java.lang.OutOfMemoryError",
            error: say,
            stack,
          },
        };
      }
      case 4:
        return error(
          `panic: ${say}\n\ngoroutine 1 [running]:\nmain.main()\n\t/tmp/x.go:5 +0x1d\nnet/http.(*conn).serve(0xc0000b4000, {0x6f1e30, 0xc})\n\t/usr/lib/go/http/server.go:9 +0x8\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/usr/lib/go/http/server.go:10 +0x2\nexit status 2`,
          "panic",
          say,
          "fatal",
        );
      case 5:
        return error(
          `Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    raise KeyError(1)\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    raise ValueError("x")\nmy.app.ValueError: ${say}`,
          "my.app.ValueError",
          say,
        );
      case 6:
      case 7:
        return {
          text: `plain line ${say} level unsaid`,
          level: "unknown",
          fields: {},
        };
      default:
        return kind < 12
          ? twoLines(dice.below(6), say)
          : ofTheirOwn(dice.below(6), say, now);
    }
  });
}

function error(
  stack: string,
  error_type: string,
  message: string,
  level = "error",
): Sample {
  return { text: stack, level, fields: { stack, error_type, error: message } };
}

/** A format of somebody's own: `21.11.2026 13:00:00,250|WARN|shop|text`. */
export function legacy(now: number): readonly Sample[] {
  return samples(
    14,
    [
      {
        text: "no legacy line",
        level: "unknown",
        fields: { parse_error: "legacy" },
      },
    ],
    (dice, index) => {
      const time = moment(dice, now, "UTC") + dice.below(1000);
      const [date = "", clock = ""] = new Date(time).toISOString().split("T");
      const [year = "", month = "", day = ""] = date.split("-");
      const message = `${dice.text()} #${index}\n  more of it`;
      return {
        text: `${day}.${month}.${year} ${clock.slice(0, 8)},${clock.slice(9, 12)}|WARN|shop|${message}`,
        level: "warn",
        time,
        fields: { message, module: "shop" },
      };
    },
  );
}
