import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { start, withPorts, type RunningProgram } from "../../support/program";
import { mustRun } from "../../support/tools";

const ETC = "etc/observability-agent";

/** Files with what is put on a host by hand. */
export interface HostSecrets {
  readonly token: string;
  readonly certificate: string;
  readonly key: string;
}

/** Ports of this machine in place of those that the agent takes on a host of its own. */
export interface AgentPorts {
  readonly grpc: number;
  readonly http: number;
  readonly self: number;
}

/** An agent on a folder that looks like a host, on which somebody has put the secrets. */
export class InstalledAgent {
  private program: RunningProgram | undefined;

  /** @param folder nothing else may be in it */
  constructor(
    private readonly folder: string,
    secrets: HostSecrets,
    private readonly ports: AgentPorts,
  ) {
    mkdirSync(this.path(`${ETC}/secrets`), { recursive: true, mode: 0o700 });
    for (const each of ["proc", "sys"]) {
      symlinkSync(`/${each}`, this.path(each));
    }
    for (const [name, source] of [
      ["token", secrets.token],
      ["client.crt", secrets.certificate],
      ["client.key", secrets.key],
    ] as const) {
      copyFileSync(source, this.path(`${ETC}/secrets/${name}`));
    }
  }

  /** Where a file of the host is. */
  path(file: string): string {
    return join(this.folder, "host", file);
  }

  /** Runs the script of a bundle, and returns what it printed. */
  install(bundle: string, collector: string): string {
    const root = `DESTDIR=${this.path("")}`;
    return mustRun("env", root, join(bundle, "install.sh"), collector);
  }

  /** Starts it as its unit does, but for ports. */
  start(): void {
    const unit = readFileSync(
      this.path("etc/systemd/system/observability-agent.service"),
      "utf8",
    );
    const [program = "", ...given] =
      /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
    const environment = Object.fromEntries(
      [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(
        ([, name = "", value = ""]) => [name, value] as const,
      ),
    );
    const { grpc, http, self } = this.ports;
    const args = given.map((arg, index) => {
      if (!arg.startsWith("--config=")) {
        return arg;
      }
      const path = this.path(arg.replace("--config=", ""));
      const config = withPorts(readFileSync(path, "utf8"), {
        4317: grpc,
        4318: http,
        8888: self,
      }).replaceAll("port: 8888", `port: ${self}`);
      const file = join(this.folder, `${index}.yaml`);
      writeFileSync(file, config);
      return `--config=${file}`;
    });
    this.program = start(this.path(program), args, {
      ...environment,
      GOGC: "100",
      HOST_ROOT: this.path(""),
      CONFIGURATION_DIRECTORY: this.path(ETC),
      CREDENTIALS_DIRECTORY: this.path(`${ETC}/secrets`),
      STATE_DIRECTORY: join(this.folder, "state"),
    });
  }

  /** What the one that runs has printed. */
  output(): string {
    return this.program?.output() ?? "";
  }

  /** Something else stands in the file of its token from now on. */
  setToken(token: string): void {
    writeFileSync(this.path(`${ETC}/secrets/token`), token);
  }

  /** A program of the host writes to its log. */
  append(file: string, ...lines: readonly string[]): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    appendFileSync(this.path(file), lines.map((line) => `${line}\n`).join(""));
  }

  /** Names of its files on the disk that hold this text. */
  filesWith(text: string): readonly string[] {
    const place = join(this.folder, "state/storage");
    return readdirSync(place).filter((name) =>
      readFileSync(join(place, name)).includes(text),
    );
  }

  async stop(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.program?.stop(signal);
  }
}
