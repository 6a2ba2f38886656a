import type { LogProcessing } from "../../lib/domain/logs/processing";
import { LokiRetention } from "../../constructs/loki-retention";
import { Rules } from "../../lib/domain/rules/build";
import { Bytes, Duration } from "../../lib/domain/units";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import { checkModel } from "../../lib/domain/check/check-model";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { synthesisError, temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

interface Declared {
  readonly tenants?: unknown;
  readonly components?: ComponentChoices;
  readonly declare?: (stack: MonitoringStack) => void;
}

/** What is said about a platform with tenants, or nothing. */
function told({
  tenants = "team",
  components = {},
  declare,
}: Declared): string {
  try {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: new RecordingPlatform(),
      components,
      standardDashboards: false,
      logs: { tenants: tenants as NonNullable<LogProcessing["tenants"]> },
    });
    stack.addService("cart", { team: "shop" });
    declare?.(stack);
    return checkModel(stack.monitoring.model)
      .filter(({ severity }) => severity === "error")
      .map(({ path, message }) => `${path}: ${message}`)
      .join("\n");
  } catch (error) {
    return String(error);
  }
}

function rule(stack: MonitoringStack, expr: string, record = false): void {
  const summary = "Lines.";
  stack.monitoring.model.addRuleGroups("monitoring/Mine", () => [
    {
      name: "mine",
      engine: "loki",
      rules: [
        record
          ? Rules.record({ record: "all:lines:rate5m", expr, labels: {} })
          : Rules.alert({
              alert: "Mine",
              expr,
              severity: "warning",
              summary,
              description: summary,
            }),
      ],
    },
  ]);
}

const team = (name: string) => (stack: MonitoringStack) => {
  stack.addService("other", { team: name });
};

const retention =
  (of: string, id = "Logs") =>
  (stack: MonitoringStack) => {
    new LokiRetention(stack, id, {
      team: of,
      default: Duration.days(1),
      streams: [],
    });
  };

