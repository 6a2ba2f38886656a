import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import {
  AgentBundle,
  type AgentBundleProps,
} from "../../constructs/agent-bundle";
import { OtlpGateway } from "../../constructs/otlp-gateway";
import { AGENT_SECRET } from "../../lib/domain/hosts/agent";
import { LogSource } from "../../lib/domain/logs/source";
import { SecretRef } from "../../lib/domain/secret";
import { Bytes } from "../../lib/domain/units";
import type { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryFolder } from "../support/app";
import {
  app,
  itTellsOfPrograms,
  platform,
  js,
  SECRET,
  stackOf,
  type BadProgram,
} from "../support/bad-input";
import { run } from "../support/tools";

const ENDPOINT = "https://telemetry.example:14318";
const TLS = {
  certificate: SecretRef.file("gateway.crt"),
  key: SecretRef.file("gateway.key"),
};

function platformWith(parent: App): MonitoringStack {
  return stackOf(parent, { components: { "otel-collector": {} } });
}

function gateway(stack: MonitoringStack, id = "gateway", props: object = {}) {
  return new OtlpGateway(stack, id, {
    tls: TLS,
    token: SecretRef.file("gateway-token"),
    ...props,
  });
}

function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** A private key and a certificate for it. */
function certificate(folder: string, authority: boolean) {
  const key = join(folder, `${authority}.key`);
  const path = join(folder, `${authority}.crt`);
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-nodes", "-subj", "/CN=test"],
      ...["-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"],
      ...["-addext", `basicConstraints=critical,CA:${authority}`],
      ...["-keyout", key, "-out", path],
    ],
    { stdio: "ignore" },
  );
  return { key, path };
}

