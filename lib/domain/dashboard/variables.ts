/**
 * Values that stand for the variables which Grafana fills in by itself, as plausible as any.
 * @see https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/#global-variables
 */
const GRAFANA_VARIABLES: Readonly<Record<string, string>> = {
  __rate_interval: "1m",
  __interval: "1m",
  __interval_ms: "60000",
  __range: "6h",
  __range_s: "21600",
  __range_ms: "21600000",
  __auto: "1m",
};

const VARIABLE = /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g;

/** The variables that a query or text uses, without those of Grafana itself. */
export function variablesOf(text: string): readonly string[] {
  const names = [...text.matchAll(VARIABLE)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((name) => !name.startsWith("__"));
  return [...new Set(names)];
}

/**
 * A query as its data source gets it: each variable replaced by its entry in `values`, or else by a text that matches
 * every label value when the matcher is a regular expression.
 */
export function withoutVariables(
  expr: string,
  values: Readonly<Record<string, string>> = {},
): string {
  return expr.replace(
    VARIABLE,
    (_, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? "";
      return values[name] ?? GRAFANA_VARIABLES[name] ?? ".+";
    },
  );
}
