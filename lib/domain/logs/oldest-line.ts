import { Duration } from "../units";

/** Loki refuses lines that are older when they arrive. */
export const OLDEST_LINE = Duration.days(7);
