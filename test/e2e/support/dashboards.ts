import { prometheus, type Grafana } from "./services";

interface Target {
  readonly expr?: string;
  readonly datasource?: { readonly type: string };
}

interface Panel {
  readonly title?: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
}

interface Variable {
  readonly name: string;
  readonly allValue?: string | null;
  /** Nothing where Grafana asks for the values when the dashboard is opened, and takes the first. */
  readonly current?: { readonly value: string | readonly string[] };
  readonly query?: string | { readonly query?: string };
}

/** A query of a panel, with variables as they are when the dashboard is opened. */
export interface DashboardQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly source: string;
  readonly expr: string;
}

/** Grafana's own variables, as a range of ten minutes and the platform's scrape interval make them. */
const BUILT_IN: Readonly<Record<string, string>> = {
  __rate_interval: "1m",
  __interval: "15s",
  __range: "10m",
  __auto: "1m",
};

/** All queries of all dashboards that Grafana has loaded. */
export async function dashboardQueries(
  grafana: Grafana,
): Promise<readonly DashboardQuery[]> {
  const uids = await grafana.dashboardUids();
  const loaded = await Promise.all(
    uids.map((uid) =>
      grafana.get<{
        readonly dashboard: {
          readonly title: string;
          readonly panels: readonly Panel[];
          readonly templating: { readonly list: readonly Variable[] };
        };
      }>(`/api/dashboards/uid/${uid}`),
    ),
  );
  const queries = await Promise.all(
    loaded.map(async ({ dashboard: { title, panels, templating } }) => {
      const values = await valuesOf(templating.list);
      return panels
        .flatMap((panel) => [panel, ...(panel.panels ?? [])])
        .flatMap((panel) =>
          (panel.targets ?? []).flatMap(({ expr, datasource }) =>
            expr === undefined
              ? []
              : [
                  {
                    dashboard: title,
                    panel: panel.title ?? "",
                    source: datasource?.type ?? "",
                    expr: substitute(expr, values),
                  },
                ],
          ),
        );
    }),
  );
  return queries.flat();
}

/** Values of variables, each of which may use those before it. */
async function valuesOf(
  variables: readonly Variable[],
): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = { ...BUILT_IN };
  for (const { name, allValue, current, query } of variables) {
    const value = [current?.value ?? []].flat()[0];
    if (value === "$__all") {
      values[name] = allValue ?? ".+";
    } else {
      values[name] = value ?? (await firstValue(query, values));
    }
  }
  return values;
}

/** The first value that `label_values(<series>, <label>)` has. */
async function firstValue(
  query: Variable["query"],
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const text = typeof query === "object" ? query.query : query;
  const [, series = "", label = ""] =
    /^label_values\((.+), (\w+)\)$/.exec(text ?? "") ?? [];
  const found = await prometheus.query(
    `group by (${label}) (${substitute(series, values)})`,
  );
  return found.map(({ metric }) => metric[label] ?? "").sort()[0] ?? "";
}

function substitute(
  expr: string,
  values: Readonly<Record<string, string>>,
): string {
  return expr.replace(
    /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g,
    (text, braced?: string, plain?: string) =>
      values[braced ?? plain ?? ""] ?? text,
  );
}

/** What is wrong with the answer to a query, or nothing when it returns data. */
export async function complaintAbout(
  grafana: Grafana,
  { source, expr }: DashboardQuery,
): Promise<string | undefined> {
  try {
    const series =
      source === "loki"
        ? await grafana.loki(expr)
        : await prometheus.query(expr);
    return series.length === 0 ? "no data" : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
