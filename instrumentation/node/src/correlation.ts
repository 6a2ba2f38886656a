import { randomBytes } from "node:crypto";
import type {
  Context,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from "@opentelemetry/api";
import { requestOf } from "./request-state";

export const REQUEST_ID_HEADER = "x-request-id";

/** Nothing that could end a line, a header or a query, and not so long that it fills a log. */
const ACCEPTABLE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** New with each start of a process; the number behind it tells its requests apart; short, as Node checks each character. */
const PROCESS = randomBytes(6).readUIntBE(0, 6).toString(36);
let made = 0;

/** The id that a caller gave, if it is one; else a new one. */
export function requestId(header: unknown): string {
  return typeof header === "string" && ACCEPTABLE.test(header)
    ? header
    : `${PROCESS}-${(made += 1).toString(36)}`;
}

/** Sends the trace context, and the id of the request that is answered, with each request to another service. */
export class CorrelationPropagator implements TextMapPropagator {
  constructor(private readonly trace: TextMapPropagator) {}

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.trace.inject(context, carrier, setter);
    const id = requestOf(context)?.id;
    if (id !== undefined) {
      setter.set(carrier, REQUEST_ID_HEADER, id);
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.trace.extract(context, carrier, getter);
  }

  fields(): string[] {
    return [...this.trace.fields(), REQUEST_ID_HEADER];
  }
}
