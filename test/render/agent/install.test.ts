import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { writeBundle } from "../../support/agent";
import { temporaryFolder } from "../../support/app";
import { run } from "../../support/tools";

const TOKEN = "hunter2-T0PSECRET";
const SECRETS = "etc/observability-agent/secrets";
const PROGRAM = "usr/local/lib/observability-agent/otelcol-contrib";
const UNIT = "etc/systemd/system/observability-agent.service";
const CONFIG = "etc/observability-agent/config.yaml";

/** A host below a folder, a bundle for it, and a program that says which version it is. */
class Host {
  readonly root = temporaryFolder();
  readonly bundle = temporaryFolder();
  readonly program = join(temporaryFolder(), "otelcol-contrib");

  constructor(version = "0.159.0") {
    writeBundle(this.bundle, {});
    writeFileSync(
      this.program,
      `#!/bin/sh\necho "otelcol-contrib version ${version}"\n`,
    );
    chmodSync(this.program, 0o755);
  }

  put(secret: string, content: string): void {
    const path = join(this.root, SECRETS, secret);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  install(...args: readonly string[]) {
    const script = join(this.bundle, "install.sh");
    const { status, output } = run("env", [
      `DESTDIR=${this.root}`,
      "sh",
      script,
      ...args,
    ]);
    expect(output).not.toContain(TOKEN);
    return { status, output: output.trim() };
  }

  /** Everything that is there, with modes, contents and times of change. */
  files(): readonly string[] {
    return readdirSync(this.root, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => {
        const path = join(this.root, name);
        const { mode, mtimeMs } = statSync(path);
        const content = statSync(path).isFile() ? readFileSync(path) : "";
        return `${name} ${mode.toString(8)} ${mtimeMs} ${content.toString()}`;
      });
  }

  mode(name: string): string {
    return (statSync(join(this.root, name)).mode & 0o777).toString(8);
  }
}

const INSTALLED = { status: 0, output: "installed" };
const UNCHANGED = { status: 0, output: "nothing to change" };

describe("the install script", () => {
  it("asks for the token first, and touches nothing else without it", () => {
    const host = new Host();
    const { status, output } = host.install(host.program);
    expect(status).toBe(1);
    expect(output).toBe(
      "install.sh: write these files, then run this again: /etc/observability-agent/secrets/token",
    );
    expect(existsSync(join(host.root, UNIT))).toBe(false);
    expect(host.mode(SECRETS)).toBe("700");
    host.put("token", "");
    expect(host.install(host.program).output).toContain("secrets/token");
  });

  it("puts everything in its place once, and changes nothing again", () => {
    const host = new Host();
    host.put("token", TOKEN);
    expect(host.install(host.program)).toEqual(INSTALLED);
    const before = host.files();
    expect(host.install(host.program)).toEqual(UNCHANGED);
    expect(host.install()).toEqual(UNCHANGED);
    expect(host.files()).toEqual(before);
    expect(
      [`${SECRETS}/token`, CONFIG, UNIT, PROGRAM].map((name) =>
        host.mode(name),
      ),
    ).toEqual(["400", "644", "644", "755"]);
  });

  it.each(["config.yaml", "install.sh", "observability-agent.service"])(
    "refuses a bundle whose %s was changed",
    (name) => {
      const host = new Host();
      host.put("token", TOKEN);
      appendFileSync(join(host.bundle, name), "\n# mine\n");
      const { status, output } = host.install(host.program);
      expect(status).toBe(1);
      expect(output).toContain("is not as it was made; copy the folder again");
      expect(existsSync(join(host.root, CONFIG))).toBe(false);
    },
  );

  it("puts back what somebody changed on the host, and its mode", () => {
    const host = new Host();
    host.put("token", TOKEN);
    host.install(host.program);
    appendFileSync(join(host.root, UNIT), "User=root\n");
    expect(host.install()).toEqual(INSTALLED);
    expect(readFileSync(join(host.root, UNIT), "utf8")).toBe(
      readFileSync(join(host.bundle, "observability-agent.service"), "utf8"),
    );
    chmodSync(join(host.root, `${SECRETS}/token`), 0o644);
    expect(host.install()).toEqual(UNCHANGED);
    expect(host.mode(`${SECRETS}/token`)).toBe("400");
  });

  it("notices a new token, which the service reads at its start", () => {
    const host = new Host();
    host.put("token", TOKEN);
    host.install(host.program);
    const token = join(host.root, SECRETS, "token");
    chmodSync(token, 0o600);
    writeFileSync(token, `${TOKEN}-2`);
    const later = Date.now() / 1000 + 5;
    utimesSync(token, later, later);
    expect(host.install()).toEqual(INSTALLED);
  });

  it("starts the service again after it was interrupted in between", () => {
    const host = new Host();
    host.put("token", TOKEN);
    host.install(host.program);
    writeBundle(host.bundle, {}, { needsClientCertificate: true });
    expect(host.install().output).toContain("secrets/client.crt");
    host.put("client.crt", "x");
    host.put("client.key", "x");
    expect(host.install()).toEqual(INSTALLED);
    expect(host.install()).toEqual(UNCHANGED);
  });

  it("removes the files of an earlier bundle that the new one lacks", () => {
    const host = new Host();
    host.put("token", TOKEN);
    host.install(host.program);
    const extra = join(host.root, "etc/observability-agent/filesystem.yaml");
    expect(existsSync(extra)).toBe(true);
    writeBundle(host.bundle, { hostMetrics: false, otlp: true });
    expect(host.install()).toEqual(INSTALLED);
    expect(existsSync(extra)).toBe(false);
  });

  it.each(["0.158.0", "10.159.0", "0.159.01", "0.159.0.1"])(
    "refuses a collector of version %s",
    (version) => {
      const host = new Host(version);
      host.put("token", TOKEN);
      const { status, output } = host.install(host.program);
      expect(status).toBe(1);
      expect(output).toContain("must be otelcol-contrib 0.159.0");
    },
  );

  it("refuses to go on without a collector", () => {
    const host = new Host();
    host.put("token", TOKEN);
    const { status, output } = host.install("/nowhere/otelcol-contrib");
    expect(status).toBe(1);
    expect(output).toContain(
      "/nowhere/otelcol-contrib must be otelcol-contrib",
    );
  });
});
