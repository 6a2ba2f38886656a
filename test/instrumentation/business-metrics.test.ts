import { Registry, type OpenMetricsContentType } from "prom-client";
import {
  BusinessMetrics,
  type HistogramOptions,
  type MetricOptions,
} from "../../instrumentation/node/src/business-metrics";
import { js } from "../support/bad-input";

const registry = new Registry<OpenMetricsContentType>();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
const metrics = new BusinessMetrics(registry);

const COUNTER = { name: "a_total", help: "x" };

it.each([
  ["nothing", undefined, /options of a metric must be an object/],
  ["no name", { help: "x" }, /name of a metric must be of small letters/],
  ["no help", { name: "a_total" }, /help of metric a_total must be a text/],
  [
    "a label of one text",
    { ...COUNTER, labels: { plan: "free" } },
    /label of metric/,
  ],
  [
    "a value that is no text",
    { ...COUNTER, labels: { plan: [1] } },
    /label of metric/,
  ],
  [
    "the label of a bucket",
    { ...COUNTER, labels: { le: ["1"] } },
    /label of metric/,
  ],
  [
    "an option of another name",
    { ...COUNTER, label: {} },
    /must be among .*"label"/,
  ],
])("refuses a counter with %s", (_, options, message) => {
  expect(() => metrics.counter(js<MetricOptions<never>>(options))).toThrow(
    message,
  );
});

it.each([[undefined], [[]], [[3, 1]], [[1, 1]], [[1, NaN]], ["123"]])(
  "refuses a histogram with bounds %p",
  (buckets) => {
    expect(() =>
      metrics.histogram(
        js<HistogramOptions<never>>({ name: "size", help: "x", buckets }),
      ),
    ).toThrow(/buckets of metric size must be 1 to 50 ascending numbers/);
  },
);

it("counts values that are no names as other, and throws for none", async () => {
  const sold = metrics.counter({
    name: "sold_total",
    help: "Sold.",
    labels: { plan: 5 },
  });
  const strange = [
    Symbol("free"),
    {
      toString: () => {
        throw new Error("no plan");
      },
    },
    "x".repeat(201),
    null,
    undefined,
  ];
  for (const plan of strange) {
    sold.add(1, js({ plan }));
  }
  sold.add(1, { plan: "free" });
  sold.add(NaN, { plan: "free" });
  sold.add(-1, { plan: "free" });
  const page = await registry.metrics();
  expect(page.match(/^sold_total.*$/gm)).toEqual([
    'sold_total{plan="other"} 5',
    'sold_total{plan="free"} 1',
  ]);
});
