import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { LogSource } from "../../../lib/domain/logs/source";
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
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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
      "install.sh: secrets must be on this host before the agent, got none in: /etc/observability-agent/secrets/token; write these files, then run this again",
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
      expect(output).toBe(
        `install.sh: the folder must be as it was made, got another ${name}; copy it again`,
      );
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

  it("says what it is that was named instead of a collector", () => {
    const host = new Host();
    host.put("token", TOKEN);
    const elsewhere = join(host.bundle, "elsewhere");
    // The head of a program for another processor.
    writeFileSync(elsewhere, Buffer.from("7f454c46020101", "hex"), {
      mode: 0o755,
    });
    for (const [path, got] of [
      ["/nowhere/otelcol-contrib", "nothing there"],
      [host.bundle, "a file that cannot be run"],
      [elsewhere, "a program that does not run on this host ("],
    ] as const) {
      const { status, output } = host.install(path);
      expect(status).toBe(1);
      expect(output).toContain(
        `${path} must be otelcol-contrib 0.159.0, with which the configuration was tested, got ${got}`,
      );
    }
    expect(existsSync(join(host.root, CONFIG))).toBe(false);
  });

  it("tells of a secret that everybody could read, and closes it", () => {
    const host = new Host();
    host.put("token", TOKEN);
    const folder = join(host.root, SECRETS);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "token"), 0o644);
    const { status, output } = host.install(host.program);
    expect(status).toBe(0);
    expect(output).toContain(
      "install.sh: /etc/observability-agent/secrets/token must be for root only, got one that everybody on this host could read",
    );
    expect([host.mode(SECRETS), host.mode(`${SECRETS}/token`)]).toEqual([
      "700",
      "400",
    ]);
    expect(host.install()).toEqual(UNCHANGED);
  });

  it("tells of files of which nothing will be sent", () => {
    const host = new Host();
    host.put("token", TOKEN);
    const file = (path: string) => ({
      service: "web-1",
      source: LogSource.file(path),
    });
    writeBundle(host.bundle, {
      logs: [
        file("/var/log/auth.log"),
        file("/srv/a $b`c` d/*.log"),
        file("/srv/closed.log"),
      ],
    });
    for (const name of ["srv/a $b`c` d/1.log", "srv/closed.log"]) {
      mkdirSync(dirname(join(host.root, name)), { recursive: true });
      writeFileSync(join(host.root, name), "", { mode: 0o644 });
    }
    chmodSync(host.root, 0o755);
    chmodSync(join(host.root, "srv/closed.log"), 0o600);
    const { status, output } = host.install(host.program);
    expect(status).toBe(0);
    const asRoot = process.getuid?.() === 0;
    expect(output.split("\n")).toEqual([
      "installed",
      "install.sh: /var/log/auth.log must be there to be sent, got none; a host that keeps such lines in its journal only needs a program that writes files, such as rsyslog",
      ...(asRoot
        ? [
            "install.sh: /srv/closed.log must be readable for the group adm to be sent, got one that is not; give it and its folder that group, in auditd.conf by log_group = adm",
          ]
        : []),
    ]);
  });

  it("asks for a whole folder, and for one program", () => {
    const host = new Host();
    host.put("token", TOKEN);
    for (const args of [["--help"], [host.program, host.program]]) {
      const { status, output } = host.install(...args);
      expect(status).toBe(1);
      expect(output).toContain(
        "usage: install.sh [path of otelcol-contrib], or install.sh --remove",
      );
    }
    rmSync(join(host.bundle, "config.yaml"));
    expect(host.install().output).toContain("got another config.yaml; copy");
    rmSync(join(host.bundle, "SHA256SUMS"));
    expect(host.install().output).toContain("got no SHA256SUMS; copy it");
  });

  it("removes all that it has put there, and nothing else", () => {
    const host = new Host();
    const others = ["etc/systemd/system/other.service", "var/lib/other/data"];
    for (const name of others) {
      mkdirSync(dirname(join(host.root, name)), { recursive: true });
      writeFileSync(join(host.root, name), "");
    }
    host.put("token", TOKEN);
    host.install(host.program);
    mkdirSync(join(host.root, "var/lib/observability-agent"));
    const removed = { status: 0, output: "removed" };
    expect(host.install("--remove")).toEqual(removed);
    const left = host.files().filter((each) => each.includes(" 100"));
    expect(left.map((each) => each.split(" ")[0])).toEqual(others);
    expect(host.files().join()).not.toContain("observability-agent");
    const nothing = { status: 0, output: "nothing to remove" };
    expect(host.install("--remove")).toEqual(nothing);
  });
});

// A test that is not run by root cannot change this machine by it.
(existsSync("/run/systemd/system") ? describe.skip : describe)(
  "the install script on a host without systemd",
  () => {
    it("names the other way, and puts nothing anywhere", () => {
      const host = new Host();
      const { status, output } = run("sh", [
        join(host.bundle, "install.sh"),
        host.program,
      ]);
      expect(status).toBe(1);
      expect(output).toMatch(
        process.getuid?.() === 0
          ? /this host must run systemd, got none; .*docker compose up/
          : /must be run by root/,
      );
    });
  },
);
