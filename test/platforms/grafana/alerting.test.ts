import { NotificationPolicy } from "@cdktf/provider-grafana/lib/notification-policy";
import { GrafanaProvider } from "@cdktf/provider-grafana/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { Duration } from "../../../lib/domain/units";
import { combine } from "../../../lib/platforms/combine";
import { GrafanaAlerting } from "../../../lib/platforms/grafana/alerting";
import { temporaryApp } from "../../support/app";
import { planOf } from "../../support/plan";
import { RecordingPlatform } from "../../support/recording-platform";
import { synthesize } from "../../support/synthesize";
import {
  alertingStack,
  alertRule,
  HOOK,
  RECORDING,
  ruleGroup,
  treeWith,
  URL,
} from "./alerting-fixture";
import { schemaProblems } from "./schema";

const secret = (name: string) => SecretRef.file(name);

/** Every kind of receiver that Grafana has, with every option. */
const RECEIVERS: readonly AlertReceiver[] = [
  AlertReceiver.slack({ channel: "#a", url: secret("slack") }),
  AlertReceiver.pagerDuty({ routingKey: secret("pd"), severity: "error" }),
  AlertReceiver.email({
    to: ["a@example.com", "b@example.com"],
    from: "c@example.com",
    smarthost: "smtp.example.com:587",
    username: "c",
    password: secret("smtp"),
  }),
  AlertReceiver.webhook({
    url: secret("hook"),
    bearerToken: secret("bearer"),
    maxAlerts: 3,
    sendResolved: false,
  }),
  AlertReceiver.teams({ url: secret("teams") }),
  AlertReceiver.discord({ url: secret("discord") }),
  AlertReceiver.telegram({ botToken: secret("bot"), chatId: -100 }),
  AlertReceiver.jira({
    url: "https://example.atlassian.net/rest/api/2",
    project: "OPS",
    user: "a@example.com",
    token: secret("jira"),
    resolveTransition: "Done",
    reopenTransition: "Reopen",
  }),
];

const NIGHT = TimeInterval.weekly({
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Berlin",
});

function everything() {
  const made = alertingStack({
    secretsInState: true,
    recordingTarget: "mimir",
  });
  made.declared.groups.push(
    ruleGroup({
      rules: [RECORDING, alertRule({ keepFiringFor: Duration.minutes(9) })],
    }),
    ruleGroup({ engine: "loki", rules: [alertRule(), RECORDING] }),
  );
  made.declared.tree = treeWith(
    {
      "shop/payments": {
        match: { team: "payments" },
        receivers: { critical: RECEIVERS, warning: HOOK },
        hours: {
          warning: TimeInterval.monthly({
            daysOfMonth: [1, -1],
            months: [2],
            timeZone: "UTC",
          }),
        },
        mute: [
          NIGHT,
          TimeInterval.once({
            from: "2027-01-01T10:00",
            to: "2027-02-03T11:00",
            timeZone: "UTC",
          }),
        ],
        escalation: {
          critical: [{ after: Duration.minutes(15), receivers: HOOK }],
        },
      },
      "shop/all": {
        match: { team: "a" },
        receivers: { critical: HOOK },
        continue: true,
      },
    },
    [],
  );
  return made;
}

/** All resources with their types. */
function resourcesOf(stack: TerraformStack) {
  return Object.entries(synthesize(stack).resource).flatMap(([type, all]) =>
    Object.entries(all).map(([id, settings]) => ({ type, id, settings })),
  );
}

function codes(problems: readonly { code: string; severity: string }[]) {
  return problems.map(({ code, severity }) => `${severity} ${code}`);
}

