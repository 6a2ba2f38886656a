import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parse } from "yaml";
import type { AgentOptions } from "../../../lib/domain/hosts/agent";
import { LogSource } from "../../../lib/domain/logs/source";
import { Bytes } from "../../../lib/domain/units";
import { writeBundle } from "../../support/agent";
import { temporaryFolder } from "../../support/app";
import { describeWithTool, run } from "../../support/tools";

/** A path and a label that mean something to the collector, to Compose and to a shell. */
const AWKWARD = "/srv/a $b${env:HOME} 'c'/*.log";

const EVERYTHING: Partial<AgentOptions> = {
  otlp: true,
  labels: { environment: 'pro"d $1 ${env:HOME}' },
  logs: [
    { service: "checkout", source: LogSource.file(AWKWARD) },
    {
      service: "nginx",
      source: LogSource.nginx({ path: "/var/log/nginx/access.log" }),
    },
    { service: "sshd", source: LogSource.auth() },
  ],
};

const LEAST: Partial<AgentOptions> = {
  endpoint: "http://127.0.0.1:4318",
  logs: [{ service: "shop", source: LogSource.file("/var/log/shop.log") }],
  hostMetrics: false,
  masking: false,
};

interface Compose {
  readonly services: {
    readonly agent: {
      readonly volumes: readonly {
        readonly type: string;
        readonly source: string;
        readonly target: string;
        readonly read_only?: boolean;
      }[];
    };
  };
}

function present(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

describeWithTool("otelcol-contrib", "the configuration of an agent", (path) => {
  it.each<[string, Partial<AgentOptions>, readonly string[]]>([
    ["everything", EVERYTHING, ["config.yaml", "filesystem.yaml"]],
    ["one file", LEAST, ["config.yaml"]],
  ])("is valid for %s", (_, options, configs) => {
    const folder = temporaryFolder();
    const files = writeBundle(
      folder,
      options,
      { needsClientCertificate: true },
      { authorities: "a certificate" },
    );
    expect(Object.keys(files)).toEqual(expect.arrayContaining([...configs]));
    const environment = [
      "HOST_ROOT=",
      ...["CONFIGURATION", "CREDENTIALS", "STATE"].map(
        (name) => `${name}_DIRECTORY=${folder}`,
      ),
    ];
    const args = configs.map((name) => `--config=${join(folder, name)}`);
    expect(run("env", [...environment, path, "validate", ...args])).toEqual({
      status: 0,
      stdout: "",
      output: "",
    });
  });
});

describe("a bundle", () => {
  it("is the same each time", () => {
    expect(writeBundle(temporaryFolder(), EVERYTHING)).toEqual(
      writeBundle(temporaryFolder(), EVERYTHING),
    );
  });

  it("masks before anything reaches the queue on the disk", () => {
    const { "config.yaml": text = "" } = writeBundle(
      temporaryFolder(),
      EVERYTHING,
    );
    const config = parse(text) as {
      service: {
        pipelines: Record<
          string,
          { processors: string[]; exporters: string[] }
        >;
      };
      exporters: Record<string, { sending_queue: { storage: string } }>;
    };
    const masked = Object.entries(config.service.pipelines).map(
      ([name, { processors, exporters }]) => {
        const [signal = ""] = name.split("/");
        expect(processors).toContain(`transform/masking_${signal}`);
        expect(exporters).toEqual(["otlp_http/gateway"]);
        return name;
      },
    );
    expect(masked).toEqual(["logs/files", "logs/otlp", "traces", "metrics"]);
    expect(config.exporters["otlp_http/gateway"]?.sending_queue.storage).toBe(
      "file_storage",
    );
  });

  it("looks for files, and for those to leave out, below the root of the host", () => {
    const { "config.yaml": text = "" } = writeBundle(
      temporaryFolder(),
      EVERYTHING,
    );
    const { receivers } = parse(text) as {
      receivers: Record<string, { include?: string[]; exclude?: string[] }>;
    };
    const patterns = Object.values(receivers).flatMap(
      ({ include = [], exclude = [] }) => [...include, ...exclude],
    );
    expect(patterns.length).toBeGreaterThanOrEqual(3);
    const mark = "${env:CONFIGURATION_DIRECTORY}/log-mark";
    for (const pattern of patterns.filter((each) => each !== mark)) {
      expect(pattern).toMatch(/^\$\{env:HOST_ROOT\}\//);
    }
  });

  it("shows a container the host's files, and nothing that it could change", () => {
    const { "compose.yaml": text = "" } = writeBundle(temporaryFolder(), {
      ...EVERYTHING,
      memory: Bytes.mebibytes(128),
    });
    const { volumes } = (parse(text) as Compose).services.agent;
    const binds = volumes.filter(({ type }) => type === "bind");
    expect(binds.every(({ read_only }) => read_only === true)).toBe(true);
    // Compose takes a dollar sign for a variable; the nginx folder is part of the one of sshd.
    expect(binds.map(({ source, target }) => [source, target])).toEqual([
      ["./config.yaml", "/etc/agent/config.yaml"],
      ["./log-mark", "/etc/agent/log-mark"],
      ["/etc/observability-agent/secrets/token", "/run/secrets/token"],
      ["/proc", "/hostfs/proc"],
      ["/sys", "/hostfs/sys"],
      ["/srv/a $$b$${env:HOME} 'c'", "/hostfs/srv/a $$b$${env:HOME} 'c'"],
      ["/var/log", "/hostfs/var/log"],
    ]);
    expect((parse(text) as Compose).services.agent).toMatchObject({
      image: "otel/opentelemetry-collector-contrib:0.159.0",
      cap_drop: ["ALL"],
      read_only: true,
      security_opt: ["no-new-privileges:true"],
      mem_limit: "128m",
    });
  });

  const withSystemd = present("systemd-analyze") ? it : it.skip;
  withSystemd("has a unit that systemd takes, and finds well confined", () => {
    const folder = temporaryFolder();
    const { "observability-agent.service": unit = "" } = writeBundle(
      folder,
      EVERYTHING,
    );
    const file = join(folder, "observability-agent.service");
    const { output } = run("systemd-analyze", ["verify", file]);
    const program = unit.match(/^ExecStart=(\S+)/m)?.[1];
    // Where nothing is installed yet this is all that there is to say.
    expect(
      output
        .split("\n")
        .filter((line) => !line.includes(`Command ${program} is not exec`)),
    ).toEqual([""]);
    const security = run("systemd-analyze", [
      ...["security", "--offline=true", "--no-pager", "--threshold=20", file],
    ]);
    expect(security).toMatchObject({ status: 0 });
  });

  it("has an install script that a shell, and a linter of shells, takes", () => {
    const folder = temporaryFolder();
    writeBundle(folder, EVERYTHING);
    const script = join(folder, "install.sh");
    expect(run("sh", ["-n", script])).toMatchObject({ status: 0, output: "" });
    if (present("shellcheck")) {
      expect(run("shellcheck", [script])).toMatchObject({
        status: 0,
        output: "",
      });
    }
  });
});
