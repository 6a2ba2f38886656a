import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "../../lib/domain/problem";
import { parseLogql } from "../../lib/domain/promql/logql";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import {
  SECURITY_LOG_THRESHOLDS,
  type SecurityLogThresholds,
} from "../../lib/packs/alerts/security/options";
import type { SecurityLogs } from "../../lib/packs/alerts/security/sources";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { eventually } from "../support/program";
import { incompleteSections, runbookHeadings } from "../support/runbook";
import { describeWithTool } from "../support/tools";
import { problemsOf } from "./pack-model";
import { alertsOf } from "./pack-suite";
import { AUDIT_CASES } from "./security-audit-cases";
import { HOST_CASES } from "./security-host-cases";
import { WEB_CASES } from "./security-web-cases";
import { HARMLESS } from "./security-harmless";
import { push, startLoki, type AgedLine } from "./security-loki";

const LOGS: SecurityLogs = {
  auth: { sudoUsers: ["deploy"] },
  audit: {},
  access: {},
  application: { selector: '{service="shop"}' },
};

function pack(thresholds: SecurityLogThresholds = {}): readonly RuleGroup[] {
  return securityAlerts({ logs: LOGS, team: "security", thresholds });
}

const SECURITY_CASES = { ...HOST_CASES, ...AUDIT_CASES, ...WEB_CASES };

const alerts = alertsOf(pack());
const names = alerts.map(({ alert }) => alert).sort();
const RUNBOOK = join(__dirname, "../../docs/runbooks/security.md");

/** The alert as it is, or as other thresholds make it. */
function exprOf(alert: string, groups = pack()): string {
  const found = alertsOf(groups).find((rule) => rule.alert === alert);
  if (found === undefined) {
    throw new Error(`no alert ${alert}`);
  }
  return found.expr;
}

/** Each set of lines is a tenant of its own, so that all can be there at once. */
const TENANTS = Object.entries(SECURITY_CASES).flatMap(([alert, each]) => {
  const tenant = (
    kind: "fires" | "silent",
    title: string,
    lines: readonly AgedLine[],
    index = 0,
  ) => ({
    alert,
    kind,
    title: `${alert}: ${title}`,
    id: `${alert}-${kind}-${index}`,
    stream: each.stream,
    lines,
  });
  return [
    tenant("fires", "fires", each.fires),
    tenant("silent", "silent", each.silent),
    ...Object.entries(each.alsoFires ?? {}).map(([title, lines], index) =>
      tenant("fires", title, lines, index + 1),
    ),
    ...Object.entries(each.edges ?? {}).map(([title, lines], index) =>
      tenant("silent", title, lines, index + 1),
    ),
  ];
});

describe("the alerts of logs about security", () => {
  it("have one name each, and cases", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(SECURITY_CASES).sort()).toEqual(names);
  });

  it("have a heading in the runbook, and no other has", () => {
    expect(runbookHeadings(RUNBOOK)).toEqual(names);
  });

  it("say what they mean and what to do", () => {
    const parts = ["Meaning", "Impact", "Check", "Do", "Escalate", "Tell"];
    expect(incompleteSections(RUNBOOK, parts)).toEqual([]);
  });

  it("are without problems in a model", () => {
    // The dashboard is declared apart from the pack; its test looks at both.
    const problems = problemsOf(pack()).map(({ code }) => code);
    expect(problems).toEqual(["dashboard-unknown"]);
  });

  it("prove of each page what must not make it fire", () => {
    const unproven = alerts
      .filter(({ severity }) => severity === "critical")
      .filter(({ alert }) => SECURITY_CASES[alert]?.edges === undefined);
    expect(unproven).toEqual([]);
  });

  it("let nobody page from outside, which would mute what else happens", () => {
    const pages = alerts.filter(({ severity }) => severity === "critical");
    expect(pages.map(({ alert }) => alert).sort()).toEqual([
      "AdministratorAdded",
      "AppBruteForceSucceeded",
      "AuditLogSilent",
      "AuditRulesRemoved",
      "AuditdStopped",
      "AuditingSwitchedOff",
      "CriticalFileChanged",
      "SshBruteForceSucceeded",
      "SshKeyChanged",
    ]);
  });
});

