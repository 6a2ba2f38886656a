import fc from "fast-check";
import { requireTraceProcessing } from "../../../lib/domain/traces/processing";
import { chooseSampling } from "../../../lib/domain/traces/sampling-input";
import type { TraceSampling } from "../../../lib/domain/traces/sampling";
import { Bytes, Duration } from "../../../lib/domain/units";

const MEMORY = Bytes.mebibytes(256);

it("keeps 5 % of what is not special, and asks a quarter of the collector's memory", () => {
  expect(chooseSampling({}, MEMORY)).toEqual({
    ratio: 0.05,
    slow: Duration.seconds(1),
    debug: { header: "x-debug-trace", attribute: "debug" },
    services: {},
    decisionWait: Duration.seconds(10),
    tracesInMemory: 4096,
  });
});

it("takes any traces in memory up to half of it, and none beyond", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 64, max: 4096 }),
      fc.integer({ min: 1, max: 300_000 }),
      (mebibytes, tracesInMemory) => {
        const memory = Bytes.mebibytes(mebibytes);
        const choose = () => chooseSampling({ tracesInMemory }, memory);
        if (tracesInMemory * 16 * 1024 <= memory.toBytes() / 2) {
          expect(choose().tracesInMemory).toBe(tracesInMemory);
        } else {
          expect(choose).toThrow("must be at most");
        }
      },
    ),
  );
});

it("has its own mark of debugging where a program says undefined", () => {
  const debug = { header: undefined, attribute: undefined } as never;
  expect(chooseSampling({ debug }, MEMORY)).toEqual(chooseSampling({}, MEMORY));
});

it.each<[string, TraceSampling, string]>([
  ["a mark of null", { debug: null as never }, "must be an object, got null"],
  [
    "a share above all",
    { ratio: 1.01 },
    "ratio of trace sampling must be 0 to 1, got 1.01; write 5 % as 0.05",
  ],
  ["a share below none", { ratio: -0.1 }, "must be 0 to 1, got -0.1"],
  [
    "no number",
    { ratio: NaN },
    "ratio of trace sampling must be a number, got NaN",
  ],
  [
    "a share of one service",
    { services: { shop: { ratio: 5 } } },
    'ratio of trace sampling of service "shop" must be 0 to 1, got 5',
  ],
  [
    "slow from 0 on",
    { slow: Duration.seconds(0) },
    "slow of trace sampling must be longer than 0s, got 0s",
  ],
  [
    "slow from 0 on in a service",
    { services: { shop: { slow: Duration.millis(0) } } },
    "must be longer than 0s",
  ],
  [
    "slow as a number",
    { slow: 500 as never },
    "slow of trace sampling must be a Duration, got 500",
  ],
  [
    "an option that there is not",
    { ration: 0.1 } as never,
    'got "ration"; did you mean "ratio"',
  ],
  [
    "an option of a service that there is not",
    { services: { shop: { slo: 1 } as never } },
    'got "slo"; did you mean "slow"',
  ],
  [
    "a header in capitals",
    { debug: { header: "X-Debug" } },
    'must be the name of a header in lower case, got "X-Debug"',
  ],
  [
    "an attribute without a name",
    { debug: { attribute: " " } },
    "must not be empty",
  ],
  [
    "no time to decide",
    { decisionWait: Duration.millis(10) },
    "decisionWait of trace sampling must be 1s to 10m, got 10ms",
  ],
  [
    "half a trace",
    { tracesInMemory: 0.5 },
    "must be a whole number from 1, got 0.5",
  ],
])("refuses %s", (_, sampling, message) => {
  expect(() => requireTraceProcessing({ sampling })).toThrow(message);
});
