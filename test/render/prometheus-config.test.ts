import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import type { ScrapeJob } from "../../lib/domain/telemetry/scrape";
import type { MetricsSettings } from "../../lib/domain/telemetry/settings";
import { Bytes, Duration } from "../../lib/domain/units";
import {
  selfScrapeJobs,
  type ComponentChoices,
} from "../../lib/packs/components/profile";
import { renderBlackboxConfig } from "../../lib/render/blackbox-config";
import { renderPrometheusConfig } from "../../lib/render/prometheus-config";
import { planOf } from "../support/plan";
import { eventually, freePorts, get, start } from "../support/program";
import { describeWithTool, describeWithTools, run } from "../support/tools";

function rendered(
  settings: Partial<MetricsSettings>,
  components: ComponentChoices = {},
  ruleFiles: readonly string[] = [],
): string {
  const plan = planOf(components);
  return renderPrometheusConfig({
    plan,
    endpoints: endpointsOf(plan),
    ruleFiles,
    settings: {
      jobs: selfScrapeJobs(plan),
      scrapeInterval: Duration.seconds(15),
      evaluationInterval: Duration.seconds(15),
      externalLabels: {},
      ...settings,
    },
  });
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly static_configs: readonly {
    readonly targets: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
  }[];
}

function scrapeConfigs(config: string): readonly ScrapeConfig[] {
  return (parse(config) as { scrape_configs: ScrapeConfig[] }).scrape_configs;
}

