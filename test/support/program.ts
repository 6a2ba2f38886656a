import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";

/** A program that runs until it is stopped. */
export interface RunningProgram {
  /** What it has printed so far. */
  output(): string;
  /** Ends it, by default as a container engine does; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program; its output is kept for messages of failed tests. */
export function start(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningProgram {
  const child = spawn(path, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let output = "";
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = new Promise<void>((resolve) => child.on("close", resolve));
  return {
    output: () => output,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await ended;
    },
  };
}

/** Ports of this machine that nothing uses at the moment. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map(
      (server) => new Promise((resolve) => server.close(() => resolve(null))),
    ),
  );
  return ports;
}

/** The same, each with the name of what will use it. */
export async function freePortsFor<Name extends string>(
  ...names: readonly Name[]
): Promise<Readonly<Record<Name, number>>> {
  const ports = await freePorts(names.length);
  return Object.fromEntries(
    names.map((name, index) => [name, ports[index]]),
  ) as Record<Name, number>;
}

/** Text with other ports in its addresses, all at once, so that a new port is never taken for an old one. */
export function withPorts(
  text: string,
  ports: Readonly<Record<number, number | undefined>>,
): string {
  return text.replace(
    /:(\d+)\b/g,
    (whole, port: string) => `:${ports[Number(port)] ?? whole.slice(1)}`,
  );
}

/**
 * Asks until there is an answer.
 *
 * @param ask gives nothing, or throws, while there is none
 * @throws Error with the last reason and `context` after a minute
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  context: () => string = () => "",
): Promise<T> {
  let reason = "no answer";
  for (let attempt = 0; attempt < 240; attempt++) {
    try {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
    } catch (error) {
      reason = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what}: ${reason}\n${context().slice(-4000)}`);
}

/** The body of a successful GET. */
export async function get(url: string): Promise<string> {
  const response = await fetch(url);
  const body = await response.text();
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${body}`);
  }
  return body;
}