describe("AgentBundle", () => {
  const declare = (props: Partial<AgentBundleProps> = {}, parent = app()) => {
    const stack = platformWith(parent);
    gateway(stack, "gateway", {
      tls: { ...TLS, clientAuthorities: SecretRef.file("hosts.crt") },
    });
    const bundle = new AgentBundle(stack, "web-1", {
      endpoint: ENDPOINT,
      logs: [{ service: "shop", source: LogSource.file("/var/log/shop.log") }],
      ...props,
    });
    return { parent, bundle };
  };

  it("writes a folder beside the stack, whose checksums fit", () => {
    const { parent, bundle } = declare();
    parent.synth();
    expect(bundle.folder).toBe(
      join(parent.outdir, "stacks/monitoring/agents/web-1"),
    );
    expect(Object.keys(contents(bundle.folder))).toEqual([
      "SHA256SUMS",
      "compose.yaml",
      "config.yaml",
      "filesystem.yaml",
      "install.sh",
      "log-mark",
      "observability-agent.service",
    ]);
    const sums = readFileSync(join(bundle.folder, "SHA256SUMS"), "utf8");
    expect(sums.split("\n").length - 1).toBe(6);
    expect(
      run("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: bundle.folder }),
    ).toMatchObject({ status: 0, output: "" });
    expect(statSync(join(bundle.folder, "install.sh")).mode & 0o111).toBe(
      0o111,
    );
  });

  it("is the same each time, and keeps nothing of an earlier synthesis", () => {
    const first = declare();
    first.parent.synth();
    const stale = join(first.bundle.folder, "ca.crt");
    writeFileSync(stale, "old");
    const second = declare();
    second.parent.synth();
    first.parent.synth();
    expect(contents(first.bundle.folder)).toEqual(
      contents(second.bundle.folder),
    );
  });

  it("asks for what the gateway asks for, under the name of the host", () => {
    const { parent, bundle } = declare({ hostName: "db.shop.example" });
    parent.synth();
    const files = contents(bundle.folder);
    expect(bundle.hostName).toBe("db.shop.example");
    expect(files["config.yaml"]).toContain(
      'set(resource.attributes["host"], "db.shop.example")',
    );
    for (const name of Object.values(AGENT_SECRET)) {
      const credential = `LoadCredential=${name}:/etc/observability-agent/secrets/${name}`;
      expect(files["observability-agent.service"]).toContain(credential);
    }
    expect(files["compose.yaml"]).toContain(
      "image: otel/opentelemetry-collector-contrib:0.159.0",
    );
  });

  it("runs the collector's image that the platform runs", () => {
    const parent = app();
    const image = "registry.example/otelcol@sha256:" + "a".repeat(64);
    const stack = stackOf(parent, {
      platform: platform({ images: { "otel-collector": image } }),
      components: { "otel-collector": {} },
    });
    gateway(stack);
    const made = new AgentBundle(stack, "web-1", { endpoint: ENDPOINT });
    parent.synth();
    expect(contents(made.folder)["compose.yaml"]).toContain(`image: ${image}`);
  });

  it("holds no secret, whatever stands in the store and beside the authorities", () => {
    const folder = temporaryFolder();
    const { path } = certificate(folder, true);
    const ca = join(folder, "ca.crt");
    const text = readFileSync(path, "utf8");
    writeFileSync(ca, `subject=${SECRET}\n${text}\n# ${SECRET}\n`);
    mkdirSync(join(folder, ".secrets"));
    for (const name of ["gateway.crt", "gateway.key", "gateway-token"]) {
      writeFileSync(join(folder, ".secrets", name), SECRET);
    }
    process.env.OBSERVABILITY_TOKEN = SECRET;
    const here = process.cwd();
    try {
      process.chdir(folder);
      const { parent, bundle } = declare({ authorities: "ca.crt" });
      parent.synth();
      const files = contents(bundle.folder);
      expect(files["ca.crt"]).toBe(text);
      expect(JSON.stringify(files)).not.toContain(SECRET);
    } finally {
      process.chdir(here);
      delete process.env.OBSERVABILITY_TOKEN;
    }
  });
});

const PATH = "monitoring/web-1";

/** An otherwise sound program with one mistake in the bundle. */
const bundle =
  (props: unknown, id = "web-1") =>
  (parent: App) => {
    const stack = platformWith(parent);
    gateway(stack);
    return new AgentBundle(
      stack,
      id,
      js(
        typeof props === "object" && props !== null
          ? { endpoint: ENDPOINT, ...props }
          : props,
      ),
    );
  };
const source = (value: unknown, service: unknown = "shop") =>
  bundle({ logs: [{ service, source: value }] });

const files = temporaryFolder();
const authority = certificate(files, true);
const plain = certificate(files, false);
writeFileSync(join(files, "empty"), "");
writeFileSync(
  join(files, "both"),
  readFileSync(authority.path, "utf8") + readFileSync(authority.key, "utf8"),
);

const ROWS: readonly BadProgram[] = [
  ["undefined", bundle(undefined), PATH, "options of an AgentBundle"],
  ["with an unknown option", bundle({ hostname: "a" }), PATH, '"hostName"'],
  ["with capitals", bundle({}, "Web1"), "monitoring/Web1", '"Web1"'],
  ["with a forgotten name", bundle({ hostName: undefined }), PATH, "undefined"],
  ["named like a folder", bundle({ hostName: "../web" }), PATH, '"../web"'],
  ["without an endpoint", bundle({ endpoint: undefined }), PATH, "undefined"],
  ["at a host", bundle({ endpoint: "gw:14318" }), PATH, "scheme, host"],
  ["at a path", bundle({ endpoint: `${ENDPOINT}/v1` }), PATH, "nothing else"],
  [
    "at a log-in",
    bundle({ endpoint: `https://a:${SECRET}@gw:1` }),
    PATH,
    "nothing else",
  ],
  [
    "without TLS",
    bundle({ endpoint: "http://telemetry.example:14318" }),
    PATH,
    'must use TLS, got "http" to "telemetry.example"',
  ],
  [
    "without TLS, at what only looks like this host",
    bundle({ endpoint: "http://127.0.0.1.example:80" }),
    PATH,
    "must use TLS",
  ],
  ["with one source", bundle({ logs: LogSource.auth() }), PATH, "be a list"],
  ["of an unknown source", source({ kind: "journald" }), PATH, "LogSource"],
  ["of a path in text", source("/var/log/a"), PATH, "must be a LogSource"],
  ["of no service", source(LogSource.auth(), null), PATH, "got null"],
  ["of a service with spaces", source(LogSource.auth(), "a b"), PATH, '"a b"'],
  [
    "of a container",
    source(LogSource.container("web")),
    PATH,
    'kind "container"; let the container write',
  ],
  ["of syslog", source(LogSource.syslog({ port: 5140 })), PATH, "daemon"],
  ["of the journal", source(LogSource.journal()), PATH, '"journald"'],
  ["of OTLP", source(LogSource.otlp()), PATH, "otlp: true"],
  [
    "of a file that it cannot see",
    source(LogSource.file("/home/me/app.log")),
    PATH,
    "below /var/log",
  ],
  [
    "of a file twice",
    bundle({
      logs: ["a", "b"].map((service) => ({
        service,
        source: LogSource.file("/var/log/app.log"),
      })),
    }),
    PATH,
    '"/var/log/app.log" twice',
  ],
  ["that collects nothing", bundle({ hostMetrics: false }), PATH, "something"],
  ["measured perhaps", bundle({ hostMetrics: "no" }), PATH, '"no"'],
  [
    "with another host in its labels",
    bundle({ labels: { host: "b" } }),
    PATH,
    'got "host"; pass the name as `hostName`',
  ],
  [
    "with labels without end",
    bundle({ labels: { trace_id: "1" } }),
    PATH,
    '"trace_id"',
  ],
  ["masked by a typing error", bundle({ masking: { alsp: [] } }), PATH, "also"],
  ["with memory in text", bundle({ memory: "1GB" }), PATH, '"1GB"'],
  [
    "with too little memory",
    bundle({ memory: Bytes.mebibytes(32) }),
    PATH,
    "at least 64MiB",
  ],
  [
    "with a queue for nothing",
    bundle({ queue: Bytes.bytes(1) }),
    PATH,
    "at least 32MiB",
  ],
  [
    "with missing authorities",
    bundle({ authorities: "nowhere/ca.crt" }),
    PATH,
    '"nowhere/ca.crt", which cannot be read; write the certificate there',
  ],
  [
    "with empty authorities",
    bundle({ authorities: join(files, "empty") }),
    PATH,
    "got none in",
  ],
  [
    "with a private key beside the authorities",
    bundle({ authorities: join(files, "both") }),
    PATH,
    'a block of kind "PRIVATE KEY"',
  ],
  [
    "with the gateway's certificate for an authority",
    bundle({ authorities: plain.path }),
    PATH,
    "that no authority could use",
  ],
  ["of a gateway by name", bundle({ gateway: "gateway" }), PATH, "OtlpGateway"],
  [
    "without a gateway",
    (parent) =>
      new AgentBundle(platformWith(parent), "web-1", { endpoint: ENDPOINT }),
    PATH,
    "got none in the stack of its platform; declare an OtlpGateway before it",
  ],
  [
    "of two gateways",
    (parent) => {
      const stack = platformWith(parent);
      gateway(stack);
      gateway(stack, "other", { httpPort: 24318, grpcPort: false });
      new AgentBundle(stack, "web-1", { endpoint: ENDPOINT });
    },
    PATH,
    "got 2",
  ],
  [
    "of a gateway that speaks gRPC",
    (parent) => {
      const stack = platformWith(parent);
      gateway(stack, "gateway", { httpPort: false });
      new AgentBundle(stack, "web-1", { endpoint: ENDPOINT });
    },
    PATH,
    "got gRPC only; give the gateway an httpPort",
  ],
  [
    "of a host that is declared already",
    (parent) => {
      const stack = platformWith(parent);
      gateway(stack);
      new AgentBundle(stack, "first", { endpoint: ENDPOINT, hostName: "a" });
      new AgentBundle(stack, "web-1", { endpoint: ENDPOINT, hostName: "a" });
    },
    PATH,
    'got "a", which is declared at monitoring/first',
  ],
];

describe("a bundle", () => itTellsOfPrograms(ROWS));

it.each(["http://127.0.0.1:4318", "http://[::1]:4318", "http://localhost"])(
  "lets an agent send to a tunnel at %s",
  (endpoint) => {
    expect(() => bundle({ endpoint })(app())).not.toThrow();
  },
);