describeWithTool("promtool", "renderPrometheusConfig", (promtool) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "prometheus-"));
    writeFileSync(join(folder, "a rule's file.yml"), "groups: []\n");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function check(config: string): { status: number; output: string } {
    writeFileSync(join(folder, "prometheus.yml"), config);
    return run(promtool, ["check", "config", join(folder, "prometheus.yml")]);
  }

  it.each<[string, ComponentChoices]>([
    ["all components", {}],
    [
      "only what is needed",
      { alertmanager: false, loki: false, "blackbox-exporter": false },
    ],
    [
      "an Alertmanager elsewhere",
      { alertmanager: { external: "https://alerts.example.com:443/am/" } },
    ],
    [
      "an addition of the user's",
      {
        prometheus: {
          extraConfig: {
            remote_write: [{ url: "http://elsewhere/api/v1/write" }],
          },
        },
      },
    ],
  ])("is accepted with %s", (_, components) => {
    const config = rendered({}, components, ["a rule's file.yml"]);
    expect(check(config)).toMatchObject({ status: 0 });
  });

  it("names each rule file, so that a missing one is an error", () => {
    expect(check(rendered({}, {}, ["gone.yml"]))).toMatchObject({
      status: 1,
      output: expect.stringContaining("gone.yml"),
    });
  });

  it("is accepted with any text in names, labels, paths and parameters", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom("no", "1e3", "a: b", "${x}", "$1", "{{ $labels }}", "x "),
    );
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const job = fc.record({
      name: text,
      path: text.map((each) => `/${each}`),
      labels: fc.dictionary(label, text, { maxKeys: 3 }),
      params: fc.dictionary(label, fc.array(text, { maxLength: 2 }), {
        maxKeys: 2,
      }),
      interval: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(job, { selector: ({ name }) => name, maxLength: 4 }),
        fc.dictionary(label, text, { maxKeys: 3 }),
        (jobs, externalLabels) => {
          const config = rendered({
            externalLabels,
            jobs: jobs.map(({ path, interval, ...each }) => ({
              ...each,
              metricsPath: path,
              interval: Duration.seconds(interval),
              targets: [{ kind: "address", address: "shop:9464" }],
              metrics: [],
            })),
          });
          expect(check(config)).toMatchObject({ status: 0 });
          expect(
            scrapeConfigs(config).map((each) => [
              each.job_name,
              each.metrics_path,
              each.static_configs[0]?.labels,
            ]),
          ).toEqual(jobs.map(({ name, path, labels }) => [name, path, labels]));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("scrape jobs of the configuration", () => {
  it("reach components by their names and at the job's port", () => {
    const jobs = new Map(
      scrapeConfigs(rendered({})).map((job) => [job.job_name, job]),
    );
    const target = (name: string): string | undefined =>
      jobs.get(name)?.static_configs[0]?.targets[0];
    expect(target("jaeger")).toBe("jaeger:8888");
    expect(target("otel-collector-metrics")).toBe("otel-collector:8889");
  });

  it("ask the prober for each component's own page", () => {
    const probe = scrapeConfigs(rendered({})).find(
      ({ job_name }) => job_name === "probe",
    );
    expect(probe?.static_configs).toContainEqual({
      targets: ["http://loki:3100/ready"],
      labels: { component: "loki" },
    });
    expect(probe?.static_configs).toHaveLength(9);
  });

  it("hand what is probed to the prober word for word, with its module", () => {
    const job: ScrapeJob = {
      name: "mail",
      targets: [
        { kind: "probed", target: "https://shop.example/a?b=c&d" },
        { kind: "probed", target: "mail.example:25" },
      ],
      scheme: "https",
      metricsPath: "/elsewhere",
      params: { module: ["tcp_connect"] },
      labels: { team: "sales" },
      probe: { component: "blackbox-exporter", port: 9115 },
      metrics: [],
    };
    expect(scrapeConfigs(rendered({ jobs: [job] }))).toMatchObject([
      {
        params: { module: ["tcp_connect"] },
        static_configs: [
          {
            targets: ["https://shop.example/a?b=c&d"],
            labels: { team: "sales" },
          },
          { targets: ["mail.example:25"], labels: { team: "sales" } },
        ],
      },
    ]);
  });

  it("refuse a target that nobody runs", () => {
    const job: ScrapeJob = {
      name: "logs",
      targets: [{ kind: "component", component: "loki", port: 3100 }],
      metrics: [],
    };
    expect(() => rendered({ jobs: [job] }, { loki: false })).toThrow(
      'scrape job "logs" must have targets that run, got component "loki", which is switched off; switch it on or leave the target out',
    );
  });
});

describeWithTools(
  ["prometheus", "blackbox_exporter"],
  "a running Prometheus",
  (tools) => {
    it("takes new retention, labels and jobs over without a restart, and probes", async () => {
      const folder = mkdtempSync(join(tmpdir(), "prometheus-live-"));
      const [port = 0, prober = 0] = await freePorts(2);
      const answers = createServer((_, response) => response.end("fine"));
      await new Promise<void>((resolve) =>
        answers.listen(0, "127.0.0.1", resolve),
      );
      const probed = `127.0.0.1:${(answers.address() as AddressInfo).port}`;
      const file = join(folder, "prometheus.yml");
      const write = (settings: Partial<MetricsSettings>): void =>
        writeFileSync(
          file,
          rendered({
            scrapeInterval: Duration.seconds(1),
            jobs: [
              {
                name: "probe",
                targets: [
                  { kind: "address", address: probed },
                  { kind: "probed", target: `http://${probed}/health?x=1` },
                ],
                probe: { component: "blackbox-exporter", port: prober },
                metrics: [],
              },
            ],
            ...settings,
          }).replaceAll("blackbox-exporter:", "127.0.0.1:"),
        );
      write({});
      writeFileSync(
        join(folder, "blackbox.yml"),
        renderBlackboxConfig({ plan: planOf() }),
      );
      const blackbox = start(tools.blackbox_exporter, [
        `--config.file=${join(folder, "blackbox.yml")}`,
        `--web.listen-address=127.0.0.1:${prober}`,
      ]);
      const plan = planOf();
      const spec =
        plan.prometheus.kind === "deployed" ? plan.prometheus.spec : undefined;
      const flags = (spec?.command ?? [])
        .map((flag) =>
          flag
            .replace("/etc/prometheus/prometheus.yml", file)
            .replace("=/prometheus", `=${join(folder, "data")}`),
        )
        .concat(`--web.listen-address=127.0.0.1:${port}`);
      const prometheus = start(tools.prometheus, flags);
      const api = (path: string): Promise<unknown> =>
        get(`http://127.0.0.1:${port}/api/v1/${path}`).then(
          (body) => (JSON.parse(body) as { data: unknown }).data,
        );
      const runtime = (): Promise<Record<string, unknown>> =>
        api("status/runtimeinfo") as Promise<Record<string, unknown>>;
      try {
        const before = await eventually(
          "Prometheus answers",
          runtime,
          prometheus.output,
        );
        expect(before.storageRetention).toBe("15d or 8GiB");
        write({
          externalLabels: { cluster: "a$HOME${x}" },
          retention: { time: Duration.days(3), size: Bytes.gibibytes(2) },
        });
        const after = await eventually("the new file is in force", async () => {
          const info = await runtime();
          return info.storageRetention === "15d or 8GiB" ? undefined : info;
        });
        expect(after.storageRetention).toBe("3d or 2GiB");
        expect(after.startTime).toBe(before.startTime);
        const { yaml } = (await api("status/config")) as { yaml: string };
        expect(
          (parse(yaml) as { global: { external_labels: unknown } }).global
            .external_labels,
        ).toEqual({ cluster: "a$HOME${x}" });
        await eventually("both probes succeed", async () => {
          const { result } = (await api(
            `query?query=${encodeURIComponent("probe_success == 1")}`,
          )) as { result: readonly { metric: { instance: string } }[] };
          return result.length === 2 ? result : undefined;
        }).then((result) =>
          expect(result.map(({ metric }) => metric.instance).sort()).toEqual([
            `http://${probed}/`,
            `http://${probed}/health?x=1`,
          ]),
        );
      } finally {
        await prometheus.stop();
        await blackbox.stop();
        await new Promise((resolve) => answers.close(resolve));
        rmSync(folder, { recursive: true, force: true });
      }
    }, 120_000);
  },
);