describe("tenants of logs", () => {
  it.each<[string, Declared]>([
    ["by team", {}],
    [
      "with limits",
      { tenants: { per: "team", limits: { shop: { streams: 9 } } } },
    ],
    [
      "with names for teams in other letters, and of former ones",
      {
        tenants: { per: "team", names: { 支付: "pay", shop: "Old_shop" } },
        declare: team("支付"),
      },
    ],
    [
      "with a team that writes as another one says it",
      { declare: team("Shop 2") },
    ],
    [
      "with a retention for a team and one for all",
      {
        declare: (stack) => {
          retention("shop")(stack);
          new LokiRetention(stack, "All", {
            default: Duration.days(2),
            streams: [],
          });
        },
      },
    ],
    [
      "in a Loki elsewhere that asks for a tenant",
      {
        components: {
          loki: { external: "https://loki.example", tenants: true },
        },
      },
    ],
  ])("are taken %s", (_, declared) => {
    expect(told(declared)).toBe("");
  });

  it.each<[string, Declared, readonly string[]]>([
    [
      "a word that is nearly right",
      { tenants: "teams" },
      ["monitoring", 'did you mean "team"'],
    ],
    [
      "another division",
      { tenants: "service" },
      ['must be "team"', "leave them out"],
    ],
    ["a flag", { tenants: true }, ['must be "team"', "got true"]],
    ["nothing", { tenants: null }, ['must be "team"']],
    ["a list", { tenants: ["team"] }, ['must be "team"']],
    [
      "an unknown option",
      { tenants: { per: "team", limit: {} } },
      ['did you mean "limits"'],
    ],
    ["no division", { tenants: { limits: {} } }, ['must be "team"']],
    [
      "limits of no known name",
      { tenants: { per: "team", limits: { shop: { stream: 5 } } } },
      ['did you mean "streams"'],
    ],
    [
      "a limit of no streams",
      { tenants: { per: "team", limits: { shop: { streams: 0 } } } },
      ["streams of limits of team", "from 1 to 1000000, got 0"],
    ],
    [
      "a limit above what one Loki holds",
      { tenants: { per: "team", limits: { shop: { streams: 1e308 } } } },
      ["got 1e+308"],
    ],
    ["no limits", { tenants: { per: "team", limits: null } }, ["got null"]],
    ["no names", { tenants: { per: "team", names: null } }, ["got null"]],
    [
      "a limit that is no number",
      { tenants: { per: "team", limits: { shop: { streams: NaN } } } },
      ["got NaN"],
    ],
    [
      "a limit below one line",
      {
        tenants: {
          per: "team",
          limits: { shop: { bytesPerSecond: Bytes.bytes(9) } },
        },
      },
      ["from 262144 to", "got 9;"],
    ],
    [
      "a limit that is no size",
      { tenants: { per: "team", limits: { shop: { bytesPerSecond: 5 } } } },
      ["bytesPerSecond"],
    ],
    [
      "limits of a team that there is not",
      { tenants: { per: "team", limits: { shpo: {} } } },
      ['got "shpo"', 'did you mean "shop"'],
    ],
    [
      "a platform without Loki",
      { components: { loki: false } },
      ["got no Loki"],
    ],
    [
      "a platform without a collector",
      { components: { "otel-collector": false } },
      ["got no collector"],
    ],
    [
      "another collector",
      { components: { "otel-collector": { external: "http://c:4318" } } },
      ["got an external collector"],
    ],
    [
      "a Loki elsewhere that is not said to ask",
      { components: { loki: { external: "https://loki.example" } } },
      ["auth_enabled: true", "tenants: true"],
    ],
    [
      "a Loki that is told not to ask",
      { components: { loki: { extraConfig: { auth_enabled: false } } } },
      ["got auth_enabled: false"],
    ],
    [
      "tenants of what has none",
      { components: { jaeger: { external: "http://j:16686", tenants: true } } },
      ['only "loki"'],
    ],
    ...["..", ".", "a/b", "a|b", "", "é", "a b", "x".repeat(151), 5].map(
      (name): [string, Declared, readonly string[]] => [
        `the name ${JSON.stringify(name).slice(0, 9)} for a tenant`,
        { tenants: { per: "team", names: { shop: name } } },
        ['tenant of team "shop" must be 1 to 150 letters'],
      ],
    ),
    [
      "the name of nobody's tenant",
      { tenants: { per: "team", names: { shop: "fake" } } },
      ["monitoring/service-cart", "belongs to no team"],
    ],
    [
      "a name for no known team",
      { tenants: { per: "team", names: { shopp: "x" } } },
      ["names of tenants of logs", 'did you mean "shop"'],
    ],
    [
      "one name for two teams",
      {
        tenants: { per: "team", names: { other: "SHOP" } },
        declare: team("other"),
      },
      ['which are both "SHOP"'],
    ],
    [
      "two teams that are one tenant",
      { declare: team("Shop!") },
      ["monitoring/service-other", '"Shop!" and "shop", which are both "shop"'],
    ],
    [
      "a team that is only dots",
      { declare: team("..") },
      ["monitoring/service-other", "letters or digits of ASCII", '".."'],
    ],
    [
      "a team in other letters",
      { declare: team("支付") },
      ["letters or digits of ASCII"],
    ],
    [
      "a team of more than Loki takes",
      { declare: team("x".repeat(151)) },
      ["at most 150 characters, got 151"],
    ],
    [
      "a team that is called like nobody's tenant",
      { declare: team("Fake") },
      ["belongs to no team"],
    ],
    [
      "a retention of no known team",
      { declare: retention("sohp") },
      ["monitoring/Logs", 'did you mean "shop"'],
    ],
    [
      "two retentions of one team",
      {
        declare: (stack) => {
          retention("shop")(stack);
          retention("shop", "Again")(stack);
        },
      },
      ["monitoring/Again", 'of team "shop" must be declared once'],
    ],
    [
      "more tenants than queues fit",
      {
        declare: (stack) => {
          for (let n = 0; n < 9; n++) {
            stack.addService(`s${n}`, { team: `t${n}` });
          }
        },
      },
      ["a queue for each of 11 tenants", "volumeSize"],
    ],
    [
      "a recording of all teams in one number",
      {
        components: { prometheus: { remoteWriteReceiver: true } },
        declare: (stack) => rule(stack, 'sum(rate({level="error"}[5m]))', true),
      },
      ["monitoring/Mine", "all:lines:rate5m", "aggregate by (service)"],
    ],
    [
      "an alert of lines that are missing anywhere",
      {
        declare: (stack) =>
          rule(stack, 'absent_over_time({level="error"}[5m])'),
      },
      ["monitoring/Mine", "would be missed in the tenants of all others"],
    ],
  ])("are refused with %s", (_, declared, words) => {
    const text = told(declared);
    for (const word of words) {
      expect(text).toContain(word);
    }
  });

  it("warn of an alert that counts the lines of all teams together, and of none that comes with the platform", () => {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: new RecordingPlatform(),
      logs: { tenants: "team" },
    });
    stack.addService("cart", { team: "shop" });
    rule(stack, 'sum(rate({level="error"}[5m])) > 5');
    const found = checkModel(stack.monitoring.model).filter(
      ({ code }) => code === "log-tenant-rule",
    );
    expect(found).toMatchObject([
      { severity: "warning", path: "monitoring/Mine" },
    ]);
  });

  it.each([
    ["cart", "problem of lines that are gone", "error"],
    ["teamless", "nothing, where lines are kept for longer", undefined],
    [".+", "a warning, where those of some team are gone", "warning"],
  ])(
    "give a rule about %s that looks back for two days %s",
    (services, _, severity) => {
      const stack = new MonitoringStack(temporaryApp(), "monitoring", {
        platform: new RecordingPlatform(),
        standardDashboards: false,
        logs: { tenants: "team" },
      });
      stack.addService("cart", { team: "shop" });
      retention("shop")(stack);
      rule(
        stack,
        `sum by (service) (count_over_time({service=~"${services}"}[2d])) > 5`,
      );
      const found = checkModel(stack.monitoring.model).find(
        ({ code }) => code === "range-beyond-log-retention",
      );
      expect(found?.severity).toBe(severity);
    },
  );

  it("are needed for a retention of a team", () => {
    const app = temporaryApp();
    const stack = new MonitoringStack(app, "monitoring", {
      platform: new RecordingPlatform(),
    });
    stack.addService("cart", { team: "shop" });
    retention("shop")(stack);
    expect(synthesisError(app)).toContain('logs: { tenants: "team" }');
  });
});
