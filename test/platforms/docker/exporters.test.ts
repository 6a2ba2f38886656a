import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Construct } from "constructs";
import { SecretRef } from "../../../lib/domain/secret";
import type { ContainerSpec } from "../../../lib/domain/telemetry/component";
import type { DeploymentManifest } from "../../../lib/domain/telemetry/manifest";
import { Bytes, Duration } from "../../../lib/domain/units";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import { imageReference } from "../../../lib/platforms/docker/images";
import { resourcesOf, synthesize } from "../../support/synthesize";
import {
  deployedFixture,
  writeSecrets,
  type DeployedFixture,
  type FixtureOptions,
} from "./fixture";

const PASSWORD = SecretRef.file("database-password");

const spec: ContainerSpec = {
  image: "postgres-exporter",
  user: "65534:65534",
  command: ["--flag=${x}"],
  environment: { DATA_SOURCE_PASS_FILE: "/run/secrets/database-password" },
  ports: [{ name: "http", port: 9187 }],
  memory: Bytes.mebibytes(48),
  cpus: 0.1,
  processes: 32,
  tmpfs: ["/tmp"],
  secrets: [PASSWORD],
  health: {
    command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9187/"],
    interval: Duration.seconds(5),
    timeout: Duration.seconds(5),
    retries: 3,
    startPeriod: Duration.seconds(30),
  },
  egress: false,
  stopGrace: Duration.seconds(10),
};

function run(
  fixture: DeployedFixture,
  name = "database-exporter",
  change: Partial<ContainerSpec> = {},
): void {
  const scope = new Construct(fixture.stack, name);
  fixture.ports.exporters.run(scope, name, { ...spec, ...change });
}

function minimal(options: FixtureOptions = {}): DeployedFixture {
  return deployedFixture({ profile: "minimal", ...options });
}

function containerOf(
  fixture: DeployedFixture,
  name = "monitoring-database-exporter",
) {
  return resourcesOf(synthesize(fixture.stack), "docker_container").find(
    (each) => each.name === name,
  );
}

