import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { REQUEST_ID_HEADER, requestId } from "./correlation";
import type { IgnoredRequests } from "./options";
import { OTHER_ROUTE, type RequestMetrics } from "./request-metrics";
import { keepState, type RequestState, stateOf } from "./request-state";
import type { Tracing } from "./tracing";

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server;
}

/** As nginx counts a client that did not wait: https://nginx.org/en/docs/dev/development_guide.html */
const CLIENT_CLOSED = 499;

/** Requests to all servers of this process but those of the kit, from their start to their end. */
export class Incoming {
  /** Servers whose framework sends the id by itself, which costs less. */
  readonly sendById = new WeakSet<Server>();
  private readonly servers = new Set<Server>();
  private stopping = false;

  constructor(
    private readonly metrics: RequestMetrics,
    private readonly tracing: Tracing,
    private readonly isOwn: (server: Server) => boolean,
    private readonly ignore: IgnoredRequests | undefined,
  ) {
    channel("http.server.request.start").subscribe((message) => {
      this.begin(message as Exchange);
    });
    channel("http.server.response.finish").subscribe((message) => {
      const { request, response } = message as Exchange;
      this.finish(stateOf(request), response.statusCode);
    });
  }

  /** Requests that are being answered. */
  get open(): number {
    return this.metrics.inFlight;
  }

  /** Takes no further connections; those that are open end with their requests. */
  close(): void {
    this.stopping = true;
    for (const server of this.servers) {
      server.close();
      server.closeIdleConnections();
    }
  }

  private begin({ request, response, socket, server }: Exchange): void {
    if (this.isOwn(server)) {
      return;
    }
    if (!this.servers.has(server)) {
      this.servers.add(server);
      server.once("close", () => this.servers.delete(server));
    }
    if (this.stopping) {
      response.setHeader("connection", "close");
    }
    if (this.isIgnored(request)) {
      // Else it would be taken for a part of the request before it on the same connection.
      this.tracing.enter(ROOT_CONTEXT);
      return;
    }
    const { headers } = request;
    const id = requestId(headers[REQUEST_ID_HEADER]);
    const state = this.tracing.begin(id, request);
    keepState(request, state);
    this.watch(socket, state);
    if (!this.sendById.has(server)) {
      response.setHeader(REQUEST_ID_HEADER, id);
    }
    this.metrics.inFlight += 1;
    this.tracing.enter(state);
  }

  /** A mistake in the question must not fail the request. */
  private isIgnored(request: IncomingMessage): boolean {
    try {
      return this.ignore?.(request) === true;
    } catch {
      return false;
    }
  }

  /** A connection that breaks ends its requests; there is one listener for all of them. */
  private watch(socket: Socket, state: RequestState): void {
    const last = stateOf(socket);
    if (last === undefined) {
      socket.once("close", () => {
        let open = stateOf(socket);
        while (open !== undefined) {
          this.finish(open, CLIENT_CLOSED);
          open = open.before;
        }
      });
    } else if (!last.isDone) {
      state.before = last;
    }
    keepState(socket, state);
  }

  private finish(state: RequestState | undefined, code: number): void {
    if (state === undefined || state.isDone) {
      return;
    }
    state.isDone = true;
    this.metrics.inFlight -= 1;
    state.route ??= expressRoute(state.request);
    const seconds = (performance.now() - state.start) / 1000;
    this.metrics.observe(
      state.request.method ?? "",
      state.route ?? OTHER_ROUTE,
      code,
      seconds,
      this.tracing.end(state, code, seconds),
    );
  }
}

/** What Express leaves at a request. A route may be a list or a regular expression; only one text is a name. */
function expressRoute(request: IncomingMessage): string | undefined {
  const { route, baseUrl = "" } = request as IncomingMessage & {
    readonly route?: { readonly path?: unknown };
    readonly baseUrl?: string;
  };
  return typeof route?.path === "string" ? baseUrl + route.path : undefined;
}
