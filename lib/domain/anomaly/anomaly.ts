import { seasonal } from "./seasonal";
import { zScore } from "./z-score";

/** Detectors of unusual values, as recording rules and queries for alerts. */
export const Anomaly = { seasonal, zScore };
