import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createSocket } from "node:dgram";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { freePorts } from "../support/program";
import { FakeMachine } from "./machine";

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine();
});

afterEach(() => {
  machine.remove();
});

/** One message, exit code 1, no stack trace, and nothing was deployed. */
async function expectFailure(
  message: string | RegExp,
  ...args: readonly string[]
): Promise<string> {
  const { status, output } = await machine.run(...args);
  expect(output).toMatch(message);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain("\u001b[");
  expect(status).toBe(1);
  expect(machine.cdktfCalls()).toBe("");
  return output;
}

const secret = (name: string, generated: boolean) => ({
  name,
  file: join(machine.project, ".secrets", name),
  owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
  generated,
});

function writeSecret(name: string, content: string, mode: number): void {
  const { file } = secret(name, true);
  mkdirSync(join(machine.project, ".secrets"), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Container states as the health check asks for them. */
const healthy = { container: 'echo "/grafana running healthy"' };

describe("deploy on a machine that lacks something", () => {
  it("says that there is no Docker, and how to get it", async () => {
    machine.without("docker");
    const output = await expectFailure(/found no program "docker"/, "deploy");
    expect(output).toContain("get.docker.com");
  });

  it("says why the daemon is not reachable", async () => {
    machine.docker({
      version:
        'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1',
    });
    await expectFailure(
      /daemon must be reachable, it is not: Cannot connect/,
      "deploy",
    );
  });

  it("tells a user without rights to join the group", async () => {
    machine.docker({
      version: 'echo "permission denied while trying to connect" >&2; exit 1',
    });
    await expectFailure(/usermod -aG docker/, "deploy");
  });

  it("refuses a daemon before 20.10", async () => {
    machine.docker({ version: 'echo "19.03.15"' });
    await expectFailure(/20\.10 or later, the daemon is 19\.03\.15/, "deploy");
  });

  it("names Terraform and OpenTofu when there is neither", async () => {
    machine.without("terraform");
    const output = await expectFailure(
      /Terraform 1\.5\.7 or OpenTofu 1\.6\.0 or later must be installed/,
      "deploy",
    );
    expect(output).toContain("install-opentofu.sh");
  });

  it("refuses Terraform before 1.5.7", async () => {
    machine.program("terraform", 'echo "Terraform v1.5.6"');
    await expectFailure(/1\.5\.7 or later, "terraform" is 1\.5\.6/, "deploy");
  });

  it("refuses OpenTofu before 1.6", async () => {
    machine.without("terraform");
    machine.program("tofu", 'echo "OpenTofu v1.5.9"');
    await expectFailure(/1\.6\.0 or later, "tofu" is 1\.5\.9/, "deploy");
  });

  it("tells everything that is missing at once", async () => {
    machine.docker({ version: 'echo "no daemon" >&2; exit 1' });
    machine.program("terraform", 'echo "Terraform v1.0.0"');
    const output = await expectFailure(/put right in 2 places/, "deploy");
    expect(output).toContain("no daemon");
    expect(output).toContain("1.0.0");
  });

  it("offers what the package manager has, but does not install it unasked", async () => {
    machine.without("terraform");
    machine.program("apt-get", `echo "$@" >>${machine.folder}/apt.log`);
    machine.program("apt-cache", '[ "$3" = tofu ]');
    const output = await expectFailure(/must be installed/, "deploy");
    expect(output).toContain("apt-get install -y tofu");
    expect(existsSync(join(machine.folder, "apt.log"))).toBe(false);
  });

  it("asks to update Terraform rather than to install another", async () => {
    machine.program("terraform", 'echo "Terraform v1.0.0"');
    machine.program("apt-get", `echo "$@" >>${machine.folder}/apt.log`);
    machine.program("apt-cache", "true");
    await expectFailure(/update it/, "deploy", "--yes");
    expect(existsSync(join(machine.folder, "apt.log"))).toBe(false);
  });

  it("installs with --yes and goes on", async () => {
    machine.without("terraform");
    machine.program("sudo", 'exec "$@"');
    machine.program("apt-cache", "true");
    machine.program(
      "apt-get",
      `cat >${machine.folder}/bin/terraform <<'END'
#!/bin/sh
echo "Terraform v1.9.0"
END
${process.execPath} -e 'require("node:fs").chmodSync("${machine.folder}/bin/terraform", 0o755)'`,
    );
    const { status, output } = await machine.run("doctor", "--yes");
    expect(output).toContain("Terraform 1.9.0");
    expect(status).toBe(0);
  });
});

describe("deploy of a program that cannot run here", () => {
  it("repeats what the program complains of, without its stack trace", async () => {
    machine.app(
      `node -e 'throw new Error("objective must be below 1, got 99.9")'`,
    );
    await expectFailure(/objective must be below 1, got 99\.9/, "deploy");
  });

  it("names an unknown stack and those that exist", async () => {
    const output = await expectFailure(/"other"/, "deploy", "--stack", "other");
    expect(output).toContain("it declares: monitoring");
  });

  it("says that cdktf.json is missing", async () => {
    rmSync(join(machine.project, "cdktf.json"));
    await expectFailure(/cdktf\.json must be in this folder/, "deploy");
  });

  it("says that cdktf-cli is missing before it makes a secret", async () => {
    rmSync(join(machine.project, "node_modules"), { recursive: true });
    machine.stack({ secrets: [secret("grafana-admin-password", true)] });
    await expectFailure(/npm install --save-dev cdktf-cli/, "deploy");
    const { file } = secret("grafana-admin-password", true);
    expect(existsSync(file)).toBe(false);
  });

  it("says that cdktf-cli cannot start with this Node", async () => {
    const name = "@cdktf/node-pty-prebuilt-multiarch";
    const folder = join(machine.project, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "index.js"),
      'throw new Error("no native build was found")',
    );
    await expectFailure(/npm rebuild .*node-pty/, "deploy");
  });

  it("names the image that cannot be pulled", async () => {
    machine.docker({
      image: "exit 1",
      pull: 'echo "manifest unknown" >&2; exit 1',
    });
    machine.stack({ image: "grafana/grafana:0.0.0" });
    await expectFailure(
      /image grafana\/grafana:0\.0\.0 must .* cannot be pulled: manifest unknown/,
      "deploy",
    );
  });

  it("names the port that another program has", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    machine.stack({
      ports: [{ internal: 3000, external: port, ip: "127.0.0.1" }],
    });
    try {
      await expectFailure(
        `port ${port} of grafana must be free, another program has it`,
        "deploy",
      );
    } finally {
      server.close();
    }
  });

  it("names the container that has the port", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    machine.docker({
      ps: `printf 'old-grafana\\t127.0.0.1:${port}->3000/tcp\\n'`,
    });
    machine.stack({
      ports: [{ internal: 3000, external: port, ip: "127.0.0.1" }],
    });
    try {
      await expectFailure(/container "old-grafana" has it/, "deploy");
    } finally {
      server.close();
    }
  });

  it("tells ports of udp from those of tcp", async () => {
    // One that is free for TCP too, which another test may have otherwise.
    const [port = 0] = await freePorts(1);
    const socket = createSocket("udp4");
    await new Promise<void>((done) => socket.bind(port, "127.0.0.1", done));
    const published = { internal: port, external: port, ip: "127.0.0.1" };
    machine.docker({
      ...healthy,
      ps: `printf 'syslog\\t127.0.0.1:${port}->${port}/udp\\n'`,
    });
    machine.stack({ ports: [{ ...published, protocol: "udp" }] });
    try {
      await expectFailure(
        `port ${port} (udp) of grafana must be free, container "syslog" has it`,
        "deploy",
      );
      machine.stack({ ports: [{ ...published, protocol: "tcp" }] });
      expect((await machine.run("deploy", "--yes")).status).toBe(0);
    } finally {
      socket.close();
    }
  });
});

