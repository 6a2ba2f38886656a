import {
  AlertPack,
  AlertReceiver,
  AlertRoute,
  Duration,
  Rules,
  SecretRef,
  type AlertRuleInput,
  type AlertTuning,
  type RuleGroup,
} from "cdktf-observability";
import {
  inbox,
  itTellsOf,
  itTellsOfPrograms,
  js,
  SECRET,
  stackOf,
  type Program,
} from "../../support/bad-input";

type Change = Readonly<Record<string, unknown>>;

const ALERT = {
  alert: "OrdersStalled",
  expr: 'up{job="checkout"} == 0',
  severity: "critical",
  labels: { team: "payments" },
  summary: "Orders stalled",
  description: "No order was finished",
} as const;

const PACK = "monitoring/Pack";

const group = (change: Change = {}): RuleGroup =>
  js({
    name: "orders",
    engine: "prometheus",
    rules: [Rules.alert(ALERT)],
    ...change,
  });

const pack =
  (groups: unknown, tuning: AlertTuning = {}, id = "Pack") =>
  ({ stack }: Pick<Program, "stack">) =>
    new AlertPack(stack, id, {
      groups: js<readonly RuleGroup[]>(groups),
      ...tuning,
    });

const alert = (change: Change) => (program: Program) =>
  pack([
    group({
      rules: [Rules.alert(js<AlertRuleInput>({ ...ALERT, ...change }))],
    }),
  ])(program);

const expr = (text: unknown) => (program: Program) =>
  pack([group({ rules: [{ ...Rules.alert(ALERT), expr: text }] })])(program);

const tuned = (tuning: Change) => pack([group()], js(tuning));

const changed = (change: unknown) =>
  tuned({ overrides: { OrdersStalled: change } });

describe("an alert", () => {
  itTellsOf([
    ["in two words", alert({ alert: "a b" }), undefined, 'got "a b"'],
    ["without a name", alert({ alert: undefined }), undefined, "got undefined"],
    [
      "of an unknown severity",
      alert({ severity: "page" }),
      undefined,
      '"page"',
    ],
    [
      "without severity",
      alert({ severity: undefined }),
      undefined,
      "undefined",
    ],
    ["with an empty text", alert({ summary: " " }), undefined, "not be empty"],
    ["without a text", alert({ summary: undefined }), undefined, "be a text"],
    ["with a number", alert({ description: 5 }), undefined, "got 5"],
    ["with no query", alert({ expr: undefined }), undefined, "got undefined"],
    ["with `for` in text", alert({ for: "5m" }), undefined, 'got "5m"'],
    ["with `for` as a number", alert({ for: 5 }), undefined, "got 5"],
    ["with a bad label", alert({ labels: { "a-b": "" } }), undefined, '"a-b"'],
    ["without labels", alert({ labels: null }), undefined, "got null"],
    [
      "with its severity as a label",
      alert({ labels: { severity: "info" } }),
      undefined,
      "own label severity",
    ],
    ["with half a link", alert({ runbookUrl: "wiki" }), undefined, '"wiki"'],
    [
      "with a password in its link",
      alert({ runbookUrl: `https://me:${SECRET}@wiki/x` }),
      undefined,
      "user or password",
    ],
    [
      "with an open template",
      alert({ summary: "{{ $labels.job" }),
      undefined,
      "braces without their end",
    ],
    [
      "with an unknown function",
      alert({ description: "{{ $value | humanise }}" }),
      undefined,
      "unknown function humanise",
    ],
    [
      "with an unknown variable",
      alert({ labels: { x: "{{ $lables.job }}" } }),
      undefined,
      "unknown variable $lables",
    ],
    [
      "that is nothing",
      () => Rules.alert(js(undefined)),
      undefined,
      "undefined",
    ],
    [
      "with the link of no dashboard",
      alert({ dashboardUid: "nope" }),
      PACK,
      'got uid "nope"',
    ],
  ]);
});

