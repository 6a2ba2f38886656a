import {
  runtimeMetrics,
  selectorOf,
  type RuntimeMetric,
} from "../../alerts/runtime/metrics";

const CHOSEN = 'job=~"$job",instance=~"$instance"';

export const INSTANCES = { up: `sum(up{${CHOSEN}})` } as const;

/** Series of the chosen instances under a name that may have matchers. */
export const chosen = selectorOf(CHOSEN);

/** The same for what rules record of a language. */
export function recordedOf(runtime: "node" | "go" | "jvm") {
  const names = runtimeMetrics(runtime);
  return (name: RuntimeMetric): string => `${names[name]}{${CHOSEN}}`;
}

/** A term with `%` for matchers. */
export function filled(term: string): string {
  return term.replaceAll("%", CHOSEN);
}
