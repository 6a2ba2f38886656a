import type { Panel } from "../../../domain/dashboard/model";
import type { AnomalyBand } from "../../../domain/anomaly/band";
import { prometheus, stat, timeseries } from "../panels";

/** How a number of a business is shown. */
export interface BandText {
  /** What is counted, such as `Orders`. */
  readonly title: string;
  /** What it is, in one sentence. */
  readonly meaning: string;
  readonly unit: string;
  /** Share of the usual value beyond which it is unusual. */
  readonly limit: number;
}

/** The present value as a share of the usual one. */
export function shareOfUsual(
  { value, usual, upper }: AnomalyBand,
  { title, meaning, limit }: BandText,
): Panel {
  return stat(
    `${title} against usual`,
    `${meaning} As a share of what is usual at this hour of the week.`,
    [prometheus(`${value} / (${usual} > 0)`)],
    {
      unit: "percentunit",
      decimals: 0,
      ...(upper === undefined
        ? { baseColor: "red", thresholds: [{ value: limit, color: "green" }] }
        : { thresholds: [{ value: limit, color: "red" }] }),
    },
  );
}

/** The value over time, between the edges of its band. */
export function bandOverTime(
  { value, usual, lower, upper }: AnomalyBand,
  { title, meaning, unit }: BandText,
): Panel {
  return timeseries(
    title,
    `${meaning} Beside what is usual at this hour of the week, and the edge beyond which it is unusual.`,
    [
      prometheus(value, "now"),
      prometheus(usual, "usual"),
      ...(lower === undefined
        ? []
        : [prometheus(`clamp_min(${lower}, 0)`, "least")]),
      ...(upper === undefined ? [] : [prometheus(upper, "most")]),
    ],
    { unit, min: 0 },
  );
}