describe("GrafanaAlerting", () => {
  it("sets only arguments that the provider has, of the right types, and all it must", () => {
    const { stack } = everything();
    const resources = resourcesOf(stack);
    expect(
      resources.flatMap(({ type, settings }) => schemaProblems(type, settings)),
    ).toEqual([]);
    expect([...new Set(resources.map(({ type }) => type))].sort()).toEqual([
      "grafana_apps_notifications_inhibitionrule_v1beta1",
      "grafana_contact_point",
      "grafana_folder",
      "grafana_message_template",
      "grafana_mute_timing",
      "grafana_notification_policy",
      "grafana_rule_group",
    ]);
  });

  it("names nothing that is not there, and depends on all that it names", () => {
    const resources = resourcesOf(everything().stack);
    const named = (type: string) =>
      resources
        .filter((each) => each.type === type)
        .map(({ settings }) => String(settings["name"]));
    const [policy] = resources.filter(
      ({ type }) => type === "grafana_notification_policy",
    );
    const text = JSON.stringify(policy?.settings);
    const asked = (key: string) => [
      ...new Set(
        [
          ...text.matchAll(new RegExp(`"${key}":(\\[[^\\]]*\\]|"[^"]*")`, "g")),
        ].flatMap(([, value = ""]) =>
          [JSON.parse(value) as string | string[]].flat(),
        ),
      ),
    ];
    expect(asked("contact_point").sort()).toEqual(
      named("grafana_contact_point").sort(),
    );
    expect(
      [...asked("mute_timings"), ...asked("active_timings")].sort(),
    ).toEqual(named("grafana_mute_timing").sort());
    const depends = policy?.settings["depends_on"] as readonly string[];
    expect([...depends].sort()).toEqual(
      resources
        .filter(({ type }) => /contact_point|mute_timing/.test(type))
        .map(({ type, id }) => `${type}.${id}`)
        .sort(),
    );
  });

  it("leaves recording rules to the platform, and evaluates each alert once", () => {
    const { stack, platform, declared } = alertingStack();
    declared.groups.push(
      ruleGroup({ rules: [RECORDING, alertRule()] }),
      ruleGroup({ name: "recorded", rules: [RECORDING] }),
    );
    expect(
      platform.published("rules").map(({ name, rules }) => [name, rules]),
    ).toEqual([
      ["shop", [RECORDING]],
      ["recorded", [RECORDING]],
    ]);
    const groups = synthesize(stack).resource["grafana_rule_group"] ?? {};
    expect(Object.keys(groups)).toEqual(["grafana-rules-shop"]);
    expect(groups["grafana-rules-shop"]?.["rule"]).toEqual([
      expect.objectContaining({ name: "OrdersStalled" }),
    ]);
  });

  it("records in Grafana when it is told where to", () => {
    const { stack, platform, declared } = alertingStack({
      recordingTarget: "mimir",
      dataSources: { prometheus: "cloud" },
    });
    declared.groups.push(ruleGroup({ rules: [RECORDING] }));
    expect(platform.published("rules")).toEqual([]);
    const [rule] = synthesize(stack).resource["grafana_rule_group"]?.[
      "grafana-rules-shop"
    ]?.["rule"] as readonly Record<string, unknown>[];
    expect(rule).toMatchObject({
      name: "job:orders:rate5m",
      labels: { level: "job" },
      record: {
        metric: "job:orders:rate5m",
        from: "A",
        target_datasource_uid: "mimir",
      },
      data: [{ ref_id: "A", datasource_uid: "cloud" }],
    });
    expect(rule).not.toHaveProperty("condition");
    expect(rule).not.toHaveProperty("no_data_state");
  });

  it("keeps texts of alerts and messages out of Terraform's reach", () => {
    const { stack, declared } = alertingStack();
    declared.groups.push(
      ruleGroup({ rules: [alertRule({ summary: "costs ${x} %{y}" })] }),
    );
    expect(synthesize(stack).text).toContain("costs $${x} %%{y}");
  });

  it("takes secrets from variables that no plan shows", () => {
    const { stack } = everything();
    const { variable } = JSON.parse(synthesize(stack).text) as {
      readonly variable: Readonly<Record<string, unknown>>;
    };
    // The mail server is a matter of Grafana's own settings.
    expect(Object.keys(variable).sort()).toEqual(
      ["bearer", "bot", "discord", "hook", "jira", "pd", "slack", "teams"].map(
        (name) => `grafana_secret_${name}`,
      ),
    );
    for (const each of Object.values(variable)) {
      expect(each).toMatchObject({ type: "string", sensitive: true });
      expect(each).not.toHaveProperty("default");
    }
  });

  it("refuses secrets in the state without consent, by name", () => {
    const { ports, declared } = alertingStack();
    declared.tree = treeWith({}, RECEIVERS);
    expect(ports.validate()).toContainEqual(
      expect.objectContaining({
        code: "secret-in-state",
        severity: "error",
        message: expect.stringMatching(
          /got "bearer" and "bot" .* set secretsInState: true/,
        ) as string,
      }),
    );
  });

  it("refuses two secrets that would share a variable", () => {
    const { ports, declared } = alertingStack({ secretsInState: true });
    declared.tree = treeWith({}, [
      AlertReceiver.teams({ url: secret("a.b") }),
      AlertReceiver.teams({ url: secret("a-b") }),
    ]);
    expect(codes(ports.validate())).toEqual(["error secret-variable"]);
  });

  it.each([
    [
      "an SMS",
      "error grafana-receiver",
      [
        AlertReceiver.sms({
          phoneNumber: "+491701234567",
          region: "eu-central-1",
        }),
      ],
    ],
    ["a mail server", "warning grafana-mail-server", [RECEIVERS[2]!]],
  ])("tells of %s, which Grafana lacks", (_, code, receivers) => {
    const { ports, declared } = alertingStack();
    declared.tree = treeWith({}, receivers);
    expect(codes(ports.validate())).toEqual([code]);
  });

  it("tells what gets lost without inhibition, and makes no rules of it", () => {
    const { stack, ports } = alertingStack({ inhibition: false });
    expect(codes(ports.validate())).toEqual(["warning grafana-inhibition"]);
    expect(Object.keys(synthesize(stack).resource)).not.toContain(
      "grafana_apps_notifications_inhibitionrule_v1beta1",
    );
  });

  it("refuses more levels of policies than the provider has", () => {
    const { ports, declared } = alertingStack();
    const tree = treeWith();
    let [route] = tree.root.routes;
    for (let level = 1; level < 6 && route !== undefined; level++) {
      route = { ...route, path: "deep", routes: [route] };
    }
    declared.tree = {
      ...tree,
      root: { ...tree.root, routes: route === undefined ? [] : [route] },
    };
    expect(ports.validate()).toEqual([
      expect.objectContaining({ code: "grafana-policy-depth", path: "deep" }),
    ]);
  });

  it("refuses an Alertmanager that would have no routes", () => {
    const { ports } = alertingStack({}, { plan: planOf() });
    expect(ports.validate()).toEqual([
      expect.objectContaining({
        code: "grafana-alertmanager",
        severity: "error",
        message: expect.stringContaining(
          'external: "https://example.grafana.net/api/alertmanager/grafana"',
        ) as string,
      }),
    ]);
  });

  it("warns of intervals that Grafana rounds, and refuses texts that it cannot fill in", () => {
    const { ports, declared } = alertingStack({
      evaluationInterval: Duration.seconds(15),
    });
    const { interval: _, ...withoutInterval } = ruleGroup();
    declared.groups.push(
      { ...withoutInterval, name: "none" },
      ruleGroup({
        rules: [alertRule({ description: '{{ query "up" | first | value }}' })],
      }),
    );
    expect(ports.validate()).toEqual([
      expect.objectContaining({
        code: "grafana-template",
        message: expect.stringContaining(
          'description of alert "OrdersStalled" in group "shop" must use what Grafana knows in texts, got query',
        ) as string,
      }),
      expect.objectContaining({
        code: "grafana-interval",
        severity: "warning",
        message: expect.stringContaining('"none" (15 s, now 20 s)') as string,
      }),
    ]);
  });

  it("warns of rules that ask for alerts of Prometheus, which has none", () => {
    const { ports, declared } = alertingStack();
    const history = {
      ...RECORDING,
      expr: 'count(ALERTS{alertstate="firing"})',
    };
    declared.groups.push(
      ruleGroup(),
      ruleGroup({ name: "history", rules: [history] }),
    );
    expect(ports.validate()).toEqual([
      expect.objectContaining({
        code: "grafana-alert-series",
        severity: "warning",
        message: expect.stringContaining('got ALERTS in "history",') as string,
      }),
    ]);
  });

  it("gives names with one slug addresses of their own", () => {
    const { stack, declared } = alertingStack();
    declared.groups.push(
      ruleGroup({ name: "shop a" }),
      ruleGroup({ name: "shop-a" }),
      ruleGroup({ name: "shop-a", engine: "loki" }),
    );
    const groups = synthesize(stack).resource["grafana_rule_group"] ?? {};
    expect(Object.values(groups).map(({ name }) => name)).toEqual([
      "shop a",
      "shop-a",
      "shop-a (logs)",
    ]);
    const uids = Object.values(groups).flatMap(({ rule }) =>
      (rule as readonly { readonly uid: string }[]).map(({ uid }) => uid),
    );
    expect(new Set(uids).size).toBe(3);
    expect(uids.every((uid) => /^[a-z0-9-]{1,40}$/.test(uid))).toBe(true);
  });

  it("gives two platforms of one stack addresses of their own", () => {
    const { stack, declared } = alertingStack();
    declared.groups.push(ruleGroup());
    const other = GrafanaAlerting.at({ url: URL, folder: "Other" });
    const scope = new Construct(stack, "other");
    combine(new RecordingPlatform(), { rules: other.rules })
      .bind(scope, planOf())
      .rules.publish(() => [ruleGroup()]);
    const groups = synthesize(stack).resource["grafana_rule_group"] ?? {};
    expect(
      Object.values(groups).map(({ folder_uid: folder }) => folder),
    ).toEqual(["rules-alert-rules", "rules-other"]);
  });

  it("refuses a stack that talks to another organization", () => {
    const { stack } = alertingStack({ orgId: 1 });
    const { rules } = GrafanaAlerting.at({ url: URL, orgId: 2 });
    const { port } = rules.bind(
      new Construct(stack, "other"),
      planOf(),
      new RecordingPlatform().bind(stack, planOf()).rules,
    );
    expect(() => port.publish(() => [])).toThrow(
      "stack must talk to one organization of Grafana, got 2 beside 1",
    );
  });

  it.each<[string, object, RegExp]>([
    ["a token", { auth: "glsa_x" }, /^(?!.*glsa_x).*GRAFANA_AUTH/],
    [
      "an address with a password",
      { url: "https://a:b@c.example" },
      /address of Grafana/,
    ],
    [
      "an option that does not exist",
      { folders: "a" },
      /got "folders"; did you mean "folder"/,
    ],
    [
      "a data source that does not exist",
      { dataSources: { prometeus: "a" } },
      /did you mean "prometheus"/,
    ],
    [
      "a uid that is no text",
      { dataSources: { loki: 3 } },
      /uid of data source "loki" must be a text/,
    ],
    [
      "a short interval",
      { evaluationInterval: Duration.seconds(5) },
      /at least 10 s, got 5s/,
    ],
    ["a folder without a uid", { folder: "日本" }, /latin letter or digit/],
    ["a flag in quotes", { secretsInState: "yes" }, /must be true or false/],
  ])("refuses %s", (_, options, message) => {
    expect(() => GrafanaAlerting.at({ url: URL, ...options })).toThrow(message);
  });
});

