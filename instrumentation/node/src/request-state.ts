import type { IncomingMessage } from "node:http";
import { createContextKey, type Context, type Span } from "@opentelemetry/api";

/** What the kit knows of a request that is being answered. */
export interface RequestState {
  readonly id: string;
  readonly request: IncomingMessage;
  /** `performance.now()` at its start. */
  readonly start: number;
  readonly span: Span;
  /** Before the span; decides about a span that is made up for at the end. */
  readonly parent: Context;
  /** Template of the route, once a framework has told it. */
  route: string | undefined;
}

const KEY = createContextKey("cdktf-observability request");

export function withRequest(context: Context, state: RequestState): Context {
  return context.setValue(KEY, state);
}

/** The request that the present work is done for. */
export function requestOf(context: Context): RequestState | undefined {
  return context.getValue(KEY) as RequestState | undefined;
}

/** The state of a request that a framework holds. */
export const states = new WeakMap<object, RequestState>();