describe("secrets of a deployment", () => {
  it("says which file to make when only people can, and makes no other", async () => {
    const generated = secret("grafana-admin-password", true);
    machine.stack({ secrets: [generated, secret("slack", false)] });
    const output = await expectFailure(
      /secret "slack" must be in the file .*\.secrets\/slack/,
      "deploy",
    );
    expect(output).toContain("install -m 600");
    expect(existsSync(generated.file)).toBe(false);
  });

  it("refuses an empty one", async () => {
    machine.stack({ secrets: [secret("slack", false)] });
    writeSecret("slack", "", 0o400);
    await expectFailure(/secret "slack" must not be empty/, "deploy");
  });

  it("refuses one that everybody may read, and does not show it", async () => {
    machine.stack({ secrets: [secret("slack", false)] });
    writeSecret("slack", "hunter2", 0o644);
    const output = await expectFailure(
      /secret "slack" must not be readable by everybody, .* has mode 644/,
      "deploy",
    );
    expect(output).not.toContain("hunter2");
  });

  it("tells all that is wrong at once", async () => {
    machine.stack({ secrets: [secret("slack", false), secret("mail", false)] });
    writeSecret("slack", "", 0o400);
    const output = await expectFailure(/2 secrets must be put right/, "deploy");
    expect(output).toContain('secret "mail"');
  });

  it("creates each that can be generated once, for its reader only", async () => {
    const { file } = secret("grafana-admin-password", true);
    machine.stack({ secrets: [secret("grafana-admin-password", true)] });
    expect((await machine.run("secrets")).status).toBe(0);
    const first = readFileSync(file, "utf8");
    expect(first).toMatch(/^[\w-]{32}$/);
    expect(statSync(file).mode & 0o777).toBe(0o400);
    expect((await machine.run("secrets")).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(first);
  });

  it("prints nothing with --quiet, and never the secret", async () => {
    machine.stack({ secrets: [secret("grafana-admin-password", true)] });
    expect((await machine.run("secrets", "--quiet")).output).toBe("");
    const { output } = await machine.run("secrets");
    const { file } = secret("grafana-admin-password", true);
    expect(output).toContain("grafana-admin-password");
    expect(output).not.toContain(readFileSync(file, "utf8"));
  });

  it("takes the rights of others away from one that people have made", async () => {
    machine.stack({ secrets: [secret("slack", false)] });
    writeSecret("slack", "x", 0o640);
    expect((await machine.run("secrets")).status).toBe(0);
    const { file } = secret("slack", false);
    expect(statSync(file).mode & 0o777).toBe(0o400);
  });
});

describe("deploy", () => {
  it("deploys, waits until healthy, and says where everything is", async () => {
    machine.docker(healthy);
    machine.stack({
      ports: [
        { internal: 3000, external: 27090, ip: "127.0.0.1" },
        {
          internal: 27514,
          external: 27514,
          ip: "127.0.0.1",
          protocol: "udp",
        },
      ],
      named: [
        {
          container: "grafana",
          internal: 27514,
          protocol: "udp",
          name: "syslog",
        },
      ],
      secrets: [secret("grafana-admin-password", true)],
    });
    const { status, output } = await machine.run("deploy", "--yes");
    expect(output).toContain("http://127.0.0.1:27090");
    expect(output).toMatch(/syslog, UDP +127\.0\.0\.1:27514/);
    expect(output).toContain(secret("grafana-admin-password", true).file);
    expect(output).toContain("grafana is running");
    expect(status).toBe(0);
    expect(machine.cdktfCalls()).toMatch(
      /^deploy monitoring --skip-synth --auto-approve/,
    );
  });

  it("shows the errors of Terraform and the place of its log", async () => {
    machine.cdktf(
      `console.log("monitoring  + throw new Error: of a program that changes");
       console.log("monitoring  \\u001b[31mError: \\u001b[0mno such network"); process.exit(1)`,
    );
    const { status, output } = await machine.run("deploy");
    expect(status).toBe(1);
    expect(output).toContain("Error: no such network");
    expect(output).not.toContain("of a program that changes");
    const [, log] = /all of its output is in (\S+)/.exec(output) ?? [];
    expect(readFileSync(log ?? "", "utf8")).toContain("no such network");
  });

  it("repeats what the program warns of", async () => {
    machine.stack({ warning: "nobody receives the alerts" });
    const { status, output } = await machine.run("deploy", "--plan");
    expect(output).toContain("warn  nobody receives the alerts");
    expect(status).toBe(0);
  });

  it("changes nothing with --plan", async () => {
    machine.stack({ secrets: [secret("grafana-admin-password", true)] });
    const { status, output } = await machine.run("deploy", "--plan");
    expect(status).toBe(0);
    expect(output).toContain("Plan: 1 to add");
    expect(machine.cdktfCalls()).toMatch(/^diff monitoring/);
    const { file } = secret("grafana-admin-password", true);
    expect(existsSync(file)).toBe(false);
  });
});

describe("destroy", () => {
  it("does nothing that nobody has agreed to", async () => {
    await expectFailure(/must be agreed to/, "destroy");
  });

  it("keeps the data", async () => {
    machine.docker({ volume: "echo monitoring-prometheus-data" });
    machine.stack({ dataVolume: "monitoring-prometheus-data" });
    const { status, output } = await machine.run("destroy", "--yes");
    expect(status).toBe(0);
    expect(output).toContain("the data stays in monitoring-prometheus-data");
    expect(machine.dockerCalls()).not.toContain("volume rm");
  });

  it("removes the data of this stack when asked", async () => {
    machine.docker({
      volume: "echo monitoring-prometheus-data; echo somebody-elses",
    });
    machine.stack({ dataVolume: "monitoring-prometheus-data" });
    const { status } = await machine.run("destroy", "--yes", "--volumes");
    expect(status).toBe(0);
    expect(machine.dockerCalls()).toContain(
      "volume rm --force monitoring-prometheus-data\n",
    );
    expect(machine.dockerCalls()).not.toContain("somebody-elses");
  });
});

describe("the command line", () => {
  it.each([["--help"], ["deploy", "--help"], []])(
    "explains itself: %s",
    async (...args) => {
      const { status, output } = await machine.run(...args);
      expect(status).toBe(0);
      for (const command of ["deploy", "destroy", "secrets", "doctor"]) {
        expect(output).toContain(command);
      }
    },
  );

  it.each([
    [["depoly"], /unknown command "depoly"/],
    [["deploy", "--force"], /Unknown option '--force'/],
    [["deploy", "now"], /Unexpected argument 'now'/],
    [["deploy", "--stack"], /--stack/],
  ])("refuses %s", async (args, message) => {
    await expectFailure(message, ...args);
  });
});
