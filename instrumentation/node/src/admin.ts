import { createServer, type Server, type ServerResponse } from "node:http";
import type { ReadinessCheck } from "./options";

const CHECK_MILLIS = 2000;
/** A scrape, a probe or two, and somebody who looks. */
const MOST_CONNECTIONS = 50;

export interface Pages {
  readonly metrics: () => Promise<{
    readonly type: string;
    readonly text: string;
  }>;
  readonly isStopping: () => boolean;
  readonly checks: ReadonlyMap<string, ReadinessCheck>;
}

/** `/metrics`, `/healthz` and `/readyz` on a port of their own, which customers do not reach. */
export function createAdminServer(pages: Pages): Server {
  let running: ReturnType<typeof runChecks> | undefined;
  const server = createServer(
    { requestTimeout: 10_000 },
    (request, response) => {
      request.resume();
      if (request.method !== "GET" && request.method !== "HEAD") {
        answer(response, 405, "only GET");
        return;
      }
      switch (request.url?.split("?", 1)[0]) {
        case "/metrics":
          pages.metrics().then(
            ({ type, text }) => {
              response.writeHead(200, { "content-type": type }).end(text);
            },
            () => answer(response, 500, "metrics cannot be read"),
          );
          return;
        case "/healthz":
          answer(response, 200, { status: "ok" });
          return;
        case "/readyz":
          if (pages.isStopping()) {
            answer(response, 503, { status: "stopping" });
            return;
          }
          // Many who ask at once make one question.
          running ??= runChecks(pages.checks).finally(() => {
            running = undefined;
          });
          void running.then((checks) => {
            const ok = Object.values(checks).every((result) => result === "ok");
            const status = ok ? "ok" : "not ready";
            answer(response, ok ? 200 : 503, { status, checks });
          });
          return;
        default:
          answer(response, 404, "no such page");
      }
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  return server.unref();
}

type CheckResult = "ok" | "failing" | "too slow";

/** Why a check fails stays inside: errors tell addresses and users. */
async function runChecks(
  checks: ReadonlyMap<string, ReadinessCheck>,
): Promise<Readonly<Record<string, CheckResult>>> {
  const results = await Promise.all(
    [...checks].map(async ([name, check]) => [name, await runCheck(check)]),
  );
  return Object.fromEntries(results) as Record<string, CheckResult>;
}

async function runCheck(check: ReadinessCheck): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve("too slow"), CHECK_MILLIS);
  });
  const result = (async (): Promise<CheckResult> => {
    try {
      return (await check()) ? "ok" : "failing";
    } catch {
      return "failing";
    }
  })();
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

function answer(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}
