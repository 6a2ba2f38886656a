/** Colours of both themes, light first. */
const COLORS: Readonly<Record<string, readonly [string, string]>> = {
  page: ["#f4f5f5", "#111217"],
  panel: ["#ffffff", "#181b1f"],
  border: ["#e0e2e6", "#2c3235"],
  grid: ["#eceef0", "#24282d"],
  text: ["#24292e", "#d6d7df"],
  soft: ["#5f6773", "#9a9ca8"],
  green: ["#2f9e44", "#73bf69"],
  yellow: ["#c99700", "#f2cc0c"],
  orange: ["#e8750a", "#ff9830"],
  red: ["#d92d45", "#f2495c"],
  blue: ["#1f60c4", "#5794f2"],
  purple: ["#8f3bb8", "#b877d9"],
  teal: ["#0b8a83", "#4fc7bf"],
};

export type Color =
  "green" | "yellow" | "orange" | "red" | "blue" | "purple" | "teal";

/** Colours of lines that mean no state, in the order in which they are used. */
export const LINE_COLORS: readonly Color[] = [
  "green",
  "yellow",
  "blue",
  "orange",
  "purple",
  "teal",
  "red",
];

function variables(theme: 0 | 1): string {
  return Object.entries(COLORS)
    .map(([name, values]) => `--${name}:${values[theme]}`)
    .join(";");
}

const COLOR_CLASSES = Object.keys(COLORS)
  .map(
    (name) =>
      `.${name}{fill:var(--${name})}.stroke-${name}{stroke:var(--${name});fill:none}`,
  )
  .join("");

/** Style sheet of all pictures: a class for each colour and for each size of text. */
export const STYLE = [
  `svg{${variables(0)};font-family:Inter,"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}`,
  `@media(prefers-color-scheme:dark){svg{${variables(1)}}}`,
  COLOR_CLASSES,
  ".box{fill:var(--panel);stroke:var(--border)}",
  ".line{stroke:var(--grid)}",
  ".h1{font-size:19px;font-weight:600;fill:var(--text)}",
  ".h2{font-size:14px;font-weight:600;fill:var(--text)}",
  ".h3{font-size:12.5px;font-weight:500;fill:var(--text)}",
  ".small{font-size:11px;fill:var(--soft)}",
  ".cell{font-size:12.5px;fill:var(--text)}",
  ".big{font-size:30px;font-weight:500}",
  ".end{text-anchor:end}.middle{text-anchor:middle}",
].join("\n");
