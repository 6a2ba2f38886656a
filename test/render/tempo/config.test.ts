import { parse } from "yaml";
import { Duration } from "../../../lib/domain/units";
import {
  renderTempoConfig,
  type TempoOptions,
} from "../../../lib/render/tempo/config";

interface Config {
  readonly compactor?: unknown;
  readonly ingester?: unknown;
  readonly metrics_generator?: {
    readonly storage: { readonly remote_write: readonly object[] };
  };
  readonly overrides?: unknown;
  readonly storage: object;
}

function rendered(options: TempoOptions): Config {
  return parse(renderTempoConfig(options)) as Config;
}

/** All texts of a document, at every depth. */
function texts(value: unknown): readonly string[] {
  return typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(texts)
      : [];
}

it("2.10 deletes by its compactor", () => {
  expect(
    rendered({ version: "2.10", retention: Duration.days(30) }),
  ).toMatchObject({
    compactor: { compaction: { block_retention: "720h0m0s" } },
  });
});

it("3.0 refuses to start with what it replaced, and deletes by scheduler and worker", () => {
  const config = rendered({ version: "3.0", retention: Duration.days(30) });
  const compaction = { block_retention: "720h0m0s" };
  expect(Object.keys(config)).not.toEqual(
    expect.arrayContaining(["compactor"]),
  );
  expect(config).toMatchObject({
    backend_scheduler: { provider: { compaction: { compaction } } },
    backend_worker: { compaction },
  });
});

it.each(["2.10", "3.0"] as const)(
  "%s writes below the folder of the volume only",
  (version) => {
    const config = rendered({
      version,
      folder: "/data",
      prometheus: "http://prometheus:9090/",
    });
    const paths = texts(config).filter((text) => text.startsWith("/"));
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !path.startsWith("/data/"))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  },
);

it.each(["2.10", "3.0"] as const)(
  "%s counts who calls whom where a Prometheus takes it, with exemplars",
  (version) => {
    const config = rendered({ version, prometheus: "http://prometheus:9090/" });
    expect(config.metrics_generator?.storage.remote_write).toEqual([
      { url: "http://prometheus:9090/api/v1/write", send_exemplars: true },
    ]);
    expect(config.overrides).toEqual({
      defaults: {
        metrics_generator: { processors: ["service-graphs", "span-metrics"] },
      },
    });
    expect(rendered({ version })).not.toHaveProperty("metrics_generator");
    expect(rendered({ version })).not.toHaveProperty("overrides");
  },
);

it.each<[string, object, string]>([
  [
    "a version that is not known",
    { version: "2.9" },
    'version of a configuration of Tempo must be one of 2.10, 3.0, got "2.9"',
  ],
  ["a number as version", { version: 3 }, "must be one of 2.10, 3.0, got 3"],
  [
    "an option that there is not",
    { version: "3.0", retentions: 1 },
    'got "retentions"; did you mean "retention"',
  ],
  [
    "a retention of minutes",
    { version: "3.0", retention: Duration.minutes(5) },
    "must be from 1h to 36500d, got 5m",
  ],
  [
    "a retention that Go cannot count",
    { version: "3.0", retention: Duration.days(110_000) },
    "got 110000d",
  ],
  [
    "an address with a password",
    { version: "3.0", prometheus: "http://a:hunter2@b" },
    "must not hold a user or password",
  ],
  [
    "a relative folder",
    { version: "3.0", folder: "data" },
    'must be an absolute path of letters, digits, "_", "." and "-", got "data"',
  ],
])("refuses %s", (_, options, message) => {
  const refused = () => renderTempoConfig(options as TempoOptions);
  expect(refused).toThrow(message);
  expect(refused).not.toThrow("hunter2");
});