describe("the one notification policy of an organization", () => {
  const owners = (problems: readonly { code: string; message: string }[]) =>
    problems
      .filter(({ code }) => code === "grafana-owned-twice")
      .map(({ message }) => message);

  it("is refused when two stacks make it, and both are named", () => {
    const app = temporaryApp();
    const one = alertingStack({}, { app, id: "one" });
    const two = alertingStack(
      { url: `${URL}/`, folder: "Others" },
      { app, id: "two" },
    );
    for (const { ports } of [one, two]) {
      expect(owners(ports.validate())).toEqual([
        expect.stringMatching(
          /^notification policy of .* must be made by one construct of the program, got (one and two|two and one), /,
        ),
      ]);
    }
  });

  it("is refused when somebody has made one by hand", () => {
    const { stack, ports } = alertingStack();
    new NotificationPolicy(stack, "mine", { contactPoint: "a", groupBy: [] });
    expect(owners(ports.validate())).toEqual([
      expect.stringContaining("got stack and stack/mine"),
    ]);
  });

  it("is one for each organization and each Grafana", () => {
    const app = temporaryApp();
    const one = alertingStack({ orgId: 1 }, { app, id: "one" });
    alertingStack({ orgId: 2 }, { app, id: "two" });
    alertingStack({ url: "https://other.example" }, { app, id: "three" });
    const other = new TerraformStack(app, "other");
    new GrafanaProvider(other, "grafana", { url: URL, orgId: 7 });
    new NotificationPolicy(other, "mine", { contactPoint: "a", groupBy: [] });
    expect(owners(one.ports.validate())).toEqual([]);
  });

  it("is not mixed up with the folder of rules, which two may not share either", () => {
    const app = temporaryApp();
    const one = alertingStack({}, { app, id: "one" });
    alertingStack({}, { app, id: "two" });
    expect(owners(one.ports.validate())).toEqual([
      expect.stringContaining('folder "Alert rules" of alert rules'),
      expect.stringContaining("notification policy"),
    ]);
  });
});
