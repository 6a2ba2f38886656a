import { COMPONENT_NAMES } from "../../../lib/domain/telemetry/component";
import { deployedSpecs } from "../../../lib/domain/telemetry/plan";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { DockerDeployment } from "../../../lib/platforms/docker/deployment";
import {
  resourcesOf,
  synthesize,
  type SynthesizedResource,
} from "../../support/synthesize";
import { dashboard, deployedFixture } from "./fixture";

const fixture = deployedFixture({
  declared: {
    dashboards: [dashboard("one")],
    receivers: [AlertReceiver.webhook({ url: SecretRef.file("chat") })],
  },
});
const stack = synthesize(fixture.stack);
const specs = new Map(
  deployedSpecs(DockerDeployment.of(fixture.stack).plan).map((spec) => [
    spec.name as string,
    spec,
  ]),
);
const containers = resourcesOf(stack, "docker_container");
const services = containers.filter(({ must_run }) => must_run !== false);
const helpers = containers.filter(({ must_run }) => must_run === false);

function byName(name: string): SynthesizedResource {
  const found = containers.find((each) => each.name === `monitoring-${name}`);
  if (found === undefined) {
    throw new Error(`no container monitoring-${name}`);
  }
  return found;
}

describe("containers of the platform", () => {
  it("are one for each component, and helpers that end", () => {
    expect(services.map(({ name }) => name).sort()).toEqual(
      COMPONENT_NAMES.map((name) => `monitoring-${name}`).sort(),
    );
    expect(helpers.length).toBeGreaterThan(0);
  });

  describe.each(COMPONENT_NAMES)("%s", (name) => {
    const container = byName(name);
    const spec = specs.get(name);

    it("runs as its own user with a read-only root file system", () => {
      expect(container).toMatchObject({
        user: spec?.user,
        read_only: true,
        capabilities: { drop: ["ALL"] },
        security_opts: ["no-new-privileges:true"],
      });
      expect(container).not.toHaveProperty("privileged");
      expect(container).not.toHaveProperty("devices");
      if (String(container.user).startsWith("0:")) {
        expect(spec?.exceptions).toContainEqual(
          expect.objectContaining({ kind: "root" }),
        );
      }
    });

    it("cannot exhaust the host", () => {
      expect(container.memory).toBe(spec?.memory.toMebibytes());
      expect(container.memory_swap).toBe(container.memory);
      expect(Number(container.cpus)).toBe(spec?.cpus);
      expect(container.ulimit).toEqual([
        expect.objectContaining({ name: "nproc", hard: expect.any(Number) }),
      ]);
      expect(container).toMatchObject({
        log_driver: "json-file",
        log_opts: { "max-size": "10m", "max-file": "3", tag: "{{.Name}}" },
        restart: "unless-stopped",
      });
      expect(container.destroy_grace_seconds).toBeGreaterThanOrEqual(10);
    });

    it("is reached from this machine only", () => {
      for (const port of (container.ports ?? []) as { ip: string }[]) {
        expect(port.ip).toBe("127.0.0.1");
      }
      expect(container.network_mode).toBe("bridge");
      const networks = container.networks_advanced as { aliases: string[] }[];
      expect(networks.map(({ aliases }) => aliases)).toEqual(
        networks.map(() => [name]),
      );
      const outside = spec?.egress === true || container.ports !== undefined;
      expect(networks).toHaveLength(outside ? 2 : 1);
    });

    it("mounts nothing of the host to write to", () => {
      for (const mount of (container.mounts ?? []) as object[]) {
        expect(mount).toMatchObject({ read_only: true });
      }
      const folder = spec?.configFolder;
      if (folder !== undefined) {
        expect(container.volumes).toContainEqual(
          expect.objectContaining({ container_path: folder, read_only: true }),
        );
      }
    });

    it("is waited for where it can be probed", () => {
      expect(container.wait).toBe(
        spec?.health === undefined ? undefined : true,
      );
      expect(container.healthcheck === undefined).toBe(
        spec?.health === undefined,
      );
      expect(container.healthcheck ?? {}).not.toHaveProperty("start_interval");
    });
  });

  it("start after those that they need", () => {
    expect(byName("grafana").depends_on).toEqual(
      expect.arrayContaining([
        expect.stringContaining("prometheus"),
        expect.stringContaining("loki"),
        expect.stringContaining("jaeger"),
      ]),
    );
  });

  it("hold secrets as files of their reader only", () => {
    const source = (name: string) =>
      `\${abspath("\${path.root}/../../secrets/${name}")}`;
    expect(byName("alertmanager").mounts).toEqual([
      {
        type: "bind",
        source: source("chat"),
        target: "/run/secrets/chat",
        read_only: true,
      },
    ]);
    expect(byName("grafana").mounts).toHaveLength(2);
    expect(byName("prometheus").mounts ?? []).toEqual([]);
  });

  it("take their images by exact version and leave them on the host", () => {
    for (const image of resourcesOf(stack, "docker_image")) {
      expect(image.name).toMatch(
        /^[a-z0-9./-]+:[\w.-]+(@sha256:[0-9a-f]{64})?$/,
      );
      expect(image.name).not.toMatch(/:latest/);
      expect(image.keep_locally).toBe(true);
    }
  });
});

