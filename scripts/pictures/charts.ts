import type {
  Panel,
  PanelColor,
  PanelQuery,
  PanelThreshold,
} from "../../lib/domain/dashboard/model";
import { last, type Samples } from "./example-data";
import { format } from "./format";
import { element, line, rect, text } from "./svg";
import { LINE_COLORS } from "./theme";

/** Where a panel's content goes. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A query's result: one entry for each series. */
export type Result = readonly {
  readonly labels: readonly string[];
  readonly samples: Samples;
}[];

export type Lookup = (query: PanelQuery) => Result;

function colorAt(
  value: number,
  base: PanelColor | undefined,
  thresholds: readonly PanelThreshold[] = [],
): PanelColor {
  const passed = thresholds.filter((threshold) => value >= threshold.value);
  return passed[passed.length - 1]?.color ?? base ?? "green";
}

/** A big number, or several beside their names. */
export function stat(panel: Panel, area: Area, lookup: Lookup): string {
  const values = panel.queries.flatMap((query) =>
    lookup(query).map(({ samples }) => [query.legend, last(samples)] as const),
  );
  const step = area.height / values.length;
  const hasColors = panel.thresholds !== undefined;
  return values
    .map(([name, value], index) => {
      const color = hasColors
        ? colorAt(value, panel.baseColor, panel.thresholds)
        : "text";
      const y = area.y + step * (index + 0.5) + (values.length > 1 ? 9 : 11);
      const shown = format(value, panel.unit ?? "none", panel.decimals);
      return values.length === 1
        ? text(area.x + area.width / 2, y, `big middle ${color}`, shown)
        : text(area.x + 12, y - 2, "cell", name ?? "") +
            text(area.x + area.width - 14, y, `big end ${color}`, shown);
    })
    .join("");
}

/** Half a ring, filled up to the value. */
export function gauge(panel: Panel, area: Area, lookup: Lookup): string {
  const [query] = panel.queries;
  const value = query === undefined ? 0 : last(lookup(query)[0]?.samples ?? []);
  const { min = 0, max = 1 } = panel;
  const share = Math.min(Math.max((value - min) / (max - min), 0), 1);
  const radius = Math.min(area.width / 2 - 16, area.height - 26);
  const cx = area.x + area.width / 2;
  const cy = area.y + area.height - 16;
  const arc = (from: number, to: number, r: number): string => {
    const point = (part: number): string =>
      `${(cx - r * Math.cos(Math.PI * part)).toFixed(1)} ${(cy - r * Math.sin(Math.PI * part)).toFixed(1)}`;
    return `M${point(from)}A${r} ${r} 0 0 1 ${point(to)}`;
  };
  const ring = (d: string, color: string, width: number): string =>
    element("path", { d, class: `stroke-${color}`, "stroke-width": width });
  const color = colorAt(value, panel.baseColor, panel.thresholds);
  const limits = [
    min,
    ...(panel.thresholds ?? []).map((each) => each.value),
    max,
  ]
    .map((limit) => (limit - min) / (max - min))
    .filter((limit) => limit >= 0 && limit <= 1);
  const rim = limits.slice(0, -1).map((from, index) => {
    const at = min + from * (max - min);
    const step = colorAt(at, panel.baseColor, panel.thresholds);
    return ring(arc(from, limits[index + 1] ?? 1, radius + 9), step, 3);
  });
  return [
    ring(arc(0, 1, radius), "grid", 12),
    ring(arc(0, Math.max(share, 0.005), radius), color, 12),
    ...rim,
    text(
      cx,
      cy - 4,
      `big middle ${color}`,
      format(value, panel.unit ?? "none", 1),
    ),
  ].join("");
}

/** Rows of labels and values under their titles. */
export function table(panel: Panel, area: Area, lookup: Lookup): string {
  const columns = panel.columns ?? [];
  const titles = [
    ...columns.map(({ title }) => title),
    ...panel.queries.map(({ legend }) => legend ?? "Value"),
  ];
  const [first] = panel.queries;
  const rows = first === undefined ? [] : lookup(first);
  const weights = titles.map((title, column) =>
    Math.max(
      title.length,
      9,
      ...rows.map(({ labels }) => labels[column]?.length ?? 0),
    ),
  );
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const left = (column: number): number =>
    area.x +
    12 +
    ((area.width - 16) *
      weights.slice(0, column).reduce((sum, weight) => sum + weight, 0)) /
      whole;
  const out = titles.map((title, column) =>
    text(left(column), area.y + 16, "small", title, { "font-weight": 600 }),
  );
  rows.forEach(({ labels }, row) => {
    const y = area.y + 44 + row * 30;
    out.push(line(area.x + 8, y - 19, area.x + area.width - 8, y - 19, "line"));
    labels
      .slice(0, columns.length)
      .forEach((label, column) =>
        out.push(text(left(column), y, "cell", label)),
      );
    panel.queries.forEach((query, index) => {
      const value = last(lookup(query)[row]?.samples ?? []);
      const thresholds = query.thresholds ?? panel.thresholds;
      const style =
        thresholds === undefined
          ? "cell"
          : `cell-${colorAt(value, query.baseColor ?? panel.baseColor, thresholds)}`;
      const unit = query.unit ?? panel.unit ?? "none";
      const shown = format(value, unit, unit === "none" ? 1 : undefined);
      out.push(text(left(columns.length + index), y, style, shown));
    });
  });
  return out.join("");
}

