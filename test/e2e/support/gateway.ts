import { readFileSync } from "node:fs";
import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
} from "node:http2";
import { Agent, request } from "node:https";
import { dirname } from "node:path";
import {
  GATEWAY_DEFAULTS,
  type GatewaySpec,
} from "../../../lib/domain/hosts/gateway";
import { REFUSAL_NAMES, REFUSALS } from "../../../lib/domain/hosts/refusals";
import { SecretRef } from "../../../lib/domain/secret";
import { imageReference } from "../../../lib/platforms/docker/images";
import { renderGatewayFront } from "../../../lib/render/gateway/front";
import {
  FRONT_CONFIG,
  renderFrontStart,
} from "../../../lib/render/gateway/start";
import { renderGatewayConfig } from "../../../lib/render/otel/gateway";
import {
  eventually,
  freePortsFor,
  get,
  withPorts,
} from "../../support/program";
import { mustRun, run as runTool } from "../../support/tools";
import { PROJECT_LABEL } from "./docker";

export const TOKENS = ["first-4f1c0ffee4f1c0ffee", "second-c0de5eedc0de5eed"];

/** A line by OTLP, in JSON and in protobuf. */
export const LINE = {
  json: Buffer.from(
    '{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"body":{"stringValue":"x"}}]}]}]}',
  ),
  proto: [5, 2, 2, 1].reduce(
    (inner, field) =>
      Buffer.concat([Buffer.from([(field << 3) | 2, inner.length]), inner]),
    Buffer.from([0x0a, 0x01, 0x78]),
  ),
};

export interface GatewayFiles {
  readonly certificate: string;
  readonly key: string;
  readonly token: string;
  readonly authorities?: string;
}

export type Counts = Readonly<Record<string, number>>;

export interface RunningGateway {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** What its containers have printed. */
  output(): string;
  /** What its collector tells of itself, now. */
  metrics(): Promise<string>;
  /** What its front tells of itself, now. */
  frontMetrics(): Promise<string>;
  /** Requests by the reason for which the front refused them, and by the status of HTTP or gRPC that the collector gave. */
  counts(): Promise<Counts>;
  /** How often each of its containers was started, all but the first time. */
  crashes(): readonly number[];
  /** Ends both containers at once. */
  kill(): void;
  /** Starts them again. */
  revive(): void;
}

/** Both containers of a gateway as they are rendered, in front of `collector`, but with ports of this machine that are free. */
export async function startGateway(
  project: string,
  collector: number,
  files: GatewayFiles,
  change: Partial<GatewaySpec> = {},
): Promise<RunningGateway> {
  const folder = dirname(files.token);
  const ports = await freePortsFor(...PORTS);
  const spec: GatewaySpec = {
    ...GATEWAY_DEFAULTS,
    ...change,
    address: "127.0.0.1",
    certificate: SecretRef.file("certificate"),
    key: SecretRef.file("key"),
    token: SecretRef.file("token"),
    clientAuthorities:
      files.authorities === undefined
        ? undefined
        : SecretRef.file("authorities"),
  };
  const secretFile = ({ name }: SecretRef) =>
    files[name as keyof GatewayFiles] ?? "";
  const renamed = {
    1: collector,
    4317: ports.grpc,
    4318: ports.http,
    13133: ports.health,
    ...Object.fromEntries(
      REFUSAL_NAMES.map((name) => [REFUSALS[name].port, ports[name]]),
    ),
  };
  const config = withPorts(
    renderGatewayConfig(spec, "127.0.0.1:1", secretFile),
    renamed,
  )
    .replaceAll("0.0.0.0", "127.0.0.1")
    .replace("port: 8888", `port: ${ports.telemetry}`);
  const front = { collector: "127.0.0.1", secretFile, folder: "/tmp" };
  const nginx = withPorts(renderGatewayFront(spec, front), renamed)
    .replace("listen 4318", `listen 127.0.0.1:${ports.frontHttp}`)
    .replace("listen 4317", `listen 127.0.0.1:${ports.frontGrpc}`)
    .replace("listen 8889", `listen 127.0.0.1:${ports.frontSelf}`);
  // Addresses need no look-up.
  const script = renderFrontStart(spec, front).replaceAll("nslookup", "echo");
  const memory = spec.memory.toMebibytes();
  const run = (name: string, of: number, ...args: readonly string[]) => {
    const container = `${project}-${name}-${ports.http}`;
    mustRun(
      ...(["docker", "run", "--detach", "--name", container] as const),
      ...["--label", `${PROJECT_LABEL}=${project}`, "--network", "host"],
      ...["--user", "10001:10001", "--read-only", "--cap-drop", "ALL"],
      ...["--memory", `${of}m`, "--memory-swap", `${of}m`],
      ...["--restart", "always", "--volume", `${folder}:${folder}:ro`],
      ...args,
    );
    return container;
  };
  const containers = [
    run(
      ...(["collector", memory, "--env", `OTELCOL_CONFIG=${config}`] as const),
      ...["--env", `GOMEMLIMIT=${Math.floor(memory * 0.8)}MiB`],
      ...[imageReference("otel-collector"), "--config=env:OTELCOL_CONFIG"],
    ),
    run(
      ...(["front", 192, "--tmpfs", "/tmp:size=64m,mode=1777"] as const),
      ...["--env", `${FRONT_CONFIG}=${nginx}`],
      ...[imageReference("nginx"), "sh", "-c", script],
    ),
  ];
  const output = () =>
    containers.map((name) => runTool("docker", ["logs", name]).output).join("");
  const metrics = () => get(`http://127.0.0.1:${ports.telemetry}/metrics`);
  const frontMetrics = () => get(`http://127.0.0.1:${ports.frontSelf}/metrics`);
  await eventually("the gateway", metrics, output);
  await eventually("the front of the gateway", frontMetrics, output);
  return {
    grpcPort: ports.frontGrpc,
    httpPort: ports.frontHttp,
    output,
    metrics,
    frontMetrics,
    async counts() {
      const counters = (await metrics()).matchAll(
        /^(?:(?:http_server_request|rpc_server_call)_duration_count\{\w+="(\w+)"\}|otelcol_receiver_accepted_log_records\{receiver="syslog\/(\w+)",.*\}) (\d+)$/gm,
      );
      const counts: Counts = Object.fromEntries(
        [...counters].map(([, status, reason, count]) => [
          status ?? reason,
          Number(count),
        ]),
      );
      return counts;
    },
    crashes: () =>
      containers.map((name) =>
        Number(mustRun("docker", "inspect", "-f", "{{.RestartCount}}", name)),
      ),
    kill: () => void mustRun("docker", "kill", ...containers),
    revive: () => void mustRun("docker", "start", ...containers),
  };
}

