import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
} from "node:http2";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GATEWAY_DEFAULTS,
  type GatewaySpec,
} from "../../../lib/domain/hosts/gateway";
import { SecretRef } from "../../../lib/domain/secret";
import { renderGatewayConfig } from "../../../lib/render/otel/gateway";
import {
  eventually,
  freePortsFor,
  get,
  start,
  withPorts,
} from "../../support/program";

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
  readonly clientAuthorities?: string;
}

export type Counts = Readonly<Record<string, number>>;

export interface RunningGateway {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly tokenFile: string;
  output(): string;
  /** What it tells of itself, now. */
  metrics(): Promise<string>;
  /** Requests answered with each status, of HTTP and of gRPC. */
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

/** A gateway as it is rendered, in front of `collector`, but with ports of this machine that are free. */
export async function startGateway(
  otelcol: string,
  collector: number,
  files: GatewayFiles,
): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), "gateway-"));
  const ports = await freePortsFor("grpc", "http", "health", "telemetry");
  const tokenFile = join(folder, "tokens");
  writeFileSync(tokenFile, TOKENS.join("\n"));
  const paths: Readonly<Record<string, string | undefined>> = {
    ...files,
    token: tokenFile,
  };
  const spec: GatewaySpec = {
    ...GATEWAY_DEFAULTS,
    address: "127.0.0.1",
    certificate: SecretRef.file("certificate"),
    key: SecretRef.file("key"),
    token: SecretRef.file("token"),
    clientAuthorities:
      files.clientAuthorities === undefined
        ? undefined
        : SecretRef.file("authorities"),
  };
  const config = renderGatewayConfig(
    spec,
    "127.0.0.1:1",
    ({ name }) =>
      paths[name === "authorities" ? "clientAuthorities" : name] ?? "",
  );
  const file = join(folder, "config.yaml");
  writeFileSync(
    file,
    withPorts(config, {
      1: collector,
      4317: ports.grpc,
      4318: ports.http,
      13133: ports.health,
    })
      .replaceAll("0.0.0.0", "127.0.0.1")
      .replace("port: 8888", `port: ${ports.telemetry}`),
  );
  const program = start("env", [
    // As its container has it.
    `GOMEMLIMIT=${Math.floor(spec.memory.toMebibytes() * 0.8)}MiB`,
    ...[otelcol, "--config", file],
  ]);
  await eventually(
    "the gateway",
    () => get(`http://127.0.0.1:${ports.health}/`),
    program.output,
  );
  const metrics = () => get(`http://127.0.0.1:${ports.telemetry}/metrics`);
  return {
    grpcPort: ports.grpc,
    httpPort: ports.http,
    tokenFile,
    output: program.output,
    metrics,
    async counts() {
      const counters = (await metrics()).matchAll(
        /^(?:http_server_request|rpc_server_call)_duration_count\{\w+="(\w+)"\} (\d+)$/gm,
      );
      return Object.fromEntries(
        [...counters].map(([, status = "", count]) => [status, Number(count)]),
      );
    },
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Payload {
  readonly body: Buffer;
  /** Default: the first one. */
  readonly token?: string;
  /** Default: JSON. */
  readonly type?: string;
  readonly encoding?: string;
  /** Default: that of logs. */
  readonly path?: string;
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
    send: ({ body, token = TOKENS[0] ?? "", type, encoding, path }) =>
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
