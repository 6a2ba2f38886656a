import fc from "fast-check";
import {
  GRID_COLUMNS,
  layout,
  type PlacedPanel,
} from "../../../lib/domain/dashboard/layout";
import type {
  DashboardRow,
  Panel,
  PanelKind,
} from "../../../lib/domain/dashboard/model";

const KINDS: readonly PanelKind[] = [
  "timeseries",
  "stat",
  "gauge",
  "bargauge",
  "table",
  "heatmap",
  "logs",
  "text",
  "traces",
];

const panels: fc.Arbitrary<Panel> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    title: fc.string(),
    size: fc.option(
      fc.record({
        width: fc.integer({ min: 1, max: 24 }),
        height: fc.integer({ min: 1, max: 12 }),
      }),
      { nil: undefined },
    ),
  })
  .map(({ kind, title, size }) => ({
    kind,
    title,
    description: "",
    queries: [],
    ...size,
  }));

const rows: fc.Arbitrary<readonly DashboardRow[]> = fc.array(
  fc.record({
    title: fc.string(),
    collapsed: fc.boolean(),
    panels: fc.array(panels, { maxLength: 12 }),
  }),
  { maxLength: 6 },
);

function panel(width: number, height = 4): Panel {
  return {
    kind: "stat",
    title: "t",
    description: "",
    width,
    height,
    queries: [],
  };
}

function overlap(a: PlacedPanel, b: PlacedPanel): boolean {
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}

/** What is on the screen when only `open` of the collapsed rows is open. */
function anyOverlap(placed: readonly PlacedPanel[]): boolean {
  return placed.some((a, index) =>
    placed.slice(index + 1).some((b) => overlap(a, b)),
  );
}

it("never places two visible panels on one another", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const visible = layout(given).filter(
        ({ kind, row }) => kind === "row" || row.collapsed !== true,
      );
      return !anyOverlap(visible);
    }),
  );
});

it("never places two panels of a collapsed row on one another or on its header", () => {
  fc.assert(
    fc.property(rows, (given) =>
      given.every((row) => {
        const own = layout(given).filter((placed) => placed.row === row);
        return !anyOverlap(own);
      }),
    ),
  );
});

it("keeps every panel inside the 24 columns", () => {
  fc.assert(
    fc.property(rows, (given) =>
      layout(given).every(
        ({ x, y, width, height }) =>
          x >= 0 &&
          y >= 0 &&
          width >= 1 &&
          height >= 1 &&
          x + width <= GRID_COLUMNS,
      ),
    ),
  );
});

it("keeps the order of reading and loses nothing", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const placed = layout(given).map((each) =>
        each.kind === "row" ? each.row : each.panel,
      );
      expect(placed).toEqual(given.flatMap((row) => [row, ...row.panels]));
      for (const row of given) {
        const places = layout(given)
          .filter((each) => each.row === row)
          .map(({ x, y }) => y * GRID_COLUMNS + x);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }
    }),
  );
});

it("gives the same places for the same rows", () => {
  fc.assert(
    fc.property(rows, (given) => {
      expect(layout(given)).toEqual(layout(given));
    }),
  );
});

it("begins a new line below the highest panel when one does not fit", () => {
  const placed = layout([
    { title: "r", panels: [panel(12, 4), panel(8, 9), panel(6, 2), panel(24)] },
  ]);
  expect(placed.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [0, 1],
    [12, 1],
    [0, 10],
    [0, 12],
  ]);
});

it("takes one line for a collapsed row, whatever it holds", () => {
  const placed = layout([
    { title: "a", collapsed: true, panels: [panel(24, 9)] },
    { title: "b", panels: [panel(24)] },
  ]);
  expect(placed.map(({ kind, y }) => [kind, y])).toEqual([
    ["row", 0],
    ["panel", 1],
    ["row", 1],
    ["panel", 2],
  ]);
});
