import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import type {
  ComponentName,
  ComponentSpec,
} from "../../lib/domain/telemetry/component";
import { deployedSpecs } from "../../lib/domain/telemetry/plan";
import { Bytes, Duration } from "../../lib/domain/units";
import { imageReference } from "../../lib/platforms/docker/images";
import { renderBlackboxConfig } from "../../lib/render/blackbox-config";
import { renderJaegerConfig } from "../../lib/render/jaeger-config";
import {
  renderLokiConfig,
  renderLokiOverrides,
} from "../../lib/render/loki-config";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { renderPrometheusConfig } from "../../lib/render/prometheus-config";
import { planOf } from "../support/plan";
import { eventually } from "../support/program";
import { describeWithTool, mustRun, run } from "../support/tools";
import { removeAll } from "./support/docker";
import { testProject } from "./support/test-project";

const plan = planOf();
const endpoints = endpointsOf(plan);

/** The least that each program needs to start, by its path in the configuration folder. */
const FILES: Readonly<
  Partial<Record<ComponentName, Readonly<Record<string, string>>>>
> = {
  prometheus: {
    "prometheus.yml": renderPrometheusConfig({
      plan,
      endpoints,
      ruleFiles: [],
      settings: {
        jobs: [],
        scrapeInterval: Duration.seconds(15),
        evaluationInterval: Duration.seconds(15),
        externalLabels: {},
      },
    }),
  },
  alertmanager: {
    "alertmanager.yml": "route: {receiver: none}\nreceivers: [{name: none}]\n",
  },
  grafana: { "grafana.ini": "" },
  loki: {
    "loki.yaml": renderLokiConfig({ plan, endpoints }),
    "overrides.yaml": renderLokiOverrides({
      default: Duration.days(7),
      streams: [],
    }),
    "rules/fake/none.yaml": "groups: []\n",
  },
  jaeger: {
    "config.yaml": renderJaegerConfig({
      plan,
      retention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
    }),
  },
  "otel-collector": {
    "config.yaml": renderOtelCollectorConfig({ plan, endpoints, sources: [] }),
  },
  "blackbox-exporter": { "blackbox.yml": renderBlackboxConfig({ plan }) },
};

describeWithTool(
  "docker",
  "each component, locked up in its image",
  (docker) => {
    const name = testProject("components");
    const label = `cdktf-observability.project=${name}`;
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "components-"));
      chmodSync(folder, 0o755);
      for (const [component, files] of Object.entries(FILES)) {
        for (const [path, content] of Object.entries(files)) {
          const file = join(folder, component, path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, content);
        }
      }
      mkdirSync(join(folder, "secrets"));
      for (const secret of ["grafana-admin-password", "grafana-secret-key"]) {
        writeFileSync(
          join(folder, "secrets", secret),
          "a secret of the test\n",
        );
      }
      mustRun(docker, "network", "create", "--label", label, name);
    });

    afterAll(() => {
      removeAll(name);
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    /** Runs a component as every platform must: nothing allowed beyond its spec. */
    function start(spec: ComponentSpec): string {
      const memory = String(spec.memory.toBytes());
      const volumes = spec.volumes.map(({ name: volume, path }) => {
        const id = `${name}-${spec.name}-${volume}`;
        mustRun(docker, "volume", "create", "--label", label, id);
        return `${id}:${path}`;
      });
      const mounts = [
        ...volumes,
        ...(spec.hostMounts ?? []).map(
          ({ source, target }) => `${source}:${target}:ro`,
        ),
        ...(spec.configFolder === undefined
          ? []
          : [`${join(folder, spec.name)}:${spec.configFolder}:ro`]),
        ...(spec.secrets === undefined
          ? []
          : [`${join(folder, "secrets")}:/run/secrets:ro`]),
      ];
      return mustRun(
        docker,
        ...["run", "--detach", "--pull", "never", "--label", label],
        ...["--network", name, "--network-alias", spec.name],
        ...["--user", spec.user, "--read-only", "--cap-drop", "ALL"],
        ...["--security-opt", "no-new-privileges"],
        ...["--memory", memory, "--memory-swap", memory],
        ...["--cpus", String(spec.cpus)],
        ...["--pids-limit", String(spec.processes)],
        ...mounts.flatMap((mount) => ["--volume", mount]),
        ...(spec.tmpfs ?? []).flatMap((path) => ["--tmpfs", path]),
        ...Object.entries(spec.environment ?? {}).flatMap(([key, value]) => [
          "--env",
          `${key}=${value}`,
        ]),
        imageReference(spec.image),
        ...spec.command,
      ).trim();
    }

    function inspect(id: string, format: string): string {
      return mustRun(docker, "inspect", "--format", format, id).trim();
    }

    it.each(deployedSpecs(plan).map((spec) => [spec.name, spec] as const))(
      "%s starts, answers its probe, and leaves no volume without a name",
      async (_, spec) => {
        const id = start(spec);
        const logs = (): string => run(docker, ["logs", id]).output;
        const { health } = spec;
        await eventually(
          `${spec.name} is healthy`,
          () =>
            Promise.resolve(
              health === undefined
                ? logs().includes("Everything is ready") || undefined
                : run(docker, ["exec", id, ...health.command]).status === 0 ||
                    undefined,
            ),
          logs,
        );
        expect(inspect(id, "{{.State.Running}} {{.RestartCount}}")).toBe(
          "true 0",
        );
        const mounted = inspect(
          id,
          '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}',
        );
        expect(mounted).toBe(
          spec.volumes
            .map((volume) => `${name}-${spec.name}-${volume.name}`)
            .join(" "),
        );
      },
      90_000,
    );
  },
);
