import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/** Most spans that wait for a collector that is away, as many as wait to be sent at all; the oldest are dropped first. */
export const MOST_WAITING = 2048;

/** Time after which spans that wait are tried again where no others come. */
export const RETRY_MILLIS = 5000;

const TOO_SLOW = 408;
const TOO_MANY = 429;

/** Keeps what could not be sent, such as the first spans of a service that starts before its collector, and tries again. */
export class PatientExporter implements SpanExporter {
  private waiting: readonly ReadableSpan[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly exporter: SpanExporter) {}

  export(
    spans: readonly ReadableSpan[],
    done: (result: ExportResult) => void,
  ): void {
    const batch = [...this.waiting, ...spans];
    this.waiting = [];
    this.exporter.export(batch, (result: ExportResult) => {
      if (result.code !== ExportResultCode.SUCCESS && !isRefused(result)) {
        this.keep(batch);
      }
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    if (this.waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.export([], () => {
          resolve();
        });
      });
    }
    await this.exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    clearTimeout(this.timer);
    await this.exporter.shutdown();
  }

  private keep(batch: readonly ReadableSpan[]): void {
    this.waiting = [...batch, ...this.waiting].slice(-MOST_WAITING);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.export([], () => undefined);
    }, RETRY_MILLIS).unref();
  }
}

/** Whether the collector has said that it will never take this. */
function isRefused({ error }: ExportResult): boolean {
  const status = (error as { readonly code?: unknown } | undefined)?.code;
  return (
    typeof status === "number" &&
    status >= 400 &&
    status < 500 &&
    status !== TOO_SLOW &&
    status !== TOO_MANY
  );
}
