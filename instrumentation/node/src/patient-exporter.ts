import {
  ExportResultCode,
  globalErrorHandler,
  type ExportResult,
} from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/** Most spans that wait for a collector that is away, as many as wait to be sent at all; the oldest are dropped first. */
export const MOST_WAITING = 2048;

/** Time after which a collector that was away is tried again. */
export const RETRY_MILLIS = 5000;

/** Spans that are sent at once: writing them holds up the service. */
export const MOST_AT_ONCE = 512;

const TOO_SLOW = 408;
const TOO_MANY = 429;

const KEPT: ExportResult = { code: ExportResultCode.SUCCESS };

/**
 * Keeps what could not be sent, such as the first spans of a service that starts before its collector. A collector that is
 * away is asked with one batch from time to time, so that it costs no more than one that is there.
 */
export class PatientExporter implements SpanExporter {
  private waiting: readonly ReadableSpan[] = [];
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;

  constructor(private readonly exporter: SpanExporter) {}

  export(
    spans: readonly ReadableSpan[],
    done: (result: ExportResult) => void,
  ): void {
    if (this.waiting.length > 0 || this.draining !== undefined) {
      this.keep(this.waiting, spans);
      done(KEPT);
      return;
    }
    this.exporter.export([...spans], (result) => {
      if (isForLater(result)) {
        this.keep(spans, this.waiting);
        this.tryLater();
      }
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.drain();
    await this.exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    clearTimeout(this.timer);
    await this.exporter.shutdown();
  }

  private keep(
    first: readonly ReadableSpan[],
    last: readonly ReadableSpan[],
  ): void {
    this.waiting = [...first, ...last].slice(-MOST_WAITING);
  }

  private tryLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.drain(), RETRY_MILLIS).unref();
  }

  /** Sends what waits, until the collector does not take it. */
  private drain(): Promise<void> {
    this.draining ??= this.sendWaiting().finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  private async sendWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, MOST_AT_ONCE);
      this.waiting = this.waiting.slice(MOST_AT_ONCE);
      const result = await new Promise<ExportResult>((resolve) => {
        this.exporter.export([...batch], resolve);
      });
      if (result.code !== ExportResultCode.SUCCESS) {
        globalErrorHandler(result.error ?? new Error("spans were not taken"));
      }
      if (isForLater(result)) {
        this.keep(batch, this.waiting);
        this.tryLater();
        return;
      }
    }
  }
}

/** Whether the collector may take it another time: it has not said that it never will. */
function isForLater({ code, error }: ExportResult): boolean {
  const status = (error as { readonly code?: unknown } | undefined)?.code;
  const isRefused =
    typeof status === "number" &&
    status >= 400 &&
    status < 500 &&
    status !== TOO_SLOW &&
    status !== TOO_MANY;
  return code !== ExportResultCode.SUCCESS && !isRefused;
}
