import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { imageReference } from "../../../lib/platforms/docker/images";
import { DockerPlatform } from "../../../lib/platforms/docker/docker-platform";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import { cpusText } from "../../../lib/platforms/docker/hardened-container";
import type { DeploymentManifest } from "../../../lib/domain/telemetry/manifest";
import { processLimit } from "../../../lib/platforms/docker/process-limit";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import { combine } from "../../../lib/platforms/combine";
import { planOf } from "../../support/plan";
import { resourcesOf, synthesize } from "../../support/synthesize";
import { TerraformFolder } from "../../support/terraform";
import { describeWithTool } from "../../support/tools";
import { dashboard, deployedFixture } from "./fixture";

const secrets = SecretStore.volume("secrets");

function codes(fixture: ReturnType<typeof deployedFixture>): string[] {
  return fixture.ports.validate().map(({ code }) => code);
}

describe("a platform on Docker refuses", () => {
  it.each([
    ["a project with capital letters", { project: "Prod" }, /project must be/],
    ["a host name to publish on", { publishAddress: "all" }, /IP address/],
    [
      "an image for an unknown component",
      { images: { promtheus: "x:1" } },
      /got "promtheus"; did you mean "prometheus"/,
    ],
  ])("%s", (_what, options, message) => {
    expect(() => DockerPlatform.local({ secrets, ...options })).toThrow(
      message,
    );
  });

  it("a remote host without scheme, or with secrets that are not there", () => {
    expect(() => DockerPlatform.remote({ host: "machine", secrets })).toThrow(
      /address with a scheme, got "machine"/,
    );
    expect(() =>
      DockerPlatform.remote({
        host: "ssh://machine",
        secrets: SecretStore.directory(".secrets"),
      }),
    ).toThrow(/in a volume there/);
  });

  it("one port for two components, and names both", () => {
    const fixture = deployedFixture({
      components: { grafana: { publish: { http: 9090 } } },
    });
    expect(fixture.ports.validate()).toEqual([
      expect.objectContaining({
        code: "port-taken",
        message: expect.stringMatching(
          /of monitoring-grafana must be free, got 9090, which monitoring-prometheus publishes/,
        ),
      }),
    ]);
  });

  it("a service's port that a component has", () => {
    const fixture = deployedFixture();
    new DockerService(fixture.stack, "shop", {
      image: "nginx:1.29-alpine",
      ports: [{ port: 80, publish: 3000 }],
    });
    expect(codes(fixture)).toEqual(["port-taken"]);
  });

  it("what only rendering finds wrong, with all other problems", () => {
    const fixture = deployedFixture({
      components: { grafana: { publish: { http: 9090 } } },
      declared: { dashboards: [{ ...dashboard("empty"), rows: [] }] },
    });
    expect(() => synthesize(fixture.stack)).toThrow(
      /port-taken[^]*must have at least one panel/,
    );
  });
});

describe("a platform on Docker", () => {
  it("says what it cannot configure because it runs elsewhere", () => {
    const fixture = deployedFixture({
      components: { prometheus: { external: "http://metrics.example" } },
    });
    expect(fixture.ports.validate()).toEqual([
      expect.objectContaining({
        severity: "warning",
        code: "external-not-configured",
        message: expect.stringContaining("prometheus must be given its scrape"),
      }),
    ]);
  });

  it("says nothing of what another platform configures", () => {
    const platform = DockerPlatform.local({
      secrets: SecretStore.directory(".secrets"),
    });
    const ports = combine(platform, {
      routing: {
        name: "elsewhere",
        bind: () => ({ port: { publish() {} }, validate: () => [] }),
      },
    }).bind(
      new TerraformStack(Testing.app(), "other"),
      planOf({ alertmanager: { external: "http://alerts.example" } }),
    );
    ports.routing.publish(() => {
      throw new Error("asked for");
    });
    expect(ports.validate().map(({ code }) => code)).not.toContain(
      "external-not-configured",
    );
  });

  it("takes project, address and images from its options", () => {
    const { stack } = deployedFixture({
      platform: {
        project: "prod",
        publishAddress: "0.0.0.0",
        images: { grafana: "mirror.example/grafana:13" },
      },
    });
    const synthesized = synthesize(stack);
    const grafana = resourcesOf(synthesized, "docker_container").find(
      ({ name }) => name === "prod-grafana",
    );
    expect(grafana?.ports).toEqual([
      expect.objectContaining({ ip: "0.0.0.0" }),
    ]);
    expect(resourcesOf(synthesized, "docker_image")).toContainEqual(
      expect.objectContaining({ name: "mirror.example/grafana:13" }),
    );
  });

  it("writes what programs around Terraform need to know, and no secret", () => {
    const fixture = deployedFixture({
      profile: "minimal",
      declared: {
        receivers: [AlertReceiver.webhook({ url: SecretRef.file("chat") })],
      },
    });
    fixture.app.synth();
    const manifest = JSON.parse(
      readFileSync(join(fixture.folder, "observability.json"), "utf8"),
    ) as DeploymentManifest;
    expect(manifest).toEqual({
      version: 1,
      projects: ["monitoring"],
      components: [
        {
          name: "alertmanager",
          container: "monitoring-alertmanager",
          url: "http://127.0.0.1:9093",
          probed: true,
        },
        {
          name: "prometheus",
          container: "monitoring-prometheus",
          url: "http://127.0.0.1:9090",
          probed: true,
        },
        {
          name: "grafana",
          container: "monitoring-grafana",
          url: "http://127.0.0.1:3000",
          probed: true,
        },
      ],
      ports: expect.arrayContaining([
        {
          name: "http",
          container: "monitoring-grafana",
          address: "127.0.0.1",
          port: 3000,
          internal: 3000,
          protocol: "tcp",
        },
      ]),
      secrets: [
        {
          name: "chat",
          file: "../../secrets/chat",
          owner: "65534:65534",
          generated: false,
        },
        {
          name: "grafana-admin-password",
          file: "../../secrets/grafana-admin-password",
          owner: "472:0",
          generated: true,
        },
        {
          name: "grafana-secret-key",
          file: "../../secrets/grafana-secret-key",
          owner: "472:0",
          generated: true,
        },
      ],
      dataVolumes: [
        "monitoring-alertmanager-data",
        "monitoring-grafana-data",
        "monitoring-prometheus-data",
      ],
      images: ["grafana", "alertmanager", "prometheus"].map((key) =>
        imageReference(key),
      ),
    });
  });
});

