import type { MetricSpec } from "../../lib/domain/telemetry/scrape";
import { Bytes, type Duration } from "../../lib/domain/units";
import { runtimeAlerts } from "../../lib/packs/alerts/runtime/alerts";
import type { RuntimeAlertOptions } from "../../lib/packs/alerts/runtime/options";
import {
  GO_THRESHOLDS,
  JVM_THRESHOLDS,
  NODE_THRESHOLDS,
} from "../../lib/packs/alerts/runtime/thresholds";
import {
  goMetrics,
  nodejsMetrics,
  processMetrics,
} from "../../lib/packs/exporters/runtime";
import {
  clientJavaJvmMetrics,
  micrometerJvmMetrics,
} from "../../lib/packs/exporters/runtime-jvm";
import {
  otelGoMetrics,
  otelJvmMetrics,
  otelNodejsMetrics,
} from "../../lib/packs/exporters/runtime-otel";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";
import { RUNTIME_CASES } from "./runtime-cases";

const SHOP = { job: "api", service: "shop", team: "sales" };

type Values = Readonly<Record<string, number | Duration>>;

/** Thresholds of one language with its name before each, so that those of three languages are one set. */
function prefixed(prefix: string, values: object): Values {
  return Object.fromEntries(
    Object.entries(values as Values).map(([name, value]) => [
      `${prefix}-${name}`,
      value,
    ]),
  );
}

function without(prefix: string, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(`${prefix}-`)
        ? [[name.slice(prefix.length + 1), value]]
        : [],
    ),
  );
}

const CLIENTS: readonly (readonly [
  RuntimeAlertOptions["runtime"],
  string,
  readonly MetricSpec[],
  number,
])[] = [
  ["node", "prom-client", [...processMetrics, ...nodejsMetrics], 6],
  ["node", "otel", otelNodejsMetrics, 5],
  ["go", "client_golang", [...processMetrics, ...goMetrics], 6],
  ["go", "otel", [...otelGoMetrics, ...processMetrics], 3],
  ["jvm", "micrometer", micrometerJvmMetrics, 7],
  ["jvm", "client_java", clientJavaJvmMetrics, 8],
  ["jvm", "otel", otelJvmMetrics, 7],
];

describe("runtimeAlerts", () => {
  describePack<Values>({
    name: "runtime",
    defaults: {
      ...prefixed("node", NODE_THRESHOLDS),
      ...prefixed("go", GO_THRESHOLDS),
      ...prefixed("jvm", JVM_THRESHOLDS),
    },
    groups: (values) => {
      const common = { ...SHOP, dashboardUid: "runtime" };
      return [
        ...runtimeAlerts({
          ...common,
          job: "node",
          runtime: "node",
          thresholds: without("node", values),
        }),
        ...runtimeAlerts({
          ...common,
          job: "go",
          runtime: "go",
          thresholds: without("go", values),
        }),
        ...runtimeAlerts({
          ...common,
          job: "jvm",
          runtime: "jvm",
          client: "client_java",
          thresholds: without("jvm", values),
        }),
      ];
    },
    dashboardUid: "runtime",
    cases: RUNTIME_CASES,
  });

  it.each(CLIENTS)(
    "asks %s with %s only for what it tells",
    (runtime, client, metrics, count) => {
      const groups = runtimeAlerts({
        job: "api",
        runtime,
        client,
        dashboardUid: "service-shop",
      } as RuntimeAlertOptions);
      expect(problemsOf(groups, { api: metrics })).toEqual([]);
      expect(alertsOf(groups)).toHaveLength(count);
    },
  );

  it("wakes nobody, for the service does", () => {
    for (const runtime of ["node", "go", "jvm"] as const) {
      const pages = alertsOf(runtimeAlerts({ ...SHOP, runtime })).filter(
        ({ severity }) => severity === "critical",
      );
      expect(pages).toEqual([]);
    }
  });

  it("links to the dashboard of the job, and takes the heap's limit", () => {
    const heapLimit = Bytes.gibibytes(1);
    const groups = runtimeAlerts({ ...SHOP, runtime: "node", heapLimit });
    expect(
      new Set(alertsOf(groups).map(({ dashboardUid }) => dashboardUid)),
    ).toEqual(new Set(["runtime-api"]));
    expect(JSON.stringify(groups)).toContain("/ 1073741824");
  });

  it.each<[object, string]>([
    [{ runtime: "python" }, 'one of node, go, jvm, got "python"'],
    [
      { runtime: "go", client: "prom-client" },
      "client of options of runtimeAlerts must be one of client_golang, otel",
    ],
    [{ runtime: "go", heapLimit: Bytes.gibibytes(1) }, 'got "heapLimit"'],
    [
      { runtime: "node", heapLimit: 5 },
      "heapLimit of options of runtimeAlerts must be an amount of Bytes",
    ],
    [
      { runtime: "node", thresholds: { gcRatios: 0.1 } },
      'did you mean "gcRatio"',
    ],
    [
      { runtime: "jvm", thresholds: { gcRatio: 10 } },
      "above 0 and at most 1, got 10",
    ],
    [
      { runtime: "node", thresholds: { eventLoopLag: 0.1 } },
      "must be a Duration, got 0.1",
    ],
  ])("refuses %j", (options, told) => {
    expect(() =>
      runtimeAlerts({ ...SHOP, ...options } as RuntimeAlertOptions),
    ).toThrow(told);
  });
});
