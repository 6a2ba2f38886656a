import { readFileSync } from "node:fs";

/** Headings of the alerts in a runbook, sorted. */
export function runbookHeadings(file: string): readonly string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => /^## (\w+)$/.exec(line)?.[1] ?? [])
    .sort();
}

/** Sections of a runbook that lack one of the parts, by heading. */
export function incompleteSections(
  file: string,
  parts: readonly string[],
): readonly string[] {
  return readFileSync(file, "utf8")
    .split(/^## /m)
    .slice(1)
    .filter((section) =>
      parts.some((part) => !section.includes(`**${part}:**`)),
    )
    .map((section) => section.split("\n")[0] ?? "");
}
