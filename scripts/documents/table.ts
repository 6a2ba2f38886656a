/** A table of Markdown; each cell stands in one line, as wide as its text. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |`)
    .join("\n");
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Links to the headings of a page, with how much stands below each. */
export function contents(
  sections: readonly { readonly title: string; readonly count: number }[],
): string {
  return table(
    ["Section", "Entries"],
    sections.map(({ title, count }) => [
      `[${title}](#${anchor(title)})`,
      `${count}`,
    ]),
  );
}

/** As GitHub names the place of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}
