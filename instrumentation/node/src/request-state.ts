import type { IncomingMessage } from "node:http";
import {
  createContextKey,
  trace,
  type Context,
  type Span,
} from "@opentelemetry/api";
import { RPCType } from "@opentelemetry/core";

const REQUEST = createContextKey("cdktf-observability request");
/** The key of the API, which it does not export: keys are symbols by their description. */
const SPAN = createContextKey("OpenTelemetry Context Key SPAN");

/** Under which the official instrumentation of Express looks for where to tell the route. */
const RPC_METADATA = createContextKey(
  "OpenTelemetry SDK Context Key RPC_METADATA",
);

const STATE = Symbol("cdktf-observability");

/**
 * What the kit knows of a request that is being answered, and the context of the work for it: one object, since there is one
 * for each request.
 */
export class RequestState implements Context {
  readonly type = RPCType.HTTP;
  isDone = false;
  /** An earlier request of the same connection that is not answered yet. */
  before: RequestState | undefined = undefined;
  private started: Span | undefined;
  private template: string | undefined = undefined;

  /**
   * @param parent what the caller sent
   * @param start `performance.now()`
   * @param span of a request that is sent
   * @param unsent makes the span of one that is not; few programs ask for it
   */
  constructor(
    readonly id: string,
    readonly request: IncomingMessage,
    readonly parent: Context,
    readonly start: number,
    span: Span | undefined,
    private readonly unsent: (parent: Context) => Span,
  ) {
    this.started = span;
  }

  /** Template of the route, once a framework has told it. */
  get route(): string | undefined {
    return this.template;
  }

  set route(template: string | undefined) {
    // A handler of errors has none, and is not what the request was for.
    this.template = template || this.template;
  }

  get span(): Span {
    return (this.started ??= this.unsent(this.parent));
  }

  /** Whether its span is recorded, without making one. */
  get isRecorded(): boolean {
    return this.started?.isRecording() === true;
  }

  getValue(key: symbol): unknown {
    switch (key) {
      case SPAN:
        return this.span;
      case REQUEST:
      case RPC_METADATA:
        return this;
      default:
        return this.parent.getValue(key);
    }
  }

  setValue(key: symbol, value: unknown): Context {
    return this.plain().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.plain().deleteValue(key);
  }

  private plain(): Context {
    return trace
      .setSpan(this.parent, this.span)
      .setValue(REQUEST, this)
      .setValue(RPC_METADATA, this);
  }
}

/** The request that the present work is done for. */
export function requestOf(context: Context): RequestState | undefined {
  return context.getValue(REQUEST) as RequestState | undefined;
}

/** The state that was kept with a request or a connection. */
export function stateOf(holder: object): RequestState | undefined {
  return (holder as { [STATE]?: RequestState } | null)?.[STATE];
}

export function keepState(holder: object, state: RequestState): void {
  (holder as { [STATE]?: RequestState })[STATE] = state;
}