describe("helper containers", () => {
  it.each(helpers.map((each) => [each.name as string, each] as const))(
    "%s can do next to nothing",
    (_name, helper) => {
      expect(helper).toMatchObject({
        capabilities: { drop: ["ALL"] },
        security_opts: ["no-new-privileges:true"],
        memory: 64,
        memory_swap: 64,
        log_opts: { "max-size": "1m", "max-file": "1" },
      });
      expect(helper).not.toHaveProperty("ports");
      if (helper.start !== false && helper.network_mode === "none") {
        expect(helper.attach).toBe(true);
      }
    },
  );
});

describe("the synthesized stack", () => {
  it("asks for a provider that does not delete stopped containers", () => {
    expect(stack.terraform).toMatchObject({
      required_providers: { docker: { version: "~> 4.5" } },
    });
  });

  it("keeps data volumes out of Terraform by default", () => {
    const names = resourcesOf(stack, "docker_volume").map(({ name }) => name);
    expect(names.every((name) => String(name).endsWith("-config"))).toBe(true);
  });

  it.each([
    ["prevent-destroy", true],
    ["destroy", false],
  ] as const)("makes data volumes that %s", (dataVolumes, prevented) => {
    const other = deployedFixture({ platform: { dataVolumes } });
    const data = resourcesOf(synthesize(other.stack), "docker_volume").filter(
      ({ name }) => String(name).endsWith("-data"),
    );
    expect(data.map(({ name }) => name).sort()).toEqual([
      "monitoring-alertmanager-data",
      "monitoring-grafana-data",
      "monitoring-jaeger-data",
      "monitoring-loki-data",
      "monitoring-otel-collector-data",
      "monitoring-prometheus-data",
    ]);
    for (const { lifecycle } of data) {
      expect(lifecycle).toEqual({ prevent_destroy: prevented });
    }
  });

  it("is the same each time, and holds no path of this machine", () => {
    const again = synthesize(
      deployedFixture({
        declared: {
          dashboards: [dashboard("one")],
          receivers: [AlertReceiver.webhook({ url: SecretRef.file("chat") })],
        },
      }).stack,
    );
    expect(again.text).toBe(stack.text);
    expect(stack.text).not.toContain(process.cwd());
  });

  it("gives each thing a name that changes nothing when something is added", () => {
    const names = Object.keys(stack.resource.docker_container ?? {}).sort();
    expect(names.slice(0, 3)).toEqual([
      "alertmanager_6F4BB584",
      "alertmanager_config_seeder_D1A2A5BD",
      expect.stringMatching(/^alertmanager_reload_/),
    ]);
    const smaller = synthesize(deployedFixture({ profile: "minimal" }).stack);
    expect(names).toEqual(
      expect.arrayContaining(
        Object.keys(smaller.resource.docker_container ?? {}),
      ),
    );
  });
});
