import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import {
  MOST_WAITING,
  PatientExporter,
  RETRY_MILLIS,
} from "../../instrumentation/node/src/patient-exporter";

const OK: ExportResult = { code: ExportResultCode.SUCCESS };
const AWAY: ExportResult = {
  code: ExportResultCode.FAILED,
  error: new Error("connect ECONNREFUSED"),
};

function failedWith(status: number): ExportResult {
  const error = Object.assign(new Error("refused"), { code: status });
  return { code: ExportResultCode.FAILED, error };
}

/** A collector that answers as told, then takes everything. */
class Collector implements SpanExporter {
  readonly taken: string[] = [];

  constructor(private readonly answers: ExportResult[]) {}

  export(
    spans: readonly ReadableSpan[],
    done: (result: ExportResult) => void,
  ): void {
    const answer = this.answers.shift() ?? OK;
    if (answer === OK) {
      this.taken.push(...spans.map(({ name }) => name));
    }
    done(answer);
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function spans(...names: readonly string[]): readonly ReadableSpan[] {
  return names.map((name) => ({ name }) as ReadableSpan);
}

describe("spans that the collector does not take", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ["is away", AWAY] as const,
    ["has no room", failedWith(429)] as const,
  ])("wait in their order while it %s", (_, answer) => {
    const collector = new Collector([answer, answer]);
    const exporter = new PatientExporter(collector);
    for (const name of ["first", "second", "third"]) {
      exporter.export(spans(name), () => undefined);
    }
    expect(collector.taken).toEqual(["first", "second", "third"]);
  });

  it("are tried again where no others come", () => {
    const collector = new Collector([AWAY]);
    new PatientExporter(collector).export(spans("only"), () => undefined);
    expect(collector.taken).toEqual([]);
    jest.advanceTimersByTime(RETRY_MILLIS);
    expect(collector.taken).toEqual(["only"]);
  });

  it("are tried once more at the end", async () => {
    const collector = new Collector([AWAY]);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("last"), () => undefined);
    await exporter.shutdown();
    expect(collector.taken).toEqual(["last"]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("are dropped when it says that it never will, so that others are taken", () => {
    const collector = new Collector([failedWith(400)]);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("malformed"), () => undefined);
    exporter.export(spans("next"), () => undefined);
    expect(collector.taken).toEqual(["next"]);
  });

  it("are no more than fit, the newest ones", () => {
    const collector = new Collector([AWAY, AWAY]);
    const exporter = new PatientExporter(collector);
    const names = Array.from(
      { length: MOST_WAITING },
      (_, index) => `${index}`,
    );
    exporter.export(spans("old"), () => undefined);
    exporter.export(spans(...names), () => undefined);
    exporter.export([], () => undefined);
    expect(collector.taken).toEqual(names);
  });
});
