import type { MetricRetention } from "./model";
import { InvalidInputError } from "./problem";
import { requireReceiver, type AlertReceiver } from "./routing/receiver";
import { requireOptions, requireShape } from "./shape";
import { shown } from "./shown";
import type { TraceRetention } from "./traces/retention";
import { Bytes, Duration, LONGEST_RETENTION } from "./units";

/** What users say of a platform as a whole, before its defaults. */
export interface SettingsInput {
  readonly scrapeInterval?: Duration;
  readonly metricRetention?: Partial<MetricRetention>;
  readonly traceRetention?: Partial<TraceRetention>;
  readonly defaultReceivers?: readonly AlertReceiver[];
  readonly deadMan?: AlertReceiver;
  readonly standardDashboards?: boolean;
}

/** Names of all that a platform is told, by whoever checks it. */
const SETTINGS: readonly string[] = [
  ...["platform", "profile", "components", "scrapeInterval"],
  ...["metricRetention", "traceRetention", "traces", "logs"],
  ...["defaultReceivers", "deadMan", "fallbackReceivers", "externalLabels"],
  ...["platformAlerts", "standardDashboards"],
];

const SHORTEST = {
  scrapeInterval: Duration.seconds(1),
  retention: Duration.hours(1),
} as const;
const SMALLEST_RETENTION = Bytes.mebibytes(16);

/** @throws InvalidInputError for a value of another kind than its type says, and for times and sizes near 0 */
export function requireSettings(input: SettingsInput): void {
  requireOptions("a monitoring platform", input, SETTINGS);
  requireShape("a monitoring platform", input, {
    scrapeInterval: "duration?",
    metricRetention: "record?",
    traceRetention: "record?",
    defaultReceivers: "list?",
    standardDashboards: "flag?",
  });
  const { scrapeInterval, metricRetention = {}, traceRetention = {} } = input;
  requireTime("scrapeInterval", scrapeInterval, SHORTEST.scrapeInterval);
  requireOptions("metricRetention", metricRetention, [
    "time",
    "size",
    "expectedSeries",
  ]);
  requireShape("metricRetention", metricRetention, {
    time: "duration?",
    size: "size?",
    expectedSeries: "number?",
  });
  requireOptions("traceRetention", traceRetention, [
    "time",
    "size",
    "ingestPerDay",
  ]);
  requireShape("traceRetention", traceRetention, {
    time: "duration?",
    size: "size?",
    ingestPerDay: "size?",
  });
  for (const [what, { time, size }] of Object.entries({
    metricRetention,
    traceRetention,
  })) {
    requireTime(`time of ${what}`, time, SHORTEST.retention);
    if (time !== undefined && time.compare(LONGEST_RETENTION) > 0) {
      throw new InvalidInputError(
        "setting-too-long",
        `time of ${what} must be at most ${LONGEST_RETENTION.toString()}, got ${time.toString()}; use a smaller amount`,
      );
    }
    if (size !== undefined && size.compare(SMALLEST_RETENTION) < 0) {
      throw new InvalidInputError(
        "retention-size",
        `size of ${what} must be at least ${SMALLEST_RETENTION.toString()}, got ${size.toString()}; leave it out for the default`,
      );
    }
  }
  const { expectedSeries } = metricRetention;
  if (expectedSeries !== undefined && !(expectedSeries >= 0)) {
    throw new InvalidInputError(
      "retention-series",
      `expectedSeries of metricRetention must be at least 0, got ${shown(expectedSeries)}; leave it out when it is not known`,
    );
  }
  input.defaultReceivers?.forEach((receiver) =>
    requireReceiver("each of defaultReceivers", receiver),
  );
  if (input.deadMan !== undefined) {
    requireReceiver("deadMan", input.deadMan);
  }
}

function requireTime(
  what: string,
  time: Duration | undefined,
  shortest: Duration,
): void {
  if (time !== undefined && time.compare(shortest) < 0) {
    throw new InvalidInputError(
      "setting-too-short",
      `${what} must be at least ${shortest.toString()}, got ${time.toString()}; leave it out for the default`,
    );
  }
}