describeWithTool("loki", "the alerts of logs in Loki", (program) => {
  let folder: string;
  let loki: Awaited<ReturnType<typeof startLoki>>;
  const now = Date.now();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "security-"));
    loki = await startLoki(program, folder);
    for (const { id, stream, lines } of TENANTS) {
      await push(loki.url, stream, lines, { now, tenant: id });
    }
    for (const { stream, lines } of HARMLESS) {
      await push(loki.url, stream, lines, { now, tenant: "harmless" });
    }
    await loki.flush();
    for (const alert of names) {
      const tenant = join(folder, "rules", `${alert}-fires-0`);
      mkdirSync(tenant, { recursive: true });
      writeFileSync(join(tenant, "rules.yaml"), renderRuleGroups(alone(alert)));
    }
    await loki.ready();
  }, 90_000);
  afterAll(async () => {
    await loki.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rule of one alert, looked at every two seconds. */
  function alone(alert: string): readonly RuleGroup[] {
    return pack()
      .map((group) => ({
        ...group,
        interval: Duration.seconds(2),
        rules: group.rules.filter(
          (rule) => rule.kind === "alert" && rule.alert === alert,
        ),
      }))
      .filter(({ rules }) => rules.length > 0);
  }

  const ask = (tenant: string, expr: string) =>
    loki.query(tenant, expr, now + 1);

  it("reach an Alertmanager with their labels and texts", async () => {
    for (const alert of names) {
      const expected = SECURITY_CASES[alert]?.expect;
      const [sent] = await eventually(alert, () =>
        Promise.resolve(loki.alerts.received(alert)),
      );
      expect(sent?.labels).toEqual({ alertname: alert, ...expected?.labels });
      expect(sent?.annotations).toEqual({
        summary: expected?.summary,
        description: expected?.description,
        runbook_url: `https://github.com/cdktf-observability/cdktf-observability/blob/main/docs/runbooks/security.md#${alert.toLowerCase()}`,
        dashboard: "/d/security",
      });
    }
    rmSync(join(folder, "rules"), { recursive: true });
  }, 180_000);

  it("fire once on their lines, and not when they should not", async () => {
    const wrong = await Promise.all(
      TENANTS.map(async ({ alert, kind, title, id }) => {
        const found = await ask(id, exprOf(alert));
        return found.length === (kind === "fires" ? 1 : 0)
          ? []
          : [`${title}: ${JSON.stringify(found)}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  }, 180_000);

  it("are silent on a day like any other", async () => {
    const fired = await Promise.all(
      alerts.map(async ({ alert, expr }) => {
        const found = await ask("harmless", expr);
        return found.length === 0 ? [] : [[alert, found]];
      }),
    );
    expect(fired.flat()).toEqual([]);
    expect(
      await ask("harmless", 'sum(count_over_time({log=~".+"} [5m]))'),
    ).not.toEqual([]);
  }, 180_000);

  it("notice a threshold that is ten times too great or too small", async () => {
    const before = new Map(alerts.map(({ alert, expr }) => [alert, expr]));
    const unnoticed = await Promise.all(
      mutants().map(async ([mutation, groups]) => {
        const changed = new Set(
          alertsOf(groups)
            .filter(({ alert, expr }) => before.get(alert) !== expr)
            .map(({ alert }) => alert),
        );
        for (const { alert, kind, id } of TENANTS) {
          if (changed.has(alert)) {
            const found = await ask(id, exprOf(alert, groups));
            if (found.length !== (kind === "fires" ? 1 : 0)) {
              return [];
            }
          }
        }
        return [mutation];
      }),
    );
    expect(unnoticed.flat()).toEqual([]);
  }, 180_000);

  it("stay within what the ruler evaluates, however many addresses take part", async () => {
    const lines = Array.from({ length: 3000 }, (_, n): AgedLine[] =>
      Array.from({ length: 6 }, () => [
        1,
        `{"event":"authn_login_fail:u${n}","user":"u${n}","source_ip":"10.0.${n >> 8}.${n & 255}"}`,
      ]),
    ).flat();
    await push(loki.url, { service: "shop" }, lines, { now, tenant: "botnet" });
    const found = await ask("botnet", exprOf("AppLoginFailuresFromSource"));
    expect(found).toHaveLength(20);
    expect(await ask("botnet", exprOf("AppLoginFailuresHigh"))).toHaveLength(1);
  }, 180_000);
});

/** The greatest factors first; a threshold may refuse them. */
const FACTORS = [10, 5, 3];

function mutants(): readonly (readonly [string, readonly RuleGroup[]])[] {
  return Object.entries(SECURITY_LOG_THRESHOLDS).flatMap(([name, value]) =>
    [FACTORS, FACTORS.map((factor) => 1 / factor)].map((factors) => {
      for (const factor of factors) {
        try {
          const changed =
            value instanceof Duration ? value.times(factor) : value * factor;
          return [
            `${name} times ${factor}`,
            pack({ [name]: changed }),
          ] as const;
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }
      // A share of 0.5 can only become twice as great.
      return [`${name} at most`, pack({ [name]: 1 })] as const;
    }),
  );
}

it("writes LogQL that the check of a model reads", () => {
  for (const { expr } of alerts) {
    expect(parseLogql(expr).type).toBe("vector");
  }
});