describe("the query of an alert", () => {
  itTellsOf([
    ["not finished", expr("up =="), PACK, "the end of the query at column 6"],
    ["unbalanced", expr("sum(up"), PACK, "at column"],
    ["empty", expr(""), PACK, "column 1"],
    ["no text", expr(5), PACK, "must be a text, got 5"],
    ["rate without range", expr("rate(up) > 1"), PACK, "add a range"],
    ["unknown function", expr("ratee(up[5m]) > 1"), PACK, "rate()?"],
    ["wrong argument", expr('abs("x") > 1'), PACK, "abs"],
    ["too many arguments", expr("abs(up, up) > 1"), PACK, "1 argument"],
    ["bad regexp", expr('up{a=~"("} == 0'), PACK, "RE2"],
    ["value not quoted", expr("up{a=b} == 0"), PACK, '"b" at column 6'],
    ["a range of 0", expr("rate(up[0s]) > 1"), PACK, '"0s"'],
    [
      "a range vector",
      expr("process_start_time_seconds[5m]"),
      PACK,
      "range ve",
    ],
    ["a text", expr('"text"'), PACK, "got a text"],
    ["an unknown metric", expr("node_load1 > 5"), PACK, '"node_load1"'],
    ["an unknown job", expr('up{job="x"} == 0'), PACK, 'job="x"'],
    [
      "two values of one label",
      expr('up{job="checkout",job="grafana"} == 0'),
      PACK,
      'two values of label "job"',
    ],
    ["rate of a gauge", expr("rate(up[5m]) > 1"), PACK, 'the gauge "up"'],
    [
      "a quantile of a counter",
      expr("histogram_quantile(0.9, http_requests_total) > 1"),
      PACK,
      "histogram_quantile()",
    ],
    ["more than 1", expr('up{job="checkout"} > 1'), PACK, "able to fire"],
    [
      "less than nothing",
      expr("rate(http_requests_total[5m]) < 0"),
      PACK,
      "compares 0 to Infinity with 0",
    ],
    ["a false comparison", expr("vector(1) > 2"), PACK, "1 with 2"],
  ]);
});

describe("groups of rules", () => {
  const record = (change: Change) => () =>
    Rules.record(js({ record: "job:up:sum", expr: "sum(up)", ...change }));
  itTellsOf([
    ["undefined", pack(undefined), PACK, "must be a list"],
    ["one group", pack(group()), PACK, "must be a list"],
    ["nothing", pack([null]), PACK, "got null"],
    ["without rules", pack([group({ rules: undefined })]), PACK, "be a list"],
    ["without a name", pack([group({ name: "" })]), PACK, 'got ""'],
    ["an unknown engine", pack([group({ engine: "prom" })]), PACK, '"prom"'],
    ["interval in text", pack([group({ interval: "1m" })]), PACK, '"1m"'],
    [
      "interval 0",
      pack([group({ interval: Duration.seconds(0) })]),
      PACK,
      "got 0s",
    ],
    [
      "an empty rule",
      pack([group({ rules: [{}] })]),
      PACK,
      "kind of each rule",
    ],
    ["malformed record", record({ record: "a-b" }), undefined, '"a-b"'],
    ["record without query", record({ expr: undefined }), undefined, "be a te"],
    [
      "over logs without Loki",
      pack([
        group({
          engine: "loki",
          rules: [
            { ...Rules.alert(ALERT), expr: 'rate({service="x"}[5m]) > 1' },
          ],
        }),
      ]),
      PACK,
      'must have the component "loki"',
    ],
    [
      "with one name",
      (program) => {
        pack([group()])(program);
        pack(
          [group({ rules: [Rules.record({ record: "a:b", expr: "up" })] })],
          {},
          "Second",
        )(program);
      },
      "monitoring/Second",
      "at monitoring/Pack and at monitoring/Second",
    ],
    [
      "with one alert twice",
      pack([group(), group({ name: "again" })]),
      PACK,
      "alert must be declared once",
    ],
  ]);
});

describe("the tuning of alerts", () => {
  itTellsOf([
    ["of an unknown alert", tuned({ exclude: ["OrderStalled"] }), PACK, "mean"],
    ["as a text", tuned({ exclude: "OrdersStalled" }), PACK, "list of texts"],
    ["of nothing", tuned({ overrides: { Nope: {} } }), PACK, 'got "Nope"'],
    ["to nothing", changed(null), PACK, "got null"],
    ["to an unknown severity", changed({ severity: "page" }), PACK, '"page"'],
    ["to a time in text", changed({ for: "5m" }), PACK, '"5m"'],
    ["to a bad label", changed({ labels: { "a-b": "" } }), PACK, '"a-b"'],
    ["to half a link", changed({ runbookUrl: "x" }), PACK, '"x"'],
    ["of what cannot change", changed({ expr: "up" }), PACK, 'got "expr"'],
  ]);
  const own = (platformAlerts: unknown) => (parent: Program["app"]) =>
    stackOf(parent, { platformAlerts: js(platformAlerts) });
  const path = "monitoring/Default";
  itTellsOfPrograms([
    ["of the platform", own({ exclude: ["WatchDog"] }), path, '"Watchdog"'],
    ["by a text", own("none"), path, "must be an object"],
    ["by no threshold", own({ thresholds: 5 }), path, "must be an object"],
    [
      "by an unknown threshold",
      own({ thresholds: { errorRation: 1 } }),
      path,
      'did you mean "errorRatio"',
    ],
    [
      "by a threshold in text",
      own({ thresholds: { errorRatio: "5%" } }),
      path,
      'must be a number, got "5%"',
    ],
  ]);
});