const PORTS = [
  ...(["grpc", "http", "health", "telemetry"] as const),
  ...(["frontGrpc", "frontHttp", "frontSelf"] as const),
  ...REFUSAL_NAMES,
] as const;

export interface Payload {
  readonly body: Buffer;
  /** Default: the first one. */
  readonly token?: string;
  /** Default: JSON. */
  readonly type?: string;
  readonly encoding?: string;
  /** Default: that of logs. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a sender shows. */
export interface SenderFiles {
  readonly ca: string;
  readonly certificate?: string;
  readonly key?: string;
}

function tlsOf({ ca, certificate, key }: SenderFiles) {
  return {
    ca: readFileSync(ca),
    ...(certificate !== undefined && { cert: readFileSync(certificate) }),
    ...(key !== undefined && { key: readFileSync(key) }),
  };
}

export interface Sender {
  /** The status of the answer. */
  send(payload: Payload): Promise<string>;
  close(): void;
}

/** Sends by HTTP, over a few connections that stay. */
export function httpSender(port: number, files: SenderFiles): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ...tlsOf(files) });
  return {
    send: ({ body, token = TOKENS[0] ?? "", type, encoding, path, headers }) =>
      new Promise((resolve, reject) => {
        const sent = request(
          {
            agent,
            host: "localhost",
            port,
            method: "POST",
            path: path ?? "/v1/logs",
            headers: {
              ...(token !== "" && { authorization: `Bearer ${token}` }),
              "content-type": type ?? "application/json",
              "content-length": body.length,
              ...headers,
              ...(encoding !== undefined && { "content-encoding": encoding }),
            },
          },
          (answer) => {
            answer.resume();
            answer.on("end", () => resolve(`${answer.statusCode}`));
            answer.on("error", reject);
          },
        );
        sent.on("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const GRPC_STATUS: Readonly<Record<string, string>> = {
  0: "OK",
  7: "PERMISSION_DENIED",
  8: "RESOURCE_EXHAUSTED",
  12: "UNIMPLEMENTED",
  13: "INTERNAL",
  14: "UNAVAILABLE",
  16: "UNAUTHENTICATED",
};

/** Sends by gRPC, over one connection. */
export function grpcSender(port: number, files: SenderFiles): Sender {
  const session: ClientHttp2Session = connect(
    `https://localhost:${port}`,
    // In MiB; what is refused early lies around for a while.
    { maxSessionMemory: 256, ...tlsOf(files) },
  );
  const failed = new Promise<never>((_, reject) => session.on("error", reject));
  failed.catch(() => undefined);
  return {
    send: ({ body, token = TOKENS[0] ?? "", encoding, path }) => {
      const answered = new Promise<string>((resolve, reject) => {
        const stream = session.request({
          ":method": "POST",
          ":path":
            path ?? "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
          "content-type": "application/grpc",
          te: "trailers",
          ...(token !== "" && { authorization: `Bearer ${token}` }),
          ...(encoding !== undefined && { "grpc-encoding": encoding }),
        });
        let status: unknown;
        const look = (headers: IncomingHttpHeaders): void => {
          status ??= headers["grpc-status"];
        };
        stream.on("response", look);
        stream.on("trailers", look);
        stream.on("error", reject);
        stream.on("close", () =>
          resolve(GRPC_STATUS[String(status)] ?? String(status)),
        );
        stream.resume();
        const head = Buffer.alloc(5);
        head.writeUInt8(encoding === undefined ? 0 : 1, 0);
        head.writeUInt32BE(body.length, 1);
        stream.end(Buffer.concat([head, body]));
      });
      return Promise.race([answered, failed]);
    },
    close: () => session.destroy(),
  };
}