describe("spelling for the Docker provider", () => {
  it.each([
    [0.5, "0.5"],
    [1, "1.0"],
    [0.25, "0.25"],
    [1.5, "1.5"],
    // The provider reads 0.05 back as 0.1, and 10 as "10.".
    [0.05, "0.051"],
    [10, "10."],
  ])("writes %d cores as %s", (cores, text) => {
    expect(cpusText(cores)).toBe(text);
  });

  it("limits the processes of a user, not of one of its containers", () => {
    const specs = [
      { user: "1:1", processes: 300 },
      { user: "1:2", processes: 200 },
      { user: "2:1", processes: 999 },
    ];
    expect(processLimit("1:1", specs)).toBe(2000);
    expect(processLimit("3:1", specs)).toBe(1024);
  });
});

describe("a service beside the platform", () => {
  const { stack } = deployedFixture({ profile: "minimal" });
  new DockerService(stack, "shop", {
    image: "node:20-alpine",
    command: ["node", "/app/shop.js"],
    files: { "/app/shop.js": "run('${x}')", "/app/lib/a.js": "a" },
    environment: { GREETING: 'say "${hi}"' },
    ports: [{ port: 8080, publish: 18080 }, { port: 9464 }],
    startAfter: ["prometheus", "loki"],
  });
  const containers = resourcesOf(synthesize(stack), "docker_container");
  const shop = containers.find(({ name }) => name === "shop");

  it("is as restricted as the components are", () => {
    expect(shop).toMatchObject({
      user: "65532:65532",
      read_only: true,
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      memory: 128,
      memory_swap: 128,
      log_opts: { tag: "{{.Name}}" },
      env: ['GREETING=say "$${hi}"'],
      ports: [
        { internal: 8080, external: 18080, ip: "127.0.0.1", protocol: "tcp" },
      ],
    });
    expect(shop?.depends_on).toEqual([
      expect.stringContaining("shop_config_seeder"),
      expect.stringContaining("prometheus"),
    ]);
  });

  it("is replaced when one of its files changes", () => {
    expect(shop?.labels).toContainEqual({
      label: "cdktf-observability.config",
      value: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const seeder = containers.find(({ name }) => name === "shop-config");
    expect(seeder?.upload).toEqual([
      { file: "/app/lib/a.js", permissions: "0444", content: "a" },
      { file: "/app/shop.js", permissions: "0444", content: "run('$${x}')" },
    ]);
  });

  it.each([
    ["a user by name", { user: "root" }, /numeric uid:gid, got "root"/],
    ["a file at the root", { files: { "/a": "" } }, /folder of its own/],
    [
      "files in two places",
      { files: { "/a/b": "", "/c/d": "" } },
      /one folder below "\/"/,
    ],
    ["an empty argument", { command: ["a", ""] }, /no empty argument/],
    ["a port that is none", { ports: [{ port: 1, publish: 0 }] }, /got 0/],
    ["a name with spaces", { name: "a b" }, /name of a container/],
  ])("refuses %s", (_what, props, message) => {
    const other = deployedFixture({ profile: "minimal" });
    expect(
      () => new DockerService(other.stack, "x", { image: "nginx:1", ...props }),
    ).toThrow(message);
  });
});

describeWithTool(
  "terraform-with-providers",
  "the synthesized platform",
  (terraform) => {
    it("is valid Terraform", () => {
      const fixture = deployedFixture({
        declared: { dashboards: [dashboard("one")] },
      });
      fixture.app.synth();
      const folder = new TerraformFolder(terraform, fixture.folder);
      folder.init();
      expect(folder.validate()).toMatchObject({ status: 0 });
    });
  },
);
