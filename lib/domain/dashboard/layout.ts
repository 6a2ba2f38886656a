import type { DashboardRow, Panel, PanelKind } from "./model";

/** Columns of the grid on which panels are placed. */
export const GRID_COLUMNS = 24;

/** A rectangle of the grid; `y` and `height` count lines of about 30 pixels. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The header of a row, or a panel below it. */
export type PlacedPanel =
  | (Placement & { readonly kind: "row"; readonly row: DashboardRow })
  | (Placement & {
      readonly kind: "panel";
      readonly row: DashboardRow;
      readonly panel: Panel;
    });

/** Sizes of panels that do not give their own: six stats, two graphs or one table fill a line. */
const DEFAULT_SIZE: Readonly<
  Record<PanelKind, { readonly width: number; readonly height: number }>
> = {
  timeseries: { width: 12, height: 8 },
  stat: { width: 4, height: 4 },
  gauge: { width: 4, height: 6 },
  bargauge: { width: 8, height: 8 },
  table: { width: GRID_COLUMNS, height: 8 },
  heatmap: { width: 12, height: 8 },
  logs: { width: GRID_COLUMNS, height: 10 },
  text: { width: GRID_COLUMNS, height: 3 },
  traces: { width: GRID_COLUMNS, height: 8 },
  nodeGraph: { width: GRID_COLUMNS, height: 12 },
};

/** The size of a panel: its own or that of its kind, never wider than the grid. */
export function panelSize(panel: Panel): {
  readonly width: number;
  readonly height: number;
} {
  const size = DEFAULT_SIZE[panel.kind];
  return {
    width: Math.min(panel.width ?? size.width, GRID_COLUMNS),
    height: panel.height ?? size.height,
  };
}

/**
 * Places the panels of each row from left to right below the row's header; a panel that does not fit begins a new line
 * below the highest of the line before. The panels of a collapsed row get the places that they take when it is opened,
 * and the next row begins right below its header.
 */
export function layout(rows: readonly DashboardRow[]): readonly PlacedPanel[] {
  const placed: PlacedPanel[] = [];
  let y = 0;
  for (const row of rows) {
    placed.push({ kind: "row", row, x: 0, y, width: GRID_COLUMNS, height: 1 });
    y += 1;
    const { panels, height } = flow(row, y);
    placed.push(...panels);
    y += row.collapsed === true ? 0 : height;
  }
  return placed;
}

/** The panels of one row as lines that begin at `top`, and the height of all lines together. */
function flow(
  row: DashboardRow,
  top: number,
): { readonly panels: readonly PlacedPanel[]; readonly height: number } {
  const panels: PlacedPanel[] = [];
  let x = 0;
  let y = top;
  let lineHeight = 0;
  for (const panel of row.panels) {
    const { width, height } = panelSize(panel);
    if (x + width > GRID_COLUMNS) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    panels.push({ kind: "panel", row, panel, x, y, width, height });
    x += width;
    lineHeight = Math.max(lineHeight, height);
  }
  return { panels, height: y + lineHeight - top };
}