describe("an exporter on Docker", () => {
  const fixture = minimal();
  run(fixture);
  const container = containerOf(fixture);

  it("can do no more than a component, and not exhaust the host", () => {
    expect(container).toMatchObject({
      user: "65534:65534",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      memory: 48,
      memory_swap: 48,
      cpus: "0.1",
      ulimit: [
        { name: "nproc", hard: expect.any(Number), soft: expect.any(Number) },
      ],
      tmpfs: { "/tmp": expect.stringContaining("noexec") },
      restart: "unless-stopped",
      log_driver: "json-file",
      log_opts: { "max-size": "10m", "max-file": "3", tag: "{{.Name}}" },
      destroy_grace_seconds: 10,
    });
    for (const key of ["privileged", "devices", "pid_mode", "ports"]) {
      expect(container).not.toHaveProperty(key);
    }
  });

  it("is in the network without a way out, and found by its name", () => {
    expect(container?.networks_advanced).toEqual([
      {
        name: expect.stringContaining("network_internal"),
        aliases: ["database-exporter"],
      },
    ]);
  });

  it("is probed as its spec says, and belongs to the project", () => {
    expect(container).toMatchObject({
      wait: true,
      healthcheck: { test: ["CMD", ...(spec.health?.command ?? [])] },
      command: ["--flag=$${x}"],
    });
    expect(container?.labels).toEqual(
      expect.arrayContaining([
        { label: "cdktf-observability.project", value: "monitoring" },
        { label: "cdktf-observability.component", value: "database-exporter" },
      ]),
    );
  });

  it("finds its secrets in files that it can only read", () => {
    expect(container?.mounts).toEqual([
      {
        type: "bind",
        source: `\${abspath("\${path.root}/../../secrets/database-password")}`,
        target: "/run/secrets/database-password",
        read_only: true,
      },
    ]);
  });

  it("leads out where its spec says so, or a port is published", () => {
    const networks = (change: Partial<ContainerSpec>) => {
      const other = minimal();
      run(other, "database-exporter", change);
      return containerOf(other)?.networks_advanced;
    };
    expect(networks({ egress: true })).toHaveLength(2);
    const ports = [{ name: "http", port: 9187, publish: 19187 }];
    expect(networks({ ports })).toHaveLength(2);
  });

  it("may have as many processes as another order of declarations allows", () => {
    const other = minimal();
    run(other, "first", { processes: 9999 });
    run(other);
    expect(containerOf(other)).toEqual(container);
  });

  it.each([
    ["its key", {}, undefined, imageReference("postgres-exporter")],
    ["its reference", { image: "own/exporter:1" }, undefined, "own/exporter:1"],
    [
      "another one for its key",
      {},
      { "postgres-exporter": "mirror/pg:1" },
      "mirror/pg:1",
    ],
  ])("takes an image by %s", (_what, change, images, reference) => {
    const other = minimal(images === undefined ? {} : { platform: { images } });
    run(other, "database-exporter", change);
    expect(resourcesOf(synthesize(other.stack), "docker_image")).toContainEqual(
      expect.objectContaining({ name: reference, keep_locally: true }),
    );
  });

  it("is in the manifest, with its secret, which nobody can make up", () => {
    const other = minimal();
    run(other, "database-exporter", {
      ports: [{ name: "http", port: 9187, publish: 19187 }],
    });
    other.app.synth();
    const manifest = JSON.parse(
      readFileSync(join(other.folder, "observability.json"), "utf8"),
    ) as DeploymentManifest;
    expect(manifest.components).toContainEqual({
      name: "database-exporter",
      container: "monitoring-database-exporter",
      url: "http://127.0.0.1:19187",
      probed: true,
    });
    expect(manifest.ports).toContainEqual({
      name: "http",
      container: "monitoring-database-exporter",
      address: "127.0.0.1",
      port: 19187,
      internal: 9187,
      protocol: "tcp",
    });
    expect(manifest.secrets).toContainEqual({
      name: "database-password",
      file: "../../secrets/database-password",
      owner: "65534:65534",
      generated: false,
    });
    expect(manifest.images).toContain(imageReference("postgres-exporter"));
  });

  it("is missed a secret that is not there, once for each user", () => {
    const other = minimal({ checkSecrets: true });
    run(other);
    run(other, "second");
    new DockerService(other.stack, "database", {
      image: "postgres:17-alpine",
      user: "70:70",
      secrets: [PASSWORD],
    });
    const missed = other.ports
      .validate()
      .filter(({ message }) => message.includes("database-password"))
      .map(({ code, message }) => [code, /of (\S+) must/.exec(message)?.[1]]);
    expect(missed).toEqual([
      ["secret-missing", "database-exporter"],
      ["secret-missing", "database"],
    ]);
  });

  it("is refused a secret that everybody can read", () => {
    const other = minimal({ checkSecrets: true });
    const folder = join(other.folder, "../../secrets");
    writeSecrets(folder, { "database-password": "x" });
    chmodSync(join(folder, "database-password"), 0o444);
    run(other);
    expect(other.ports.validate()).toContainEqual(
      expect.objectContaining({ code: "secret-world-readable" }),
    );
  });

  it("shares no name with another container of the platform", () => {
    const other = minimal();
    run(other, "database");
    new DockerService(other.stack, "own", {
      name: "database",
      image: "postgres:17-alpine",
    });
    new DockerService(other.stack, "far", {
      name: "monitoring-database",
      image: "postgres:17-alpine",
    });
    expect(
      other.ports.validate().map(({ code, path }) => [code, path]),
    ).toEqual([
      ["container-alias-taken", "monitoring/own"],
      ["container-name-taken", "monitoring/far"],
    ]);
    expect(() => run(minimal(), "prometheus")).toThrow(
      'must not be that of a component of the platform, got "prometheus"',
    );
  });
});

describe("a service beside the platform", () => {
  it("finds its secrets in files that it can only read", () => {
    const fixture = minimal();
    new DockerService(fixture.stack, "database", {
      image: "postgres:17-alpine",
      secrets: [PASSWORD],
    });
    const without = minimal();
    new DockerService(without.stack, "database", {
      image: "postgres:17-alpine",
    });
    expect(containerOf(fixture, "database")?.mounts).toEqual([
      expect.objectContaining({
        target: "/run/secrets/database-password",
        read_only: true,
      }),
    ]);
    expect(containerOf(without, "database")).not.toHaveProperty("mounts");
  });

  it("takes a reference for a secret only", () => {
    const secrets = ["hunter2"] as unknown as readonly SecretRef[];
    expect(
      () =>
        new DockerService(minimal().stack, "database", {
          image: "postgres:17-alpine",
          secrets,
        }),
    ).toThrow('each of secrets of container "database" must be a SecretRef');
  });
});
