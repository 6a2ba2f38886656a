import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { SecretRef } from "../../lib/domain/secret";
import { DockerService } from "../../lib/platforms/docker/docker-service";
import {
  dashboard,
  deployedFixture,
  temporaryFolder,
  type DeployedFixture,
  type FixtureOptions,
} from "../platforms/docker/fixture";
import { freePortsFor } from "../support/program";
import { TerraformFolder } from "../support/terraform";
import { describeWithTools, run } from "../support/tools";
import { removeAll } from "./support/docker";
import { testProject } from "./support/test-project";

jest.setTimeout(300_000);

const PROJECT = testProject("platform");
const LABEL = `label=cdktf-observability.project=${PROJECT}`;
const CANARY = "canary-5e3f1c8a9b";

describeWithTools(["docker", "terraform"], "a platform on Docker", (tools) => {
  const outdir = temporaryFolder();
  let ports = { prometheus: 0, alertmanager: 0, grafana: 0 };

  function docker(...args: readonly string[]): string {
    return execFileSync(tools.docker, args, { encoding: "utf8" }).trim();
  }

  /** The same program as before, with something else declared. */
  function program(
    declared: FixtureOptions["declared"] = {},
    extend: (fixture: DeployedFixture) => void = () => undefined,
    extraConfig: Readonly<Record<string, unknown>> = {},
  ): TerraformFolder {
    const fixture = deployedFixture({
      profile: "minimal",
      components: {
        prometheus: { publish: { http: ports.prometheus } },
        alertmanager: { publish: { http: ports.alertmanager }, extraConfig },
        grafana: { publish: { http: ports.grafana } },
      },
      stackId: PROJECT,
      outdir,
      checkSecrets: true,
      declared: {
        receivers: [AlertReceiver.webhook({ url: SecretRef.file("webhook") })],
        dashboards: [dashboard("first"), dashboard("second")],
        ...declared,
      },
    });
    extend(fixture);
    fixture.app.synth();
    return new TerraformFolder(tools.terraform, fixture.folder);
  }

  function writeSecret(name: string, content: string, owner: string): void {
    const folder = join(outdir, "secrets");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    writeFileSync(file, content);
    chmodSync(file, 0o400);
    const image = "prom/prometheus:v3.15.0";
    const target = `/secrets/${name}`;
    docker(
      ...["run", "--rm", "--network=none", "--user=0:0"],
      ...[`--volume=${folder}:/secrets`, "--entrypoint=/bin/chown"],
      ...[image, owner, target],
    );
  }

  /** Both streams. */
  function logs(id: string): string {
    const { output } = run(tools.docker, ["logs", id]);
    return output;
  }

  const inspect = (name: string, format: string) =>
    docker("inspect", "--format", format, `${PROJECT}-${name}`);
  const file = (name: string, path: string) =>
    docker("exec", `${PROJECT}-${name}`, "cat", path);

  async function until<T>(
    what: string,
    look: () => Promise<T | undefined> | T | undefined,
    seconds = 15,
  ): Promise<T> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await look();
      if (found !== undefined) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(`${what} did not come within ${seconds} s`);
      }
      await new Promise((next) => setTimeout(next, 250));
    }
  }

  let terraform: TerraformFolder;

  beforeAll(async () => {
    ports = await freePortsFor("prometheus", "alertmanager", "grafana");
    writeSecret("webhook", `http://127.0.0.1:9/${CANARY}`, "65534:65534");
    writeSecret("grafana-admin-password", CANARY, "472:0");
    writeSecret("grafana-secret-key", `${CANARY}-key`, "472:0");
    terraform = program();
    terraform.init();
    terraform.apply();
  });

  afterAll(() => removeAll(PROJECT));

  function dataVolumes(): string[] {
    return docker("volume", "ls", "--format", "{{.Name}}")
      .split("\n")
      .filter((name) => name.startsWith(`${PROJECT}-`));
  }

  it("is healthy when the apply ends", () => {
    for (const name of ["prometheus", "alertmanager", "grafana"]) {
      expect(inspect(name, "{{.State.Health.Status}}")).toBe("healthy");
    }
  });

  it("has nothing to change in a second plan", () => {
    const { status, output } = terraform.plan();
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it("keeps secrets out of Terraform, of Docker's descriptions and of logs", () => {
    const files = readdirSync(terraform.folder, {
      recursive: true,
      withFileTypes: true,
    }).filter((each) => each.isFile());
    const names = files.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "cdk.tf.json",
        "observability.json",
        "terraform.tfstate",
      ]),
    );
    const telling = files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path).includes(CANARY));
    const containers = docker("ps", "--all", "--quiet", "--filter", LABEL)
      .split("\n")
      .map((id) => docker("inspect", id) + logs(id));
    expect(containers.length).toBeGreaterThan(6);
    expect(telling).toEqual([]);
    expect(containers.filter((text) => text.includes(CANARY))).toEqual([]);
  });

  it("shows each program its own secrets only", () => {
    expect(file("alertmanager", "/run/secrets/webhook")).toContain(CANARY);
    for (const [name, secret] of [
      ["prometheus", "webhook"],
      ["alertmanager", "grafana-admin-password"],
    ] as const) {
      const path = `/run/secrets/${secret}`;
      const { status, output } = run(tools.docker, [
        ...["exec", `${PROJECT}-${name}`, "cat", path],
      ]);
      expect({ status, output }).toMatchObject({
        status: 1,
        output: expect.stringContaining("No such file"),
      });
    }
  });

  it("reaches its parts by their names", () => {
    const from = (name: string, url: string) =>
      docker(
        ...["exec", `${PROJECT}-${name}`],
        ...["wget", "-q", "-T", "3", "-O", "-", url],
      );
    expect(from("prometheus", "http://alertmanager:9093/-/ready")).toBe("OK");
  });

  it("takes over changed rules without a restart", async () => {
    const before = inspect("prometheus", "{{.Id}} {{.State.StartedAt}}");
    terraform = program({
      rules: [
        {
          name: "late",
          engine: "prometheus",
          rules: [
            {
              kind: "record",
              record: "late:one",
              expr: "vector(1)",
              labels: {},
            },
          ],
        },
      ],
    });
    terraform.apply();
    await until("the new rule", async () => {
      const answer = await fetch(
        `http://127.0.0.1:${ports.prometheus}/api/v1/rules`,
      );
      return (await answer.text()).includes("late:one") ? true : undefined;
    });
    expect(inspect("prometheus", "{{.Id}} {{.State.StartedAt}}")).toBe(before);
    expect(terraform.plan().status).toBe(0);
  });

  it("takes over changed routes without a restart", async () => {
    const before = inspect("alertmanager", "{{.Id}} {{.State.StartedAt}}");
    terraform = program({
      receivers: [
        AlertReceiver.webhook({ url: SecretRef.file("webhook"), maxAlerts: 7 }),
      ],
    });
    terraform.apply();
    await until("the new route", async () => {
      const answer = await fetch(
        `http://127.0.0.1:${ports.alertmanager}/api/v2/status`,
      );
      return (await answer.text()).includes("max_alerts: 7") ? true : undefined;
    });
    expect(inspect("alertmanager", "{{.Id}} {{.State.StartedAt}}")).toBe(
      before,
    );
    expect(terraform.plan().status).toBe(0);
  });

  it("ends the apply with an error while Alertmanager refuses its configuration", () => {
    terraform = program({}, undefined, { route: { receiver: "nobody" } });
    const { status, output } = terraform.command("apply", "-auto-approve");
    expect({ status, output }).toMatchObject({
      status: 1,
      output: expect.stringMatching(
        /alertmanager must accept its new\s+configuration/,
      ),
    });
    terraform = program();
    terraform.apply();
    expect(terraform.plan().status).toBe(0);
  });

  it("removes dashboards that are gone, and leaves Grafana running", () => {
    const before = inspect("grafana", "{{.Id}} {{.State.StartedAt}}");
    terraform = program({
      dashboards: [dashboard("first"), dashboard("third")],
    });
    terraform.apply();
    const found = docker(
      ...["exec", `${PROJECT}-grafana`, "find", "/etc/grafana/dashboards"],
      ...["-type", "f"],
    );
    expect(found.split("\n").sort()).toEqual([
      "/etc/grafana/dashboards/services/first.json",
      "/etc/grafana/dashboards/services/third.json",
    ]);
    expect(terraform.plan().status).toBe(0);
    expect(inspect("grafana", "{{.Id}} {{.State.StartedAt}}")).toBe(before);
  });

  it("delivers any text byte for byte", () => {
    const texts = [
      "",
      "\ufeffmark",
      "a\0b",
      "e\u0301",
      ...fc.sample(fc.string({ unit: "binary", maxLength: 200 }), 60),
      ...fc.sample(
        fc
          .array(
            fc.constantFrom("${", "%{", "$", "%", "{", '"', "\\", "\r", "\n"),
          )
          .map((parts) => parts.join("")),
        60,
      ),
    ];
    const files = Object.fromEntries(
      texts.map((text, index) => [`/app/texts/${index}.txt`, text]),
    );
    terraform = program({}, ({ stack }) => {
      new DockerService(stack, "texts", {
        name: `${PROJECT}-texts`,
        image: "nginx:1.29-alpine",
        command: ["sleep", "600"],
        files,
        startAfter: ["prometheus"],
      });
    });
    terraform.apply();
    const target = temporaryFolder();
    docker("cp", `${PROJECT}-texts:/app/texts`, target);
    const arrived = texts.map((_text, index) =>
      execFileSync("cat", [join(target, "texts", `${index}.txt`)]).toString(
        "base64",
      ),
    );
    expect(arrived).toEqual(
      texts.map((text) => Buffer.from(text).toString("base64")),
    );
    expect(terraform.plan().status).toBe(0);
  });

  it("leaves only its data volumes when it is destroyed", () => {
    terraform.destroy();
    expect(docker("ps", "--all", "--quiet", "--filter", LABEL)).toBe("");
    expect(docker("network", "ls", "--quiet", "--filter", LABEL)).toBe("");
    expect(dataVolumes()).toEqual([
      `${PROJECT}-alertmanager-data`,
      `${PROJECT}-grafana-data`,
      `${PROJECT}-prometheus-data`,
    ]);
  });
});
