/** Values of attributes; what is undefined is left out. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element with its children, as text. */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly string[]
): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(print(value ?? ""))}"`)
    .join("");
  return children.length === 0
    ? `<${name}${list}/>`
    : `<${name}${list}>${children.join("")}</${name}>`;
}

/** A text at a point; the class decides its font and colour. */
export function text(
  x: number,
  y: number,
  style: string,
  content: string,
  more: Attributes = {},
): string {
  return element("text", { x, y, class: style, ...more }, escape(content));
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  style: string,
  radius = 4,
): string {
  return element("rect", { x, y, width, height, rx: radius, class: style });
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  style: string,
): string {
  return element("line", { x1, y1, x2, y2, class: style });
}

/** A whole picture, in the colours of the reader's theme. */
export function picture(
  width: number,
  height: number,
  title: string,
  style: string,
  body: readonly string[],
): string {
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": title,
    },
    `\n<title>${escape(title)}</title>\n`,
    `<style>${style}</style>\n`,
    `${body.join("\n")}\n`,
  )}\n`;
}

function print(value: string | number): string {
  return typeof value === "number" ? String(Number(value.toFixed(1))) : value;
}

function escape(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
