"use strict";
// Spans in the JSON form of OTLP over HTTP, sent in batches, without a dependency.

const { randomBytes } = require("node:crypto");

const FLUSH_MS = 2_000;
const SEND_TIMEOUT_MS = 3_000;
const BATCH = 200;
/** Spans that wait while the collector is away; later ones are dropped. */
const MOST_WAITING = 2_000;
const STATUS_ERROR = 2;
const KIND = { internal: 1, server: 2, client: 3 };

const nanos = (millis) => String(BigInt(Math.round(millis * 1e6)));
const now = () => performance.timeOrigin + performance.now();

function attribute([key, value]) {
  const typed = Number.isInteger(value)
    ? { intValue: String(value) }
    : { stringValue: String(value) };
  return { key, value: typed };
}

/** Identity from a W3C `traceparent` header, or a new one. */
function traceContext(header, sampleEvery) {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(
    header ?? "",
  );
  if (match) {
    const sampled = (parseInt(match[3], 16) & 1) === 1;
    return { traceId: match[1], parentSpanId: match[2], sampled };
  }
  return {
    traceId: randomBytes(16).toString("hex"),
    sampled: Math.random() < 1 / sampleEvery,
  };
}

class Trace {
  /**
   * @param {{ traceId: string, parentSpanId?: string, sampled: boolean }} context
   * @param {string} name of the server span
   */
  constructor(context, name) {
    this.context = context;
    this.spans = [];
    this.root = this.begin(name, "server", context.parentSpanId);
  }

  begin(name, kind, parentSpanId = this.root?.spanId) {
    const span = {
      traceId: this.context.traceId,
      spanId: randomBytes(8).toString("hex"),
      ...(parentSpanId && { parentSpanId }),
      name,
      kind: KIND[kind],
      start: now(),
      attributes: {},
    };
    this.spans.push(span);
    return span;
  }

  end(span, attributes = {}, failed = false) {
    span.end = now();
    Object.assign(span.attributes, attributes);
    span.failed = failed;
    return span.end - span.start;
  }
}

class Tracer {
  /** @param {{ endpoint: string, service: string, onError: (message: string) => void }} settings */
  constructor({ endpoint, service, onError }) {
    this.url = `${endpoint}/v1/traces`;
    this.service = service;
    this.onError = onError;
    this.waiting = [];
    this.dropped = 0;
    this.sending = undefined;
    this.failing = false;
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  /** Takes a finished trace. */
  keep(trace) {
    for (const span of trace.spans) {
      if (this.waiting.length < MOST_WAITING) {
        this.waiting.push(span);
      } else {
        this.dropped += 1;
      }
    }
    if (this.waiting.length >= BATCH) {
      void this.flush();
    }
  }

  /** Sends what waits; a failed batch waits for the next turn. Never rejects. */
  async flush() {
    this.sending ??= this.send().finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  async send() {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      try {
        const response = await fetch(this.url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(this.request(batch)),
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        await response.arrayBuffer();
        if (!response.ok) {
          throw new Error(`status ${response.status}`);
        }
        this.waiting.splice(0, batch.length);
        this.failing = false;
      } catch (error) {
        if (!this.failing) {
          this.onError(`spans wait for the collector: ${error.message}`);
        }
        this.failing = true;
        return;
      }
    }
  }

  async close() {
    clearInterval(this.timer);
    await this.flush();
  }

  request(spans) {
    const resource = {
      "service.name": this.service,
      "service.version": "1.0.0",
      "deployment.environment.name": "quickstart",
    };
    return {
      resourceSpans: [
        {
          resource: { attributes: Object.entries(resource).map(attribute) },
          scopeSpans: [{ scope: { name: "demo" }, spans: spans.map(otlpSpan) }],
        },
      ],
    };
  }
}

function otlpSpan({ start, end, attributes, failed, ...identity }) {
  return {
    ...identity,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: Object.entries(attributes).map(attribute),
    status: failed ? { code: STATUS_ERROR } : {},
  };
}

module.exports = { Trace, Tracer, traceContext };
