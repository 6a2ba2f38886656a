import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { mustRun } from "../support/tools";

const REPOSITORY = resolve(__dirname, "../..");
const SYSTEM_PROGRAMS = ["sh", "cat", "cp", "mkdir"] as const;

let bundle: string | undefined;

afterAll(() => {
  if (bundle !== undefined) {
    rmSync(dirname(bundle), { recursive: true });
    bundle = undefined;
  }
});

/** The command line program as JavaScript, like the one that people install: it starts faster than from its source. */
function bundledCli(): string {
  if (bundle === undefined) {
    bundle = join(mkdtempSync(join(tmpdir(), "observability-bin-")), "main.js");
    buildSync({
      entryPoints: [join(REPOSITORY, "cli/main.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      logLevel: "error",
    });
  }
  return bundle;
}

/** A docker client of a healthy machine: it has all images and runs nothing. */
const DOCKER = {
  version: 'echo "20.10.24"',
  "--version": 'echo "Docker version 28.2.2"',
  context: 'echo "unix:///var/run/docker.sock"',
  info: "echo /",
  ps: "true",
  image: "true",
  volume: "true",
} as const;

/** What a fake cdktf prints. */
const CDKTF = `
const line = process.argv[2] === "destroy" ? "Destruction complete after 1s" : "Creation complete after 1s";
console.log("monitoring  Plan: 1 to add, 0 to change, 0 to destroy.");
console.log("monitoring  docker_container.grafana: " + line);
`;

export interface FakeStack {
  readonly ports?: readonly object[];
  /** What the manifest tells of the ports. */
  readonly named?: readonly object[];
  readonly secrets?: readonly object[];
  readonly image?: string;
  readonly dataVolume?: string;
  readonly warning?: string;
}

/** A machine and a project that only exist for one test: a PATH of its own, with fake programs on it. */
export class FakeMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "observability-cli-"));
  private readonly bin = join(this.folder, "bin");
  readonly project = join(this.folder, "project");

  constructor() {
    mkdirSync(this.bin);
    mkdirSync(this.project);
    for (const name of SYSTEM_PROGRAMS) {
      const path = mustRun("sh", "-c", `command -v ${name}`).trim();
      symlinkSync(path, join(this.bin, name));
    }
    symlinkSync(process.execPath, join(this.bin, "node"));
    this.docker({});
    this.program("terraform", 'echo "Terraform v1.11.4"');
    this.cdktf(CDKTF);
    this.stack({});
  }

  /** Puts a shell script on PATH. */
  program(name: string, script: string): void {
    const path = join(this.bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  without(name: string): void {
    rmSync(join(this.bin, name));
  }

  /** A docker client that notes how it was called; `answers` are shell scripts by first argument. */
  docker(answers: Readonly<Record<string, string>>): void {
    const cases = Object.entries({ ...DOCKER, ...answers }).map(
      ([command, script]) => `${command}) ${script} ;;`,
    );
    this.program(
      "docker",
      `echo "$@" >>"${this.folder}/docker.log"\ncase "$1" in\n${cases.join("\n")}\n*) echo "unexpected: $1" >&2; exit 1 ;;\nesac`,
    );
  }

  /** The program of the package cdktf-cli. */
  cdktf(script: string): void {
    const folder = join(this.project, "node_modules/cdktf-cli");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "cdktf-cli", bin: { cdktf: "cdktf.js" } }),
    );
    writeFileSync(
      join(folder, "cdktf.js"),
      `require("node:fs").appendFileSync(${JSON.stringify(join(this.folder, "cdktf.log"))}, process.argv.slice(2).join(" ") + "\\n");\n${script}`,
    );
  }

  /** What the program of the project synthesizes. */
  stack(stack: FakeStack): void {
    const container = {
      name: "grafana",
      ports: stack.ports ?? [],
      volumes:
        stack.dataVolume === undefined
          ? []
          : [{ volume_name: stack.dataVolume }],
    };
    const files = {
      "manifest.json": {
        stacks: {
          monitoring: {
            name: "monitoring",
            workingDirectory: "stacks/monitoring",
            annotations: [{ level: "@cdktf/warn", message: stack.warning }],
          },
        },
      },
      "stacks/monitoring/cdk.tf.json": {
        resource: {
          docker_container: { grafana: container },
          docker_image: { grafana: { name: stack.image ?? "grafana:1" } },
        },
      },
      "stacks/monitoring/observability.json": {
        secrets: stack.secrets ?? [],
        ports: stack.named ?? [],
      },
    };
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.project, "rendered", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(content));
    }
    this.app('mkdir -p "$CDKTF_OUTDIR" && cp -R rendered/. "$CDKTF_OUTDIR"');
  }

  /** The command in cdktf.json. */
  app(command: string): void {
    const path = join(this.project, "cdktf.json");
    writeFileSync(path, JSON.stringify({ app: command }));
  }

  /** Runs the command line program. */
  run(
    ...args: readonly string[]
  ): Promise<{ readonly status: number | null; readonly output: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [bundledCli(), ...args], {
        cwd: this.project,
        env: { PATH: this.bin, HOME: this.folder },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      child.stderr.on("data", (chunk) => (output += String(chunk)));
      child.on("close", (status) => resolve({ status, output }));
    });
  }

  /** How the docker client was called, one line each time. */
  dockerCalls(): string {
    return this.log("docker.log");
  }

  /** How cdktf was called, one line each time. */
  cdktfCalls(): string {
    return this.log("cdktf.log");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private log(name: string): string {
    try {
      return readFileSync(join(this.folder, name), "utf8");
    } catch {
      return "";
    }
  }
}
