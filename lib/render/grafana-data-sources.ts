import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import type { VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "../domain/dashboard/model";
import { DATA_SOURCE, type DataSourceUid } from "../domain/names";
import { InvalidInputError } from "../domain/problem";
import type { TraceProgram } from "../domain/telemetry/plan";
import type { Plain } from "./plain";

/** Types of Grafana's data source plugins; the uids of our data sources are the names of their types. */
export const DATA_SOURCE_TYPE: Readonly<Record<DataSourceUid, string>> = {
  prometheus: "prometheus",
  loki: "loki",
  jaeger: "jaeger",
  alertmanager: "alertmanager",
};

/** The plugin of a data source, which for traces depends on what keeps them. */
export function dataSourceType(
  uid: DataSourceUid,
  traces: TraceProgram,
): string {
  return uid === DATA_SOURCE.jaeger ? traces : DATA_SOURCE_TYPE[uid];
}

/** Names of our data sources, as people read them. */
const TITLE: Readonly<Record<DataSourceUid, string>> = {
  prometheus: "Prometheus",
  loki: "Loki",
  jaeger: "Jaeger",
  alertmanager: "Alertmanager",
};

function dataSourceTitle(uid: DataSourceUid, traces: TraceProgram): string {
  return uid === DATA_SOURCE.jaeger && traces === "tempo"
    ? "Tempo"
    : TITLE[uid];
}

/** A data source as panels, variables and annotations refer to it. */
interface Reference {
  readonly type: string;
  readonly uid: string;
}

/**
 * The data sources that a dashboard asks, each a variable at its top, so that the same dashboard works in a Grafana with
 * other ones. The only one is named `datasource`, one of several by its type, such as `loki_datasource`.
 */
export class DataSourceVariables {
  /** @throws InvalidInputError when a variable of the dashboard has the name of one of these */
  static of(
    dashboard: Dashboard,
    traces: TraceProgram = "jaeger",
  ): DataSourceVariables {
    const found = new DataSourceVariables(usedIn(dashboard), traces);
    const names = found.variables.map(({ name }) => name);
    const taken = dashboard.variables.find(({ name }) => names.includes(name));
    if (taken !== undefined) {
      throw new InvalidInputError(
        "dashboard-variable",
        `variables of dashboard "${dashboard.title}" must have other names than those of its data sources, got "${taken.name}"; rename the variable`,
      );
    }
    return found;
  }

  private constructor(
    private readonly used: readonly DataSourceUid[],
    /** What keeps the traces. */
    readonly traces: TraceProgram,
  ) {}

  /** The variables, with the fixed uids as what is chosen at first. */
  get variables(): readonly (Plain<VariableModel> & {
    readonly name: string;
  })[] {
    return this.used.map((uid) => ({
      type: "datasource",
      name: this.nameOf(uid),
      label:
        this.used.length === 1
          ? "Data source"
          : `${dataSourceTitle(uid, this.traces)} data source`,
      query: dataSourceType(uid, this.traces),
      regex: "",
      refresh: 1,
      multi: false,
      includeAll: false,
      options: [],
      current: { text: dataSourceTitle(uid, this.traces), value: uid },
    }));
  }

  /** How the parts of the dashboard refer to a data source. */
  ref(uid: DataSourceUid): Reference {
    return {
      type: dataSourceType(uid, this.traces),
      uid: `\${${this.nameOf(uid)}}`,
    } satisfies Plain<DataSourceRef>;
  }

  private nameOf(uid: DataSourceUid): string {
    return this.used.length === 1
      ? "datasource"
      : `${dataSourceType(uid, this.traces)}_datasource`;
  }
}

/** In a fixed order. */
function usedIn(dashboard: Dashboard): readonly DataSourceUid[] {
  const panels = dashboard.rows.flatMap((row) => row.panels);
  const used = new Set<DataSourceUid>(
    panels.flatMap(({ queries }) => queries.map((query) => query.dataSource)),
  );
  // Firing alerts are marked unless a dashboard says what is.
  if (dashboard.annotations === undefined || dashboard.annotations.length > 0) {
    used.add(DATA_SOURCE.prometheus);
  }
  for (const { kind } of dashboard.variables) {
    if (kind === "query") {
      used.add(DATA_SOURCE.prometheus);
    } else if (kind === "logs") {
      used.add(DATA_SOURCE.loki);
    }
  }
  return Object.values(DATA_SOURCE).filter((uid) => used.has(uid));
}
