import {
  Duration,
  ServiceLevelObjective,
  Sli,
  SloDashboard,
  type ServiceLevelObjectiveProps,
} from "cdktf-observability";
import { itTellsOf, js, SECRET, type Program } from "../../support/bad-input";

const PATH = "monitoring/CheckoutAvailability";
const ERRORS = 'http_requests_total{job="checkout",code=~"5.."}';
const TOTAL = 'http_requests_total{job="checkout"}';

/** An objective that would be fine without the change. */
const slo =
  (change: Readonly<Record<string, unknown>>, id = "CheckoutAvailability") =>
  ({ stack, checkout }: Program) =>
    new ServiceLevelObjective(
      stack,
      id,
      js<ServiceLevelObjectiveProps>({
        service: checkout,
        objective: 0.999,
        sli: Sli.ratio({ errors: ERRORS, total: TOTAL }),
        ...change,
      }),
    );

const ratio = (change: Readonly<Record<string, unknown>>) =>
  slo({ sli: Sli.ratio(js({ errors: ERRORS, total: TOTAL, ...change })) });

const latency = (change: Readonly<Record<string, unknown>>) =>
  slo({
    sli: Sli.latency(
      js({
        histogram: "http_request_duration_seconds",
        threshold: Duration.millis(500),
        matchers: { job: "checkout" },
        ...change,
      }),
    ),
  });

const probe = (success: unknown) => slo({ sli: Sli.probe(js(success)) });

const alertWindow = (change: Readonly<Record<string, unknown>>) => ({
  severity: "critical",
  long: Duration.hours(1),
  short: Duration.minutes(5),
  budgetFraction: 0.02,
  for: Duration.minutes(2),
  ...change,
});

const windows = (...changes: readonly Readonly<Record<string, unknown>>[]) =>
  slo({ alertWindows: changes.map(alertWindow) });

describe("an objective", () => {
  itTellsOf([
    ["of 99.9", slo({ objective: 99.9 }), PATH, "write 0.999 for 99.9%"],
    ["of 100", slo({ objective: 100 }), PATH, "leave room for failures"],
    ["of 1", slo({ objective: 1 }), PATH, "leave room for failures"],
    ["of 0", slo({ objective: 0 }), PATH, "got 0;"],
    ["below 0", slo({ objective: -0.5 }), PATH, "got -0.5;"],
    ["of NaN", slo({ objective: NaN }), PATH, "got NaN;"],
    ["of infinity", slo({ objective: Infinity }), PATH, "got Infinity;"],
    ["in quotes", slo({ objective: "0.99" }), PATH, 'got "0.99";'],
    ["as a percentage", slo({ objective: "99.9%" }), PATH, 'got "99.9%";'],
    ["of null", slo({ objective: null }), PATH, "got null;"],
    ["forgotten", slo({ objective: undefined }), PATH, "got undefined;"],
    ["as an object", slo({ objective: {} }), PATH, "got an object;"],
    [
      "with a name of two words",
      slo({}, "checkout availability"),
      "monitoring/checkout availability",
      "write CheckoutAvailability",
    ],
    ["with a malformed id", slo({ id: "Bad Id" }), PATH, "write bad-id"],
    ["with a number as id", slo({ id: 5 }), PATH, "id of an objective"],
    ["without a service", slo({ service: undefined }), PATH, "got undefined"],
    [
      "of the name of a service",
      slo({ service: "checkout" }),
      PATH,
      "service of an objective must be a Service",
    ],
    ["without an indicator", slo({ sli: undefined }), PATH, "sli of an"],
    [
      "with an indicator that is no Sli",
      slo({ sli: { errors: ERRORS, total: TOTAL } }),
      PATH,
      "make it by Sli.ratio",
    ],
    [
      "without any property",
      ({ stack }) => new ServiceLevelObjective(stack, "A", js(undefined)),
      "monitoring/A",
      "options of a ServiceLevelObjective must be an object, got undefined",
    ],
    ["with its own label", slo({ labels: { team: "x" } }), PATH, "label team"],
    ["with a malformed label", slo({ labels: { "a-b": "" } }), PATH, '"a-b"'],
    ["with a number as label", slo({ labels: { a: 5 } }), PATH, "got 5"],
    ["with labels in a text", slo({ labels: "a=b" }), PATH, "in an object"],
    ["with half a link", slo({ runbookUrl: "wiki/x" }), PATH, '"wiki/x"'],
    ["with a link with a space", slo({ runbookUrl: "https://a b" }), PATH, ""],
    [
      "with a password in its link",
      slo({ runbookUrl: `https://me:${SECRET}@wiki/x` }),
      PATH,
      "must not hold a user or password",
    ],
    [
      "with a dashboard that does not exist",
      slo({ dashboardUid: "nope" }),
      PATH,
      'got uid "nope"',
    ],
    ["with 0 bad events", slo({ minimumBadEvents: 0 }), PATH, "at least 1"],
    ["with half an event", slo({ minimumBadEvents: 1.5 }), PATH, "got 1.5"],
    ["with text as events", slo({ minimumBadEvents: "3" }), PATH, 'got "3"'],
    [
      "with the id of another",
      (program) => {
        slo({}, "First")(program);
        slo({ id: "first" }, "Second")(program);
      },
      "monitoring/Second",
      "at monitoring/First and at monitoring/Second",
    ],
  ]);
});