describe("a route", () => {
  const route =
    (change: Change | undefined, id = "Payments") =>
    (program: Program) => {
      if (id === "Payments") {
        pack([group()])(program);
      }
      return new AlertRoute(
        program.stack,
        id,
        js(
          change && {
            match: { team: "payments" },
            receivers: { critical: inbox() },
            ...change,
          },
        ),
      );
    };
  const path = "monitoring/Payments";
  const match = (value: unknown) => route({ match: value });
  const to = (receivers: unknown) => route({ receivers });
  const team = { label: "team", operator: "=", value: "payments" };
  itTellsOf([
    ["undefined", route(undefined), path, "got undefined"],
    ["to all", match({}), path, "exclude some alerts"],
    ["to nothing", match(undefined), path, "got undefined"],
    ["by a text", match("team=payments"), path, "must be an object"],
    ["by texts", match(["team=payments"]), path, "must be an object"],
    ["by a number", match({ team: 5 }), path, "got 5"],
    ["by a bad label", match({ "a-b": "x" }), path, '"a-b"'],
    ["by no operator", match([{ ...team, operator: "==" }]), path, '"=="'],
    [
      "by a bad expression",
      match([{ ...team, operator: "=~", value: "(" }]),
      path,
      "RE2",
    ],
    [
      "by what excludes itself",
      match([team, { ...team, value: "other" }]),
      path,
      "must fit some alert",
    ],
    ["to nobody", to({}), path, "must tell somebody"],
    ["to an empty list", to({ critical: [] }), path, "at least one"],
    ["to an unknown severity", to({ page: inbox() }), path, 'got "page"'],
    ["to undefined", to(undefined), path, "must be an object"],
    ["to an address", to(`https://chat/${SECRET}`), path, "got a text of"],
    [
      "to an address for critical alerts",
      to({ critical: `https://chat/${SECRET}` }),
      path,
      "must be an AlertReceiver, got a text of",
    ],
    [
      "to a secret",
      to({ critical: SecretRef.file("chat") }),
      path,
      "must be an AlertReceiver",
    ],
    [
      "to a receiver made by hand",
      to({ critical: { kind: "slack", channel: "#a", url: SECRET } }),
      path,
      "must be an AlertReceiver",
    ],
    ["grouped by a text", route({ groupBy: "job" }), path, "list of texts"],
    ["grouped by a bad label", route({ groupBy: ["a-b"] }), path, '"a-b"'],
    ["with a wait in text", route({ groupWait: "30s" }), path, '"30s"'],
    ["with a wait as number", route({ groupWait: 30 }), path, "got 30"],
    [
      "that repeats too soon",
      route({ repeatInterval: Duration.seconds(5) }),
      path,
      "at most repeatInterval",
    ],
    ["that continues by text", route({ continue: "yes" }), path, '"yes"'],
    [
      "that is there already",
      (program) => {
        route({})(program);
        route({}, "Second")(program);
      },
      "monitoring/Second",
      "here and at monitoring/Payments",
    ],
    [
      "hidden by another",
      (program) => {
        route({})(program);
        route({ match: [team, { ...team, operator: "=~" }] }, "Z")(program);
      },
      path,
      "all of which go by",
    ],
  ]);
  itTellsOfPrograms([
    [
      "that nobody has for an alert",
      (parent) =>
        pack([
          group({
            rules: [
              Rules.alert({ ...ALERT, expr: 'up{job="prometheus"} == 0' }),
            ],
          }),
        ])({
          stack: stackOf(parent, {
            defaultReceivers: [],
            platformAlerts: false,
          }),
        }),
      PACK,
      'add an AlertRoute with match { team: "payments" }',
    ],
    [
      "without Alertmanager",
      (parent) =>
        new AlertRoute(
          stackOf(parent, { components: { alertmanager: false } }),
          "Payments",
          { match: { team: "payments" }, receivers: { critical: inbox() } },
        ),
      path,
      'must have the component "alertmanager"',
    ],
    [
      "to a text by default",
      (parent) => stackOf(parent, { defaultReceivers: js([SECRET]) }),
      "monitoring/Default",
      "each of defaultReceivers must be an AlertReceiver",
    ],
    [
      "to one receiver by default",
      (parent) => stackOf(parent, { defaultReceivers: js(inbox()) }),
      "monitoring/Default",
      "must be a list",
    ],
    [
      "to a dead man in text",
      (parent) => stackOf(parent, { deadMan: js(SECRET) }),
      "monitoring/Default",
      "deadMan must be an AlertReceiver",
    ],
  ]);
});

