import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

/** The Node.js that services run on: that of the tests, or another to try the kit on. */
export const NODE = process.env.KIT_NODE ?? process.execPath;

/** A service of this folder, as a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** What the service has told of itself. */
  readonly told: Readonly<Record<string, unknown>>;
  /** Address of a page for customers. */
  url(path: string): string;
  /** Address of a page for the platform. */
  admin(path: string): string;
  /** Lines that it has logged so far. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** All that it has printed so far. */
  output(): string;
  /** Ends it as a container engine does; resolves to its exit code, null when a signal has killed it. */
  end(): Promise<number | null>;
}

const running: ChildProcess[] = [];
const listening: Server[] = [];

/**
 * Starts a service; `stopAll` ends those that a test has left.
 *
 * @param name of a file of `services`, or a path
 */
export async function run(
  name: string,
  environment: Readonly<Record<string, string>> = {},
  execArgv: readonly string[] = [],
): Promise<Running> {
  const child = fork(resolve(__dirname, "services", name), [], {
    env: { ...process.env, ...environment },
    execPath: NODE,
    execArgv: [...execArgv],
    silent: true,
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, "exit") as Promise<[number | null]>;
  const [told] = (await Promise.race([
    once(child, "message"),
    ended.then(() => {
      throw new Error(`${name} ended: ${output}`);
    }),
  ])) as [Readonly<Record<string, unknown>>];
  const address = (port: unknown, path: string): string =>
    `http://127.0.0.1:${String(port)}${path}`;
  return {
    child,
    told,
    url: (path) => address(told.port, path),
    admin: (path) => address(told.admin, path),
    lines: () =>
      output
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    output: () => output,
    end: async () => {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}

/** Ends all services and collectors. */
export function stopAll(): void {
  for (const child of running) {
    child.kill("SIGKILL");
  }
  for (const server of listening) {
    server.close();
    server.closeAllConnections();
  }
}

/** A span as it is sent, with its attributes as a record. */
export interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** 2 is that of a server, 3 that of a client. */
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly endpoint: string;
  readonly spans: Span[];
}

/**
 * Takes spans by OTLP over HTTP in the form of JSON.
 *
 * @param answers whether it answers; else it takes connections and is silent
 */
export async function collector(answers = true): Promise<Collector> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      spans.push(...spansOf(text));
      if (answers) {
        response.end("{}");
      }
    });
  }).listen(0, "127.0.0.1");
  listening.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, spans };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, "attributes"> & {
        readonly attributes: readonly {
          readonly key: string;
          readonly value: Readonly<Record<string, unknown>>;
        }[];
      })[];
    }[];
  }[];
}

function spansOf(text: string): readonly Span[] {
  return (JSON.parse(text) as Sent).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: Object.fromEntries(
          span.attributes.map(({ key, value }) => [
            key,
            Object.values(value)[0],
          ]),
        ),
      })),
    ),
  );
}
