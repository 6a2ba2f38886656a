import { readFileSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import { connect } from "node:tls";
import { gzipSync } from "node:zlib";
import { GATEWAY_DEFAULTS } from "../../../lib/domain/hosts/gateway";
import { LINE, TOKENS, type Payload, type SenderFiles } from "./gateway";

/** One byte more than a request may hold. */
export const TOO_LARGE = Buffer.alloc(
  GATEWAY_DEFAULTS.maxRequest.toBytes() + 1,
  32,
);
/** Numbers from 0 to below `limit`, the same with each run (mulberry32). */
export function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const SIGNALS = ["logs", "metrics", "trace"] as const;

/** Payloads of all kinds that are wrong in all ways, and some that are right. */
export function randomPayload(
  next: (limit: number) => number,
  index: number,
  protocol: "http" | "grpc",
): Payload {
  const of = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const isJson = protocol === "http" && next(2) === 0;
  const line = isJson ? LINE.json : LINE.proto;
  const noise = Buffer.from(Array.from({ length: next(300) }, () => next(256)));
  const changed = (): Buffer => {
    const body = Buffer.from(line);
    for (let change = next(4); change > 0; change--) {
      body[next(body.length)] = next(256);
    }
    return body.subarray(0, next(3) === 0 ? next(body.length) : body.length);
  };
  const deep = (): Buffer => {
    const depth = 1 + next(5000);
    return isJson
      ? Buffer.from(`{"resourceLogs":${"[".repeat(depth)}`)
      : Buffer.alloc(depth, 0x0a);
  };
  const body =
    index % 501 === 0
      ? TOO_LARGE
      : of([() => noise, changed, changed, deep, () => line])();
  const zipped = next(6) === 0;
  const token = of([TOKENS[0], TOKENS[0], TOKENS[0], TOKENS[1], "wrong", ""]);
  const type = isJson ? "application/json" : "application/x-protobuf";
  const signal = of(SIGNALS);
  return {
    body: zipped && next(2) === 0 ? gzipSync(body) : body,
    ...(token !== undefined && { token }),
    ...(zipped && { encoding: "gzip" }),
    type: of([type, type, type, of(["text/plain", "", `${type}; q=x`, "a/b"])]),
    path:
      protocol === "http"
        ? of([`/v1/${signal}`, `/v1/${signal}`, `/v1/${signal}s`, "/"])
        : grpcPath(signal),
  };
}

function grpcPath(signal: (typeof SIGNALS)[number]): string {
  const name = signal.charAt(0).toUpperCase() + signal.slice(1);
  return `/opentelemetry.proto.collector.${signal}.v1.${name}Service/Export`;
}

/** Records of a few letters each. */
export function jsonLines(size: number): Buffer {
  const line = '{"body":{"stringValue":"x"}}';
  const lines = Array(Math.floor((size - 100) / (line.length + 1))).fill(line);
  return Buffer.from(
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${lines.join(",")}]}]}]}`,
  );
}

/** Protobuf: messages in each other by these fields, the innermost full of empty ones by `tag`. */
export function nested(
  fields: readonly number[],
  tag: number,
  size: number,
): Buffer {
  const inner = Buffer.alloc(
    2 * Math.floor((size - 100) / 2),
    Buffer.from([tag, 0]),
  );
  return fields.reduceRight((body, field) => {
    const length: number[] = [];
    for (let rest = body.length; rest > 0; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
    }
    return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), body]);
  }, inner);
}

/** Connections that say nothing, half of a head, or half of a body; what is returned ends them. */
export function slowSenders(port: number, files: SenderFiles): () => void {
  const options = {
    port,
    ca: readFileSync(files.ca),
    cert: readFileSync(files.certificate ?? ""),
    key: readFileSync(files.key ?? ""),
  };
  const head = `POST /v1/logs HTTP/1.1\r\nHost: x\r\n`;
  const sockets = Array.from({ length: 300 }, (_, index) => {
    const socket =
      index % 3 === 0 ? connectPlain(port, "localhost") : connect(options);
    socket.on("error", () => undefined);
    if (index % 3 !== 0) {
      socket.write(
        index % 3 === 1
          ? head
          : `${head}Authorization: Bearer ${TOKENS[0]}\r\nContent-Length: 999\r\n\r\n{`,
      );
    }
    return socket;
  });
  return () => sockets.forEach((socket) => socket.destroy());
}

/**
 * Zstandard (RFC 8878) of blanks, made by hand: each block is four bytes for 128 KiB.
 *
 * @param window what the reader must keep: 2 to this power of KiB
 */
export function zstdOfBlanks(blocks: number, window: number): Buffer {
  const size = 128 * 1024;
  const block = (index: number): Buffer => {
    const head = Buffer.from([0, 0, 0, 0x20]);
    const isLast = index === blocks - 1 ? 1 : 0;
    // Kind 1: one byte, repeated.
    head.writeUIntLE((size << 3) | (1 << 1) | isLast, 0, 3);
    return head;
  };
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, window << 3]),
    ...Array.from({ length: blocks }, (_, index) => block(index)),
  ]);
}

/** Sends text as it is over TLS; what is returned is the first line of the answer. */
export function sendRaw(
  port: number,
  { ca, certificate = "", key = "" }: SenderFiles,
  text: string,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: "localhost",
      ca: readFileSync(ca),
      cert: readFileSync(certificate),
      key: readFileSync(key),
    });
    let answer = "";
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? ""));
    socket.on("secureConnect", () => socket.write(text));
  });
}
