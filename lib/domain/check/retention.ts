import type { MonitoringModel } from "../model";
import { problem, type Problem } from "../problem";
import type { ComponentName } from "../telemetry/component";
import { Bytes, type Duration } from "../units";

/**
 * Space of one sample on disk: one to two bytes, of which the greater counts, so that index and log have room too.
 * @see https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
 */
const BYTES_PER_SAMPLE = 2;

/** Retention times that the declared sizes cannot hold at the declared ingest. */
export function retentionProblems(model: MonitoringModel): readonly Problem[] {
  return [
    ...metricProblems(model),
    ...windowProblems(model),
    ...logProblems(model),
    ...traceProblems(model),
    ...volumeProblems(model),
  ];
}

function metricProblems(model: MonitoringModel): readonly Problem[] {
  const { scrapeInterval } = model.settings;
  const { time, size, expectedSeries } = model.metricRetention();
  if (expectedSeries === undefined || !isDeployed(model, "prometheus")) {
    return [];
  }
  const samples =
    (expectedSeries * time.toSeconds()) / scrapeInterval.toSeconds();
  const needed = Bytes.bytes(Math.ceil(samples * BYTES_PER_SAMPLE));
  return exceeds(needed, size)
    ? [
        tooSmall(
          "metric-retention",
          model.path,
          `size of metric retention must hold ${expectedSeries} series every ${scrapeInterval.toString()} for ${time.toString()}, which is ${text(needed)}`,
          size,
        ),
      ]
    : [];
}

/** An error budget over a time whose beginning is deleted already would be too good to be true. */
function windowProblems(model: MonitoringModel): readonly Problem[] {
  const { time } = model.metricRetention();
  return isDeployed(model, "prometheus")
    ? model.slos
        .filter(({ value }) => value.window.compare(time) > 0)
        .map(({ path, value }) =>
          problem(
            "slo-window-retention",
            path,
            `window of an objective must not exceed the time of metric retention, which is ${time.toString()}, got ${value.window.toString()}; keep metrics longer, or leave that time out to follow the objectives`,
          ),
        )
    : [];
}

function logProblems(model: MonitoringModel): readonly Problem[] {
  const [declared] = model.logRetentions;
  const size = volumeSize(model, "loki");
  if (!declared || !size) {
    return [];
  }
  const { path } = declared;
  const needed = Bytes.bytes(
    model.logRetentions
      .flatMap(({ value }) => [
        { keep: value.default, ingestPerDay: value.ingestPerDay },
        ...value.streams,
      ])
      .reduce((sum, part) => sum + stored(part.keep, part.ingestPerDay), 0),
  );
  return exceeds(needed, size)
    ? [
        tooSmall(
          "log-retention",
          path,
          `volume of "loki" must hold all log lines until they are deleted, which is ${text(needed)}`,
          size,
        ),
      ]
    : [];
}

function traceProblems(model: MonitoringModel): readonly Problem[] {
  const { time, size, ingestPerDay } = model.settings.traceRetention;
  const needed = Bytes.bytes(stored(time, ingestPerDay));
  // What a cluster elsewhere keeps needs no volume here.
  return volumeSize(model, "jaeger") && exceeds(needed, size)
    ? [
        tooSmall(
          "trace-retention",
          model.path,
          `size of trace retention must hold all spans for ${time.toString()}, which is ${text(needed)}`,
          size,
        ),
      ]
    : [];
}

/** Sizes of retention that the volumes themselves do not have. */
function volumeProblems(model: MonitoringModel): readonly Problem[] {
  const { metricRetention, traceRetention } = model.settings;
  const limits = [
    { component: "prometheus", size: metricRetention.size },
    { component: "jaeger", size: traceRetention.size },
  ] as const;
  return limits.flatMap(({ component, size }) => {
    const volume = volumeSize(model, component);
    return volume && exceeds(size, volume)
      ? [
          tooSmall(
            "volume",
            model.path,
            `volume of "${component}" must hold what its retention allows, which is ${text(size)}`,
            volume,
          ),
        ]
      : [];
  });
}

function isDeployed(model: MonitoringModel, name: ComponentName): boolean {
  return model.plan[name].kind === "deployed";
}

/** Space of all volumes of a component together, when each has a size. */
function volumeSize(
  model: MonitoringModel,
  name: ComponentName,
): Bytes | undefined {
  const choice = model.plan[name];
  const volumes = choice.kind === "deployed" ? choice.spec.volumes : [];
  const sizes = volumes.flatMap(({ size }) => (size ? [size] : []));
  return sizes.length === 0 || sizes.length < volumes.length
    ? undefined
    : Bytes.bytes(sizes.reduce((sum, size) => sum + size.toBytes(), 0));
}

function stored(keep: Duration, ingestPerDay: Bytes | undefined): number {
  return Math.ceil(keep.toDays() * (ingestPerDay?.toBytes() ?? 0));
}

function exceeds(needed: Bytes, size: Bytes): boolean {
  return needed.toBytes() > size.toBytes();
}

/** A size that a reader can grasp; the exact one has too many digits. */
function text(size: Bytes): string {
  const gigabytes = size.toBytes() / 1e9;
  return gigabytes >= 1
    ? `${gigabytes.toFixed(1)} GB`
    : `${(size.toBytes() / 1e6).toFixed(1)} MB`;
}

function tooSmall(
  what: string,
  path: string,
  rule: string,
  size: Bytes,
): Problem {
  return problem(
    `${what}-too-small`,
    path,
    `${rule}, got ${text(size)}; keep it for a shorter time, or give it more space`,
  );
}