describe("a receiver", () => {
  const slack = (options: unknown) => () => AlertReceiver.slack(js(options));
  const email = (options: Change) => () =>
    AlertReceiver.email(
      js({ to: "a@b.c", from: "a@b.c", smarthost: "mail:25", ...options }),
    );
  const webhook = (options: Change) => () =>
    AlertReceiver.webhook(js({ url: "https://hooks/", ...options }));
  const url = SecretRef.file("chat");
  itTellsOf([
    ["without options", slack(undefined), undefined, "got undefined"],
    [
      "slack by address",
      slack({ channel: "#a", url: SECRET }),
      undefined,
      "Ref",
    ],
    ["slack without", slack({ channel: "#a" }), undefined, "got undefined"],
    [
      "slack like a ref",
      slack({ channel: "#a", url: { name: SECRET } }),
      undefined,
      "SecretRef",
    ],
    [
      "channel of two words",
      slack({ channel: SECRET + " a", url }),
      undefined,
      "#alerts",
    ],
    ["no channel", slack({ url }), undefined, "got undefined"],
    [
      "resolved in text",
      slack({ channel: "#a", url, sendResolved: "no" }),
      undefined,
      '"no"',
    ],
    [
      "pagerduty by key",
      () => AlertReceiver.pagerDuty(js({ routingKey: SECRET })),
      undefined,
      "SecretRef",
    ],
    [
      "teams by address",
      () => AlertReceiver.teams(js({ url: SECRET })),
      undefined,
      "SecretRef",
    ],
    [
      "discord by address",
      () => AlertReceiver.discord(js({ url: SECRET })),
      undefined,
      "SecretRef",
    ],
    [
      "telegram by token",
      () => AlertReceiver.telegram(js({ botToken: SECRET, chatId: 5 })),
      undefined,
      "SecretRef",
    ],
    [
      "telegram by name",
      () => AlertReceiver.telegram(js({ botToken: url, chatId: "@a" })),
      undefined,
      "telegram chat id",
    ],
    [
      "mail by password",
      email({ username: "me", password: SECRET }),
      undefined,
      "SecretRef",
    ],
    ["mail to a name", email({ to: "Me <a@b.c>" }), undefined, "plain e-mail"],
    [
      "mail to two in one",
      email({ to: "a@b.c,d@e.f" }),
      undefined,
      "plain e-mail",
    ],
    [
      "mail with two dots",
      email({ to: "a..b@c.d" }),
      undefined,
      "plain e-mail",
    ],
    ["mail from nobody", email({ from: "abc" }), undefined, "sender of"],
    ["mail to nobody", email({ to: [] }), undefined, "got none"],
    ["mail without port", email({ smarthost: "mail" }), undefined, ":587"],
    [
      "mail at port 70000",
      email({ smarthost: "mail:70000" }),
      undefined,
      ":587",
    ],
    [
      "mail with half a login",
      email({ username: "me" }),
      undefined,
      "got only the username",
    ],
    [
      "a number as user",
      email({ username: 5, password: url }),
      undefined,
      "got 5",
    ],
    [
      "a host as webhook",
      webhook({ url: "hooks.example.com" }),
      undefined,
      "http or https",
    ],
    [
      "a space in a webhook",
      webhook({ url: "https://a b" }),
      undefined,
      "http or https",
    ],
    [
      "no url of a webhook",
      webhook({ url: undefined }),
      undefined,
      "got undefined",
    ],
    [
      "a webhook with a password",
      webhook({ url: `https://a:${SECRET}@b/` }),
      undefined,
      "user or password",
    ],
    [
      "a webhook with a token",
      webhook({ url: `https://a/?token=${SECRET}` }),
      undefined,
      "named like one",
    ],
    [
      "a webhook of a chat",
      webhook({ url: `https://hooks.slack.com/services/${SECRET}` }),
      undefined,
      "SecretRef.file",
    ],
    [
      "a token as text",
      webhook({ bearerToken: SECRET }),
      undefined,
      "SecretRef",
    ],
    ["no alerts at all", webhook({ maxAlerts: 0 }), undefined, "at least 1"],
    [
      "a secret by address",
      () => SecretRef.file(`https://${SECRET}`),
      undefined,
      "plain file name",
    ],
    [
      "a secret by path",
      () => SecretRef.file("../chat"),
      undefined,
      "plain file name",
    ],
    [
      "a secret without name",
      () => SecretRef.file(js(undefined)),
      undefined,
      "undefined",
    ],
  ]);
});