describe("the window of an objective", () => {
  itTellsOf([
    ["of 1 h", slo({ window: Duration.hours(1) }), PATH, "got 1h"],
    ["of 0", slo({ window: Duration.days(0) }), PATH, "got 0s"],
    ["of 91 days", slo({ window: Duration.days(91) }), PATH, "got 91d"],
    ["as text", slo({ window: "30d" }), PATH, 'CalendarWindow, got "30d"'],
    ["as a number", slo({ window: 30 }), PATH, "CalendarWindow, got 30"],
    ["below 0", () => Duration.days(-1), undefined, "got -1d"],
    ["of nothing", () => Duration.days(js(undefined)), undefined, "undefined"],
    ["of text", () => Duration.days(js("7")), undefined, 'got "7"'],
    ["in words", () => Duration.parse("5 minutes"), undefined, '"5 minutes"'],
    ["in fractions", () => Duration.parse("1.5h"), undefined, '"1.5h"'],
    ["in no text", () => Duration.parse(js(5)), undefined, "got 5"],
    ["out of order", () => Duration.parse("1d1y"), undefined, '"1d1y"'],
  ]);
});

describe("windows of alerts", () => {
  itTellsOf([
    ["none", slo({ alertWindows: [] }), PATH, "at least one entry"],
    ["no list", slo({ alertWindows: {} }), PATH, "must be a list"],
    ["two of one length", windows({}, {}), PATH, "got 1h twice"],
    ["short above long", windows({ short: Duration.hours(2) }), PATH, "2h and"],
    ["long in text", windows({ long: "1h" }), PATH, 'got "1h"'],
    ["no part of the budget", windows({ budgetFraction: 0 }), PATH, "got 0"],
    ["twice the budget", windows({ budgetFraction: 2 }), PATH, "got 2"],
    ["a part in text", windows({ budgetFraction: "0.02" }), PATH, '"0.02"'],
    ["an unknown severity", windows({ severity: "page" }), PATH, '"page"'],
    ["no `for`", windows({ for: undefined }), PATH, "for of an entry"],
    ["`for` too long", windows({ for: Duration.hours(2) }), PATH, "`for`"],
    ["long above 30 d", windows({ long: Duration.days(40) }), PATH, "(40d)"],
  ]);
});

