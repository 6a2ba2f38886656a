import { layout, type PlacedPanel } from "../../lib/domain/dashboard/layout";
import type { Dashboard, Panel } from "../../lib/domain/dashboard/model";
import { Duration } from "../../lib/domain/units";
import * as charts from "./charts";
import { STEP } from "./example-data";
import { element, picture, rect, text } from "./svg";
import { STYLE } from "./theme";

const WIDTH = 1280;
const MARGIN = 16;
const HEADER = 58;
const FOOTER = 34;
const COLUMN = (WIDTH - 2 * MARGIN) / 24;
const LINE = 29;
const GAP = 8;

/** Texts in a table that have the colour of a state. */
const CELLS = ["green", "yellow", "orange", "red"]
  .map(
    (color) =>
      `.cell-${color}{font-size:12.5px;font-weight:600;fill:var(--${color})}`,
  )
  .join("");

/** The dashboard as Grafana lays it out, its first rows open, filled with example data. */
export function drawDashboard(
  dashboard: Dashboard,
  openRows: number,
  lookup: charts.Lookup,
  firing: readonly boolean[],
): string {
  const rows = dashboard.rows.map((row, index) => ({
    ...row,
    collapsed: index >= openRows,
  }));
  const placed = layout(rows).filter(
    (each) => each.kind === "row" || !each.row.collapsed,
  );
  const height =
    HEADER +
    Math.max(...placed.map((each) => each.y + each.height)) * LINE +
    FOOTER;
  return picture(
    WIDTH,
    height,
    `Dashboard "${dashboard.title}"`,
    STYLE + CELLS,
    [
      rect(0, 0, WIDTH, height, "page", 10),
      text(MARGIN + 4, 36, "h1", dashboard.title),
      text(
        WIDTH - MARGIN - 4,
        35,
        "small end",
        `Last ${hours(dashboard.range ?? "6h")} hours · every 30 s`,
      ),
      ...placed.map((each) => draw(each, lookup, firing)),
      text(
        WIDTH / 2,
        height - 13,
        "small middle",
        "Example data; the red time is a page. Layout, panels, queries and limits are those of the dashboard that is deployed.",
      ),
    ],
  );
}

function draw(
  each: PlacedPanel,
  lookup: charts.Lookup,
  firing: readonly boolean[],
): string {
  const x = MARGIN + each.x * COLUMN;
  const y = HEADER + each.y * LINE;
  if (each.kind === "row") {
    const mark =
      each.row.collapsed === true ? "M0 0L5 4L0 8Z" : "M0 1L8 1L4 6Z";
    return (
      element("path", {
        d: mark,
        class: "soft",
        transform: `translate(${x + 4} ${y + 11})`,
      }) + text(x + 20, y + 20, "h2", each.row.title)
    );
  }
  const width = each.width * COLUMN - GAP;
  const height = each.height * LINE - GAP;
  const { panel } = each;
  const area = { x, y: y + 30, width, height: height - 32 };
  return [
    rect(x + GAP / 2 - 4, y, width, height, "box"),
    text(x + 10, y + 20, "h3", panel.title),
    panel.range === undefined
      ? ""
      : text(x + width - 12, y + 20, "small end", `Last ${panel.range}`),
    content(panel, area, lookup, firing),
  ].join("");
}

function content(
  panel: Panel,
  area: charts.Area,
  lookup: charts.Lookup,
  firing: readonly boolean[],
): string {
  switch (panel.kind) {
    case "stat":
      return charts.stat(panel, area, lookup);
    case "gauge":
      return charts.gauge(panel, area, lookup);
    case "table":
      return charts.table(panel, area, lookup);
    case "timeseries":
      return charts.timeseries(
        panel,
        area,
        lookup,
        timeAxis(firing, panel.range),
      );
    default:
      throw new Error(`no drawing for panels of kind "${panel.kind}"`);
  }
}

function timeAxis(firing: readonly boolean[], range = "6h"): charts.TimeAxis {
  const samples = Duration.parse(range).toMillis() / STEP.toMillis();
  const isShort = range === "6h";
  return {
    samples,
    labels: isShort
      ? ["06:00", "07:00", "08:00", "09:00", "10:00", "11:00", "12:00"]
      : ["30 d ago", "25 d", "20 d", "15 d", "10 d", "5 d", "now"],
    marks: isShort ? spans(firing.slice(-samples)) : [],
  };
}

/** The parts of the whole, from 0 to 1, in which the flag is set. */
function spans(flags: readonly boolean[]): readonly [number, number][] {
  const found: [number, number][] = [];
  flags.forEach((flag, at) => {
    const end = (at + 1) / flags.length;
    const open = found[found.length - 1];
    if (flag && flags[at - 1] === true && open !== undefined) {
      open[1] = end;
    } else if (flag) {
      found.push([at / flags.length, end]);
    }
  });
  return found;
}

function hours(range: string): number {
  return Duration.parse(range).toHours();
}
