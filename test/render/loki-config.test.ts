import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Rules } from "../../lib/domain/rules/build";
import type { LogRetention } from "../../lib/domain/logs/retention";
import { Duration } from "../../lib/domain/units";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../lib/render/loki-config";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { push, receiveAlerts } from "../rules/security-loki";
import { planOf } from "../support/plan";
import { eventually, freePorts, get, start } from "../support/program";
import { describeWithTool, run } from "../support/tools";

function rendered(components: ComponentChoices, folder: string): string {
  const plan = planOf(components);
  return renderLokiConfig({ plan, endpoints: endpointsOf(plan) })
    .replaceAll("/etc/loki", folder)
    .replaceAll(" /loki", ` ${folder}/data`);
}

const RETENTION: LogRetention = {
  default: Duration.days(7),
  streams: [
    { match: { log: "audit" }, keep: Duration.days(90) },
    { match: { level: "debug" }, keep: Duration.days(1) },
  ],
};

describe("renderLokiOverrides", () => {
  it("gives the stream that is kept longer the higher priority, in whatever order", () => {
    const [audit, debug] = RETENTION.streams;
    const reversed = renderLokiOverrides({
      ...RETENTION,
      streams: [debug, audit].flatMap((each) => each ?? []),
    });
    expect(renderLokiOverrides(RETENTION)).toBe(reversed);
    expect(parse(reversed)).toEqual({
      overrides: {
        fake: {
          retention_period: "168h0m0s",
          retention_stream: [
            { selector: '{level="debug"}', priority: 1, period: "24h0m0s" },
            { selector: '{log="audit"}', priority: 2, period: "2160h0m0s" },
          ],
        },
      },
    });
  });
});

describe("renderLokiConfig", () => {
  const ruler = (components: ComponentChoices = {}) =>
    (
      parse(rendered(components, "/x")) as {
        ruler: Record<string, unknown>;
      }
    ).ruler;

  it("lets alerts link to Grafana, where people reach it, and asks often enough for a page within a minute", () => {
    expect(
      ruler({ grafana: { external: "https://grafana.x.org/" } }),
    ).toMatchObject({
      external_url: "https://grafana.x.org",
      datasource_uid: "loki",
    });
    expect(ruler({ grafana: false })).not.toHaveProperty("external_url");
    expect(ruler()).toMatchObject({
      evaluation_interval: "30s",
      poll_interval: "10s",
      resend_delay: "30s",
    });
  });
});

describeWithTool("loki", "the configuration of Loki", (loki) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "loki-"));
    mkdirSync(join(folder, "rules/fake"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function writeOverrides(retention: LogRetention): void {
    writeFileSync(
      join(folder, "overrides.yaml"),
      renderLokiOverrides(retention),
    );
  }

  function writeRules(alert: string, summary: string): void {
    const rule = Rules.alert({
      alert,
      expr: 'sum by (log) (count_over_time({log="auth"} |= "Failed" [5m])) > 0',
      severity: "warning",
      labels: { text: `${summary} in {{ $labels.log }}` },
      summary,
      description: "{{ $value }} line of {{ $labels.log }}",
      dashboardUid: "security",
    });
    const interval = Duration.seconds(1);
    writeFileSync(
      join(folder, "rules/fake/rules.yaml"),
      renderRuleGroups(
        [{ name: "lines", engine: "loki", interval, rules: [rule] }],
        { grafanaUrl: "https://grafana.x.org" },
      ),
    );
  }

  it.each<[string, ComponentChoices]>([
    ["all components", {}],
    ["no Alertmanager", { alertmanager: false }],
    [
      "an addition of the user's",
      { loki: { extraConfig: { limits_config: { ingestion_rate_mb: 99 } } } },
    ],
  ])("is accepted with %s", (_, components) => {
    const file = join(folder, "loki.yaml");
    writeFileSync(file, rendered(components, folder));
    expect(run(loki, [`-config.file=${file}`, "-verify-config"])).toMatchObject(
      {
        status: 0,
        output: "",
      },
    );
  });

  it("lets a running Loki take over other rules and another retention, with any text in its selectors", async () => {
    const alertmanager = await receiveAlerts();
    const [http = 0, grpc = 0] = await freePorts(2);
    const file = join(folder, "loki.yaml");
    const server = {
      http_listen_address: "127.0.0.1",
      http_listen_port: http,
      grpc_listen_port: grpc,
    };
    writeFileSync(
      file,
      rendered(
        {
          grafana: { external: "https://grafana.x.org" },
          loki: {
            extraConfig: {
              server,
              ruler: {
                poll_interval: "1s",
                resend_delay: "1s",
                alertmanager_url: alertmanager.url,
              },
            },
          },
        },
        folder,
      ),
    );
    writeOverrides(RETENTION);
    writeRules("LinesSeen", "seen");
    const running = start(loki, [`-config.file=${file}`]);
    const limits = async (): Promise<Record<string, unknown>> => {
      const response = await fetch(
        `http://127.0.0.1:${http}/config/tenant/v1/limits`,
        { headers: { "x-scope-orgid": "fake" } },
      );
      return parse(await response.text()) as Record<string, unknown>;
    };
    try {
      await eventually(
        "Loki is ready",
        () => get(`http://127.0.0.1:${http}/ready`),
        running.output,
      );
      expect((await limits()).retention_period).toBe("1w");
      await push(`http://127.0.0.1:${http}`, { log: "auth" }, "Failed");
      const [alert] = await eventually(
        "the alert",
        () => Promise.resolve(alertmanager.received("LinesSeen")),
        running.output,
      );
      expect(alert).toMatchObject({
        labels: {
          alertname: "LinesSeen",
          severity: "warning",
          log: "auth",
          text: "seen in auth",
        },
        annotations: {
          summary: "seen",
          description: "1 line of auth",
          dashboard: "https://grafana.x.org/d/security",
        },
      });
      expect(alert?.generatorURL).toMatch(
        /^https:\/\/grafana\.x\.org\/explore\?.*loki/,
      );
      writeRules("LinesSeenAgain", "once more");
      await eventually("the other alert", () =>
        Promise.resolve(alertmanager.received("LinesSeenAgain")),
      );
      const values = fc.sample(
        fc.string({ unit: "grapheme", minLength: 1 }),
        20,
      );
      const awkward = ['a"b', "back\\slash", "${x}", "new\nline", ...values];
      writeOverrides({
        default: Duration.days(2),
        streams: awkward.map((log) => ({
          match: { log, level: "info" },
          keep: Duration.days(3),
        })),
      });
      const after = await eventually("the new retention", async () => {
        const found = await limits();
        return found.retention_period === "1w" ? undefined : found;
      });
      expect(after.retention_period).toBe("2d");
      expect(after.retention_stream).toHaveLength(awkward.length);
      const metrics = await get(`http://127.0.0.1:${http}/metrics`);
      expect(metrics).toContain(
        'loki_runtime_config_last_reload_successful{config="loki"} 1',
      );
    } finally {
      await running.stop();
      await alertmanager.stop();
    }
  }, 120_000);
});
