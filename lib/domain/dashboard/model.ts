import type { DataSourceUid } from "../names";

/** A query of a panel, in the language of its data source. */
export interface PanelQuery {
  readonly dataSource: DataSourceUid;
  readonly expr: string;
  /** Text of the legend; `{{label}}` stands for a label's value. Default: the series' labels. */
  readonly legend?: string;
  /** Whether only the newest value is asked for. Default: false for graphs, true for stats, gauges and tables. */
  readonly instant?: boolean;
}

/** A line on the panel and the colour above it. */
export interface PanelThreshold {
  readonly value: number;
  readonly color: "green" | "yellow" | "orange" | "red";
}

export type PanelKind =
  | "timeseries"
  | "stat"
  | "gauge"
  | "bargauge"
  | "table"
  | "heatmap"
  | "logs"
  | "text"
  | "traces";

/** A link to another dashboard or page. */
export interface DashboardLink {
  readonly title: string;
  /** Address, or the uid of another dashboard of this model. */
  readonly target: { readonly url: string } | { readonly dashboardUid: string };
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
  readonly baseColor?: "green" | "red";
  readonly stacked?: boolean;
  readonly queries: readonly PanelQuery[];
  /** Markdown, for the kind `text` only. */
  readonly text?: string;
  readonly links?: readonly DashboardLink[];
}

export interface DashboardRow {
  readonly title: string;
  readonly collapsed?: boolean;
  readonly panels: readonly Panel[];
}

/** A choice at the top of a dashboard. */
export type DashboardVariable =
  | {
      readonly kind: "query";
      readonly name: string;
      readonly label: string;
      /** The metric whose label values are offered. */
      readonly metric: string;
      readonly of: string;
      readonly multi?: boolean;
    }
  | {
      readonly kind: "custom";
      readonly name: string;
      readonly label: string;
      readonly values: readonly string[];
    };

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
  /** Range shown at first, up to now, in Grafana form. Default: `6h`. */
  readonly range?: string;
}
