import type { DataSourceUid } from "../names";

/** A query of a panel, in the language of its data source. */
export interface PanelQuery {
  readonly dataSource: DataSourceUid;
  /**
   * PromQL for `prometheus`, LogQL for `loki`, the name of the service whose newest traces are listed for `jaeger`, or
   * `dependencies` for a panel of kind `nodeGraph`.
   * Variables stand in it as `$name`; see `withoutVariables` for those that Grafana provides.
   */
  readonly expr: string;
  /** Text of the legend; `{{label}}` stands for a label's value. Default: the series' labels. */
  readonly legend?: string;
  /** Whether only the newest value is asked for. Default: false for graphs, true for stats, gauges and tables. */
  readonly instant?: boolean;
  /**
   * Shortest time between two points of a graph, in Grafana form such as `6h`; for `prometheus` only. Default: that of the
   * data source.
   */
  readonly interval?: string;
  /** Whether to mark single requests that have a trace. Default: false. */
  readonly exemplars?: boolean;
  /** What the spans of the traces must say, such as `error=true`; for `jaeger` only. Default: anything. */
  readonly tags?: string;
  /** Unit of this query's column in a table. Default: the panel's. */
  readonly unit?: string;
  /** Colours of this query's column in a table. Default: the panel's. */
  readonly thresholds?: readonly PanelThreshold[];
  /** Colour of this query's column below its first threshold. Default: the panel's. */
  readonly baseColor?: PanelColor;
}

/** Colours that say how good a value is. */
export type PanelColor = "green" | "yellow" | "orange" | "red";

/** A line on the panel and the colour above it. */
export interface PanelThreshold {
  readonly value: number;
  readonly color: PanelColor;
  /** Name of the alert that fires beyond it; where the model has that alert, its expression holds the same number. */
  readonly alert?: string;
}

/** A text shown instead of a value, such as `up` for 1. */
export interface ValueText {
  readonly value: number;
  readonly text: string;
  readonly color: PanelColor;
}

/** A label shown as a column of a table. */
export interface TableColumn {
  readonly label: string;
  readonly title: string;
}

/**
 * `traces` is a list of the newest traces of a service, `nodeGraph` which service calls which, and the rest are what
 * Grafana calls by these names.
 */
export type PanelKind =
  | "timeseries"
  | "stat"
  | "gauge"
  | "bargauge"
  | "table"
  | "heatmap"
  | "logs"
  | "text"
  | "traces"
  | "nodeGraph";

/** A link to another dashboard or page. */
export interface DashboardLink {
  readonly title: string;
  /** Address, the uid of another dashboard of this model, or a tag: a list of all dashboards that have it. */
  readonly target:
    | { readonly url: string }
    | {
        readonly dashboardUid: string;
        /**
         * Choices on that dashboard, by the names of its variables. `$name` stands for what is chosen here, and in a link
         * of a value `{{label}}` for the label of its series. Default: what that dashboard shows at first.
         */
        readonly variables?: Readonly<Record<string, string>>;
      }
    | { readonly tag: string };
}

/** One picture on a dashboard. */
export interface Panel {
  readonly kind: PanelKind;
  readonly title: string;
  /** What the panel shows and how to read it. */
  readonly description: string;
  /** Width in columns of 24. Default: by kind. */
  readonly width?: number;
  /** Height in rows of about 30 pixels. Default: by kind. */
  readonly height?: number;
  /** Grafana unit id, such as `percentunit`, `s`, `reqps`, `bytes`. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Ascending. The colour below the first is `baseColor`. */
  readonly thresholds?: readonly PanelThreshold[];
  /** Colour below the first threshold. Default: green. */
  readonly baseColor?: PanelColor;
  /** Texts shown instead of values. Default: none. */
  readonly valueTexts?: readonly ValueText[];
  /** Labels shown in a table, left of the values. Default: all. */
  readonly columns?: readonly TableColumn[];
  /** Whether areas are put on top of each other. Default: false. */
  readonly stacked?: boolean;
  readonly queries: readonly PanelQuery[];
  /** Markdown, for the kind `text` only. */
  readonly text?: string;
  readonly links?: readonly DashboardLink[];
  /** Links of each value; `{{label}}` in a target stands for the label of its series. Default: none. */
  readonly dataLinks?: readonly DashboardLink[];
  /** Range shown, up to now, in Grafana form. Default: that of the dashboard. */
  readonly range?: string;
}

export interface DashboardRow {
  readonly title: string;
  readonly collapsed?: boolean;
  readonly panels: readonly Panel[];
}

/** A choice at the top of a dashboard. */
export type DashboardVariable =
  /** Values of a label of a metric. */
  | {
      readonly kind: "query";
      readonly name: string;
      readonly label: string;
      /** The metric whose label values are offered. */
      readonly metric: string;
      /** Name of the label. */
      readonly of: string;
      /** Whether several values, or all, can be chosen; all is chosen at first. Default: false. */
      readonly multi?: boolean;
    }
  /** Values of a label of log streams. */
  | {
      readonly kind: "logs";
      readonly name: string;
      readonly label: string;
      /** Name of the label. */
      readonly of: string;
      /** Whether several values, or all, can be chosen; all is chosen at first. Default: false. */
      readonly multi?: boolean;
    }
  /** Fixed values, of which the first is chosen at first. */
  | {
      readonly kind: "custom";
      readonly name: string;
      readonly label: string;
      readonly values: readonly string[];
    }
  /** Text that the reader types; empty at first. */
  | {
      readonly kind: "text";
      readonly name: string;
      readonly label: string;
    };

/** Events marked on all graphs: times at which a PromQL query returns a series. */
export interface DashboardAnnotation {
  readonly name: string;
  readonly expr: string;
  readonly color: "red" | "blue";
  /** Whether the value of the series, in milliseconds since 1970, is the time of the event. Default: false. */
  readonly valueIsTime?: boolean;
  /** Text of the mark; `{{label}}` stands for a label's value. */
  readonly text: string;
}

/** A dashboard, independent of the program that shows it. */
export interface Dashboard {
  /** At most 40 letters, digits, "-" and "_"; unique in the model. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Folder that holds the dashboard. */
  readonly folder: string;
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly DashboardRow[];
  readonly links?: readonly DashboardLink[];
  /** Default: alerts that fire. */
  readonly annotations?: readonly DashboardAnnotation[];
  /** Range shown at first, up to now, in Grafana form. Default: `6h`. */
  readonly range?: string;
}
