import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { trace } from "@opentelemetry/api";
import { REQUEST_ID_HEADER, requestId } from "./correlation";
import { OTHER_ROUTE, type RequestMetrics } from "./request-metrics";
import { states, withRequest, type RequestState } from "./request-state";
import type { Tracing } from "./tracing";

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/** As nginx counts a client that did not wait: https://nginx.org/en/docs/dev/development_guide.html */
const CLIENT_CLOSED = 499;

const STATE = Symbol("cdktf-observability");
type Observed = ServerResponse & { [STATE]?: RequestState };

/** Requests to all servers of this process but those of the kit, from their start to their end. */
export class Incoming {
  private readonly servers = new Set<Server>();
  private stopping = false;

  constructor(
    private readonly metrics: RequestMetrics,
    private readonly tracing: Tracing,
    private readonly isOwn: (server: Server) => boolean,
  ) {
    channel("http.server.request.start").subscribe((message) => {
      this.begin(message as RequestStart);
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

  private begin({ request, response, server }: RequestStart): void {
    if (this.isOwn(server)) {
      return;
    }
    if (!this.servers.has(server)) {
      this.servers.add(server);
      server.once("close", () => this.servers.delete(server));
    }
    const { headers, method = "" } = request;
    const id = requestId(headers[REQUEST_ID_HEADER]);
    const parent = this.tracing.parentOf(headers);
    const span = this.tracing.startServerSpan(method, parent);
    const state: RequestState = {
      id,
      request,
      span,
      parent,
      start: performance.now(),
      route: undefined,
    };
    states.set(request, state);
    (response as Observed)[STATE] = state;
    response.setHeader(REQUEST_ID_HEADER, id);
    if (this.stopping) {
      response.setHeader("connection", "close");
    }
    this.metrics.inFlight += 1;
    response.on("close", this.end);
    this.tracing.enter(withRequest(trace.setSpan(parent, span), state));
  }

  /** One function for all responses; `this` of an event is what it happens to. */
  private readonly end = ((incoming: Incoming) =>
    function (this: Observed) {
      const state = this[STATE];
      if (state !== undefined) {
        incoming.finish(this, state);
      }
    })(this);

  private finish(response: ServerResponse, state: RequestState): void {
    const { request, start } = state;
    this.metrics.inFlight -= 1;
    state.route ??= expressRoute(request);
    const code = response.writableFinished
      ? response.statusCode
      : CLIENT_CLOSED;
    const seconds = (performance.now() - start) / 1000;
    const traceId = this.tracing.endServerSpan(state, code, seconds);
    this.metrics.observe(
      request.method ?? "",
      state.route ?? OTHER_ROUTE,
      code,
      seconds,
      traceId,
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
