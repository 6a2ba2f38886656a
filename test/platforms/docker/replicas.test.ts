import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import type { DeploymentManifest } from "../../../lib/domain/telemetry/manifest";
import { Duration } from "../../../lib/domain/units";
import {
  selfScrapeJobs,
  type ComponentChoices,
} from "../../../lib/packs/components/profile";
import { DockerDeployment } from "../../../lib/platforms/docker/deployment";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import { renderLokiConfig } from "../../../lib/render/loki-config";
import { renderPrometheusConfig } from "../../../lib/render/prometheus-config";
import { planOf } from "../../support/plan";
import { describeWithTool, run } from "../../support/tools";
import { deployedFixture } from "./fixture";

const PAIRS: ComponentChoices = {
  prometheus: { replicas: 2, publish: { "http-2": 9190 } },
  alertmanager: { replicas: 2 },
};

function synthesized(components: ComponentChoices) {
  const fixture = deployedFixture({ components });
  fixture.app.synth();
  const read = <T>(file: string) =>
    JSON.parse(readFileSync(join(fixture.folder, file), "utf8")) as T;
  const { resource } = read<{
    readonly resource: Readonly<
      Record<string, Readonly<Record<string, object>>>
    >;
  }>("cdk.tf.json");
  const addresses = Object.entries(resource).flatMap(([type, ids]) =>
    Object.keys(ids).map((id) => `${type}.${id}`),
  );
  return {
    ...fixture,
    addresses,
    containers: Object.values(resource.docker_container ?? {}) as {
      readonly name: string;
    }[],
    manifest: read<DeploymentManifest>("observability.json"),
  };
}

describe("two of a component on Docker", () => {
  const single = synthesized({});
  const pairs = synthesized(PAIRS);

  it("leave the first where it is", () => {
    const before = new Set(pairs.addresses);
    expect(single.addresses.filter((each) => !before.has(each))).toEqual([]);
  });

  it("add a container, its configuration and its reload for each second one", () => {
    const before = single.containers.map(({ name }) => name);
    const added = pairs.containers
      .map(({ name }) => name)
      .filter((name) => !before.includes(name));
    expect(added.sort()).toEqual([
      "monitoring-alertmanager-2",
      "monitoring-alertmanager-2-config",
      "monitoring-alertmanager-2-reload",
      "monitoring-prometheus-2",
      "monitoring-prometheus-2-config",
    ]);
  });

  it("have data of their own", () => {
    expect(pairs.manifest.dataVolumes).toEqual(
      expect.arrayContaining([
        "monitoring-alertmanager-data",
        "monitoring-alertmanager-2-data",
        "monitoring-prometheus-data",
        "monitoring-prometheus-2-data",
      ]),
    );
  });

  it("are known to programs that run Terraform", () => {
    const { components, ports } = pairs.manifest;
    expect(components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["prometheus", "prometheus-2", "alertmanager-2"]),
    );
    expect(ports).toContainEqual({
      name: "http",
      container: "monitoring-prometheus-2",
      address: "127.0.0.1",
      port: 9190,
      internal: 9090,
      protocol: "tcp",
    });
  });

  it("read the same files, but for the label that tells two Prometheis apart", () => {
    const files = (alias: string) =>
      DockerDeployment.of(pairs.stack)
        .deployed.find((each) => each.alias === alias)
        ?.renderFiles() ?? {};
    expect(files("alertmanager-2")).toEqual(files("alertmanager"));
    const { "prometheus.yml": first, ...others } = files("prometheus");
    const { "prometheus.yml": second, ...same } = files("prometheus-2");
    expect(same).toEqual(others);
    expect(second).toBe(
      String(first).replace(
        "prometheus_replica: prometheus\n",
        "prometheus_replica: prometheus-2\n",
      ),
    );
    expect(second).not.toBe(first);
  });

  it("keep their names from other containers", () => {
    const { stack } = deployedFixture({ components: PAIRS });
    expect(
      () =>
        new DockerService(stack, "mine", {
          name: "alertmanager-2",
          image: "x:1",
        }),
    ).toThrow(/must not be that of a component of the platform/);
  });

  it("take no port twice", () => {
    const { ports } = deployedFixture({
      components: { prometheus: { replicas: 2, publish: { "http-2": 9090 } } },
    });
    expect(ports.validate().map(({ code }) => code)).toEqual(["port-taken"]);
  });
});

describe("the configuration of pairs", () => {
  const render = (
    components: ComponentChoices,
    externalLabels: Readonly<Record<string, string>> = {},
    replica?: number,
  ) => {
    const plan = planOf(components);
    return renderPrometheusConfig({
      plan,
      endpoints: endpointsOf(plan),
      replica,
      ruleFiles: [],
      settings: {
        jobs: selfScrapeJobs(plan),
        scrapeInterval: Duration.seconds(15),
        evaluationInterval: Duration.seconds(15),
        externalLabels,
      },
    });
  };

  it("names both Alertmanagers, and takes from alerts what tells the Prometheis apart", () => {
    const { global, alerting } = parse(render(PAIRS, { site: "x" }, 2)) as {
      readonly global: { readonly external_labels: object };
      readonly alerting: object;
    };
    expect(global.external_labels).toEqual({
      site: "x",
      prometheus_replica: "prometheus-2",
    });
    expect(alerting).toEqual({
      alert_relabel_configs: [
        { action: "labeldrop", regex: "prometheus_replica" },
      ],
      alertmanagers: [
        {
          scheme: "http",
          static_configs: [
            { targets: ["alertmanager:9093", "alertmanager-2:9093"] },
          ],
        },
      ],
    });
  });

  it("scrapes each of them, and probes each under its component", () => {
    const { scrape_configs } = parse(render(PAIRS)) as {
      readonly scrape_configs: readonly {
        readonly job_name: string;
        readonly static_configs: readonly {
          readonly targets: readonly string[];
          readonly labels?: object;
        }[];
      }[];
    };
    const job = (name: string) =>
      scrape_configs.find(({ job_name }) => job_name === name)?.static_configs;
    expect(job("prometheus")).toEqual([
      { targets: ["prometheus:9090", "prometheus-2:9090"] },
    ]);
    expect(job("probe")).toContainEqual({
      targets: ["http://alertmanager-2:9093/-/healthy"],
      labels: { component: "alertmanager" },
    });
  });

  it("refuses a label of the user's in the place of that of the replicas", () => {
    expect(() => render(PAIRS, { prometheus_replica: "mine" })).toThrow(
      'externalLabels must leave "prometheus_replica" to the two Prometheis, got "mine"',
    );
    expect(render({}, { prometheus_replica: "mine" })).toContain("mine");
  });

  it("has Loki tell both Alertmanagers", () => {
    const plan = planOf(PAIRS);
    const config = parse(
      renderLokiConfig({ plan, endpoints: endpointsOf(plan) }),
    ) as { readonly ruler: { readonly alertmanager_url: string } };
    expect(config.ruler.alertmanager_url).toBe(
      "http://alertmanager:9093,http://alertmanager-2:9093",
    );
  });

  describeWithTool("promtool", "in promtool", (promtool) => {
    const folder = mkdtempSync(join(tmpdir(), "replicas-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("is accepted", () => {
      const file = join(folder, "prometheus.yml");
      writeFileSync(file, render(PAIRS, {}, 2));
      const { status, output } = run(promtool, ["check", "config", file]);
      expect({ status, output }).toMatchObject({ status: 0 });
    });
  });
});