export interface TimeAxis {
  /** How many of the newest samples are shown. */
  readonly samples: number;
  readonly labels: readonly string[];
  /** Parts of the range, from 0 to 1, in which an alert fired. */
  readonly marks: readonly (readonly [number, number])[];
}

/** Lines over time with axes, thresholds and a legend. */
export function timeseries(
  panel: Panel,
  area: Area,
  lookup: Lookup,
  time: TimeAxis,
): string {
  const series = panel.queries.flatMap((query) =>
    lookup(query).map(({ samples }) => ({
      name: query.legend ?? "",
      samples: samples.slice(-time.samples),
    })),
  );
  const unit = panel.unit ?? "none";
  const values = series.flatMap(({ samples }) => [...samples]);
  const limits = (panel.thresholds ?? []).map(({ value }) => value);
  const top = panel.max ?? Math.max(...values, ...limits) * 1.06;
  const bottom = panel.min ?? Math.min(...values, 0);
  const plot = {
    x: area.x + 54,
    y: area.y + 6,
    width: area.width - 84,
    height: area.height - 52,
  };
  const yOf = (value: number): number =>
    plot.y +
    plot.height * (1 - (Math.min(value, top) - bottom) / (top - bottom));
  const out = ticks(bottom, top).map(
    (value) =>
      line(plot.x, yOf(value), plot.x + plot.width, yOf(value), "line") +
      text(plot.x - 8, yOf(value) + 4, "small end", axisText(value, unit)),
  );
  time.labels.forEach((label, index) => {
    const x = plot.x + (plot.width * index) / (time.labels.length - 1);
    out.push(text(x, plot.y + plot.height + 17, "small middle", label));
  });
  for (const [from, to] of time.marks) {
    out.push(
      element("rect", {
        x: plot.x + plot.width * from,
        y: plot.y,
        width: plot.width * (to - from),
        height: plot.height,
        class: "red",
        opacity: 0.13,
      }),
    );
  }
  for (const { value, color } of panel.thresholds ?? []) {
    out.push(
      element("line", {
        x1: plot.x,
        x2: plot.x + plot.width,
        y1: yOf(value),
        y2: yOf(value),
        class: `stroke-${color}`,
        "stroke-dasharray": "6 5",
        "stroke-width": 1.2,
      }),
    );
  }
  let legendX = area.x + 14;
  const legendY = area.y + area.height - 10;
  series.forEach(({ name, samples }, index) => {
    const color = LINE_COLORS[index % LINE_COLORS.length] ?? "blue";
    out.push(path(samples, plot, yOf, color));
    const label = `${name}  ${format(last(samples), unit, unit === "none" ? 2 : undefined)}`;
    out.push(rect(legendX, legendY - 5, 13, 3, color, 1.5));
    out.push(text(legendX + 18, legendY, "small", label));
    legendX += 18 + label.length * 5.9 + 16;
  });
  return out.join("");
}

function path(
  samples: Samples,
  plot: Area,
  yOf: (value: number) => number,
  color: string,
): string {
  const every = Math.max(1, Math.floor(samples.length / 240));
  const points = samples
    .map((value, index) => [index, value] as const)
    .filter(([index]) => index % every === 0 || index === samples.length - 1)
    .map(
      ([index, value]) =>
        `${(plot.x + (plot.width * index) / (samples.length - 1)).toFixed(1)} ${yOf(value).toFixed(1)}`,
    );
  const base = `${(plot.y + plot.height).toFixed(1)}`;
  const d = `M${points.join("L")}`;
  return (
    element("path", {
      d: `${d}L${plot.x + plot.width} ${base}L${plot.x} ${base}Z`,
      class: color,
      opacity: 0.07,
    }) + element("path", { d, class: `stroke-${color}`, "stroke-width": 1.4 })
  );
}

/** About four round values between two. */
function ticks(from: number, to: number): readonly number[] {
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10]
      .map((each) => each * power)
      .find((each) => each >= rough) ?? rough;
  const count =
    Math.floor((to - Math.ceil(from / step) * step) / step + 1e-9) + 1;
  return Array.from(
    { length: count },
    (_, index) => (Math.ceil(from / step) + index) * step,
  );
}

function axisText(value: number, unit: string): string {
  return unit === "percentunit"
    ? `${Number((value * 100).toFixed(3))}%`
    : String(Number(value.toFixed(3)));
}
