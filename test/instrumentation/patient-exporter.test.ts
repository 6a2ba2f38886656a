import { ExportResultCode, type ExportResult } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import {
  MOST_AT_ONCE,
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

/** A collector that answers as told, then takes everything, after a time. */
class Collector implements SpanExporter {
  readonly taken: string[] = [];
  asked = 0;
  most = 0;

  constructor(
    private readonly answers: ExportResult[],
    private readonly millis = 0,
  ) {}

  export(
    spans: readonly ReadableSpan[],
    done: (result: ExportResult) => void,
  ): void {
    this.asked += 1;
    this.most = Math.max(this.most, spans.length);
    const answer = this.answers.shift() ?? OK;
    const end = (): void => {
      if (answer === OK) {
        this.taken.push(...spans.map(({ name }) => name));
      }
      done(answer);
    };
    if (this.millis === 0) {
      end();
    } else {
      setTimeout(end, this.millis);
    }
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

  const ignore = (): void => undefined;
  const aWhile = () => jest.advanceTimersByTimeAsync(RETRY_MILLIS);

  it.each([
    ["is away", AWAY] as const,
    ["has no room", failedWith(429)] as const,
  ])(
    "wait in their order while it %s, and are tried from time to time",
    async (_, answer) => {
      const collector = new Collector([answer, answer]);
      const exporter = new PatientExporter(collector);
      for (const name of ["first", "second", "third"]) {
        exporter.export(spans(name), ignore);
      }
      expect(collector.asked).toBe(1);
      await aWhile();
      expect(collector.asked).toBe(2);
      exporter.export(spans("fourth"), ignore);
      expect(collector.taken).toEqual([]);
      await aWhile();
      exporter.export(spans("fifth"), ignore);
      expect(collector.taken).toEqual([
        ...["first", "second", "third", "fourth", "fifth"],
      ]);
    },
  );

  it("are tried once more at the end", async () => {
    const collector = new Collector([AWAY]);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("last"), ignore);
    await exporter.shutdown();
    expect(collector.taken).toEqual(["last"]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("are not tried without end at the end", async () => {
    const collector = new Collector([AWAY, AWAY]);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("last"), ignore);
    await exporter.shutdown();
    expect(collector.asked).toBe(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("are dropped when it says that it never will, so that others are taken", async () => {
    const collector = new Collector([failedWith(400), AWAY, failedWith(400)]);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("malformed"), ignore);
    exporter.export(spans("waits, and is malformed"), ignore);
    await aWhile();
    exporter.export(spans("next"), ignore);
    expect(collector.taken).toEqual(["next"]);
  });

  it("are no more than fit, the newest ones, and are sent in parts", async () => {
    const collector = new Collector([AWAY]);
    const exporter = new PatientExporter(collector);
    const names = Array.from(
      { length: MOST_WAITING },
      (_, index) => `${index}`,
    );
    exporter.export(spans("old"), ignore);
    exporter.export(spans(...names), ignore);
    await aWhile();
    expect(collector.taken).toEqual(names);
    expect(collector.most).toBe(MOST_AT_ONCE);
  });

  it("are neither lost nor out of order when others end while they are sent", async () => {
    const collector = new Collector([AWAY], 1000);
    const exporter = new PatientExporter(collector);
    exporter.export(spans("first"), ignore);
    await jest.advanceTimersByTimeAsync(RETRY_MILLIS + 1500);
    exporter.export(spans("second"), ignore);
    expect(collector.taken).toEqual([]);
    await jest.advanceTimersByTimeAsync(2000);
    expect(collector.taken).toEqual(["first", "second"]);
  });
});
