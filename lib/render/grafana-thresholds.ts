import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelColor, PanelThreshold } from "../domain/dashboard/model";
import type { Plain } from "./plain";

/** Steps of colour; the first has no value, it begins at minus infinity. */
export function thresholdSteps(
  baseColor: PanelColor,
  thresholds: readonly PanelThreshold[] = [],
): {
  readonly mode: "absolute";
  readonly steps: readonly {
    readonly color: PanelColor;
    readonly value: number | null;
  }[];
} {
  return {
    mode: "absolute",
    steps: [
      { color: baseColor, value: null },
      ...thresholds.map(({ value, color }) => ({ value, color })),
    ],
  } satisfies Plain<ThresholdsConfig>;
}