describe("an indicator", () => {
  itTellsOf([
    ["unbalanced", ratio({ total: `${TOTAL.slice(0, -1)}` }), PATH, "column"],
    ["empty", ratio({ total: "" }), PATH, "the end of the query"],
    ["rate without range", ratio({ total: "rate(a)" }), PATH, "range vector"],
    ["with a rate", ratio({ total: "rate(a[5m])" }), PATH, "leave out rate()"],
    ["with a range", ratio({ total: "a[5m]" }), PATH, "leave out rate()"],
    ["with an offset", ratio({ total: "a offset 5m" }), PATH, "offsets"],
    ["unknown function", ratio({ total: "ratee(a[5m])" }), PATH, "rate()?"],
    ["a number", ratio({ total: "5" }), PATH, "selector of a counter"],
    ["no text", ratio({ total: 5 }), PATH, "total of the indicator must be"],
    ["no total", ratio({ total: undefined }), PATH, "got undefined"],
    ["no errors", ratio({ errors: undefined }), PATH, "got neither"],
    ["errors and good", ratio({ good: "a" }), PATH, "got both"],
    ["the same twice", ratio({ errors: TOTAL }), PATH, "the same selector"],
    [
      "no metric",
      ratio({ total: '{job="checkout"}' }),
      PATH,
      "name its metric",
    ],
    ["bad regexp", ratio({ total: 'a{b=~"("}' }), PATH, "RE2"],
    ["look-ahead", ratio({ total: 'a{b=~"(?=x)"}' }), PATH, "RE2"],
    ["value not quoted", ratio({ total: "a{b=c}" }), PATH, '"c" at column 5'],
    [
      "one label with two values",
      ratio({ total: 'http_requests_total{job="checkout",job="api"}' }),
      PATH,
      'two values of label "job"',
    ],
    [
      "a typing error in the metric",
      ratio({ total: 'http_request_total{job="checkout"}' }),
      PATH,
      'did you mean "http_requests_total"',
    ],
    [
      "a typing error in the job",
      ratio({ total: 'http_requests_total{job="chekout"}' }),
      PATH,
      'did you mean "checkout"',
    ],
    [
      "a gauge",
      ratio({ total: 'process_resident_memory_bytes{job="checkout"}' }),
      PATH,
      "got the gauge",
    ],
    [
      "a histogram as a counter",
      ratio({ total: 'http_request_duration_seconds{job="checkout"}' }),
      PATH,
      "it is a histogram",
    ],
    ["nothing at all", slo({ sli: Sli.ratio(js(undefined)) }), PATH, "undefin"],
  ]);
});

describe("an indicator of latency", () => {
  itTellsOf([
    ["bucket", latency({ histogram: "http_x_bucket" }), PATH, "leave out _buc"],
    ["selector", latency({ histogram: "a{}" }), PATH, "name of a histogram"],
    ["no histogram", latency({ histogram: undefined }), PATH, "got undefined"],
    [
      "typing error in the histogram",
      latency({ histogram: "http_request_duration_second" }),
      PATH,
      'did you mean "http_request_duration_seconds_count"',
    ],
    ["a number as threshold", latency({ threshold: 0.5 }), PATH, "got 0.5"],
    ["a text as threshold", latency({ threshold: "1s" }), PATH, 'got "1s"'],
    ["0", latency({ threshold: Duration.seconds(0) }), PATH, "longer than 0s"],
    ["a bucket chosen", latency({ matchers: { le: "1" } }), PATH, 'le="1"'],
    ["malformed label", latency({ matchers: { "a-b": "1" } }), PATH, '"a-b"'],
    ["another job", latency({ matchers: { job: "api" } }), PATH, 'job="api"'],
    ["no matchers", latency({ matchers: null }), PATH, "labels in an object"],
    ["unknown unit", latency({ unit: "min" }), PATH, 'got "min"'],
  ]);
});

describe("an indicator by probe", () => {
  itTellsOf([
    ["nothing", probe(undefined), PATH, "got undefined"],
    ["a comparison", probe('up{job="checkout"} > 0'), PATH, "of a gauge"],
    ["unbalanced", probe('up{job="checkout"'), PATH, "at column"],
    ["an unknown job", probe('up{job="nope"}'), PATH, 'job="nope"'],
  ]);
});

describe("a dashboard of objectives", () => {
  const dashboard =
    (props: Readonly<Record<string, unknown>> | undefined) =>
    ({ stack }: Program) =>
      new SloDashboard(stack, "Slos", js(props));
  const path = "monitoring/Slos";
  itTellsOf([
    ["of names", dashboard({ services: ["checkout"] }), path, "be a Service"],
    ["of one service", dashboard({ services: {} }), path, "must be a list"],
    ["with a malformed uid", dashboard({ uid: "a b" }), path, '"a b"'],
    ["with a number as uid", dashboard({ uid: 5 }), path, "got 5"],
    ["with null", dashboard(js(null)), path, "got null"],
    [
      "with the uid of another",
      (program) => {
        dashboard({ uid: "same" })(program);
        new SloDashboard(program.stack, "Second", { uid: "same" });
      },
      "monitoring/Second",
      "at monitoring/Slos and at monitoring/Second",
    ],
  ]);
});
