import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Duration } from "../../lib/domain/units";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../lib/render/loki-config";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { anAlert, aRecording } from "../domain/check/builders";
import { push, receiveAlerts } from "../rules/security-loki";
import { planOf } from "../support/plan";
import { eventually, freePorts, get, start } from "../support/program";
import { describeWithTools } from "../support/tools";

function rulerOf(components: ComponentChoices) {
  const plan = planOf(components);
  const config = renderLokiConfig({ plan, endpoints: endpointsOf(plan) });
  return (parse(config) as { ruler: { remote_write?: unknown } }).ruler;
}

function commandOf(components: ComponentChoices): readonly string[] {
  const { prometheus } = planOf(components);
  return prometheus.kind === "deployed" ? prometheus.spec.command : [];
}

describe("what Loki records", () => {
  it("is sent nowhere, and Prometheus takes nothing, unless asked for", () => {
    expect(rulerOf({})).not.toHaveProperty("remote_write");
    expect(commandOf({}).join()).not.toContain("remote-write");
  });

  it("is sent to each Prometheus", () => {
    expect(
      rulerOf({ prometheus: { remoteWriteReceiver: true, replicas: 2 } })
        .remote_write,
    ).toEqual({
      enabled: true,
      clients: {
        prometheus: { url: "http://prometheus:9090/api/v1/write" },
        "prometheus-2": { url: "http://prometheus-2:9090/api/v1/write" },
      },
    });
  });

  it("is taken by Prometheus only", () => {
    expect(() => planOf({ loki: { remoteWriteReceiver: true } })).toThrow(
      'remoteWriteReceiver of component "loki" must be left out, got true; only "prometheus" takes series',
    );
  });
});

describeWithTools(
  ["loki", "prometheus"],
  "a Loki and a Prometheus that takes series",
  ({ loki, prometheus }) => {
    it("share what a rule counts in lines and which alerts fire, which have the labels of those of Prometheus", async () => {
      const folder = mkdtempSync(join(tmpdir(), "loki-write-"));
      mkdirSync(join(folder, "rules/fake"), { recursive: true });
      const [http = 0, grpc = 0, metrics = 0] = await freePorts(3);
      const alertmanager = await receiveAlerts();
      const components: ComponentChoices = {
        prometheus: { remoteWriteReceiver: true },
        alertmanager: false,
        loki: {
          extraConfig: {
            server: {
              http_listen_address: "127.0.0.1",
              http_listen_port: http,
              grpc_listen_port: grpc,
            },
            ruler: { alertmanager_url: alertmanager.url },
          },
        },
      };
      const plan = planOf(components);
      const write = (name: string, text: string): void =>
        writeFileSync(join(folder, name), text);
      write(
        "loki.yaml",
        renderLokiConfig({
          plan,
          endpoints: {
            ...endpointsOf(plan),
            prometheus: `http://127.0.0.1:${metrics}`,
          },
          externalLabels: { cluster: "a$HOME" },
        })
          .replaceAll("/etc/loki", folder)
          .replaceAll(" /loki", ` ${folder}/data`),
      );
      write(
        "overrides.yaml",
        renderLokiOverrides({ default: Duration.days(7), streams: [] }),
      );
      write(
        "rules/fake/rules.yaml",
        renderRuleGroups(
          [
            {
              name: "lines",
              engine: "loki",
              interval: Duration.seconds(1),
              rules: [
                anAlert('count_over_time({service="shop"}[5m]) > 0'),
                aRecording(
                  "service:lines:count5m",
                  'sum by (service) (count_over_time({service="shop"}[5m]))',
                ),
              ],
            },
          ],
          {},
        ),
      );
      write("prometheus.yml", "{}\n");
      const flags = commandOf(components).filter((flag) =>
        flag.includes("remote-write"),
      );
      const programs = [
        start(prometheus, [
          `--config.file=${join(folder, "prometheus.yml")}`,
          `--storage.tsdb.path=${join(folder, "metrics")}`,
          `--web.listen-address=127.0.0.1:${metrics}`,
          ...flags,
        ]),
        start(loki, [`-config.file=${join(folder, "loki.yaml")}`]),
      ];
      const output = (): string =>
        programs.map((program) => program.output()).join("\n");
      try {
        await eventually(
          "Loki is ready",
          () => get(`http://127.0.0.1:${http}/ready`),
          output,
        );
        await push(`http://127.0.0.1:${http}`, { service: "shop" }, "sold");
        const seriesOf = (name: string) =>
          eventually(
            name,
            async () => {
              const answer = await get(
                `http://127.0.0.1:${metrics}/api/v1/query?query=${name}`,
              );
              const { data } = JSON.parse(answer) as {
                data: {
                  result: readonly {
                    metric: Record<string, string>;
                    value: readonly [number, string];
                  }[];
                };
              };
              return data.result[0];
            },
            output,
          );
        const series = await seriesOf("service:lines:count5m");
        expect(series?.metric).toMatchObject({
          __name__: "service:lines:count5m",
          service: "shop",
        });
        expect(series?.value[1]).toBe("1");
        const firing = await seriesOf("ALERTS");
        expect(firing?.metric).toMatchObject({
          alertname: "OrdersStalled",
          alertstate: "firing",
          service: "shop",
        });
        const [sent] = await eventually("the alert", () =>
          Promise.resolve(alertmanager.received("OrdersStalled")),
        );
        expect(sent?.labels).toMatchObject({ cluster: "a$HOME" });
      } finally {
        await Promise.all(programs.map((program) => program.stop()));
        await alertmanager.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }, 90_000);
  },
);
