import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { MetricSpec } from "../../lib/domain/telemetry/scrape";
import { SOURCES, type Source } from "./sources";

const FOLDER = join(__dirname, "../../lib/packs/exporters");

/** One list of metrics, where it comes from, and what stands elsewhere already. */
export interface Catalogue {
  readonly file: string;
  readonly source: Source;
  /** Those of no smaller list. */
  readonly metrics: readonly MetricSpec[];
  /** The smaller lists that are part of it. */
  readonly includes: readonly Source[];
}

interface Exported {
  readonly name: string;
  readonly file: string;
  readonly metrics: readonly MetricSpec[];
}

/**
 * Every list of metrics that a file of the folder exports, in the order of the titles.
 *
 * @throws Error for a list whose source is not described
 */
export function catalogues(): readonly Catalogue[] {
  const exported = exportedLists();
  return exported
    .map(({ name, file, metrics }) => {
      const parts = exported.filter(
        (other) =>
          other.metrics.length < metrics.length &&
          other.metrics.every((metric) => metrics.includes(metric)),
      );
      const elsewhere = new Set(parts.flatMap((part) => part.metrics));
      return {
        file,
        source: sourceOf(name, file),
        metrics: metrics.filter((metric) => !elsewhere.has(metric)),
        includes: parts.map((part) => sourceOf(part.name, part.file)),
      };
    })
    .sort((a, b) => a.source.title.localeCompare(b.source.title, "en"));
}

function exportedLists(): readonly Exported[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      Object.entries(
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- each file of the folder, also future ones
        require(join(FOLDER, file)) as Record<string, unknown>,
      ).flatMap(([name, value]) =>
        Array.isArray(value)
          ? [{ name, file, metrics: value as readonly MetricSpec[] }]
          : [],
      ),
    );
}

function sourceOf(name: string, file: string): Source {
  const source = SOURCES[name];
  if (source === undefined) {
    throw new Error(
      `metrics "${name}" of lib/packs/exporters/${file} must have a source, got none; add it to scripts/documents/sources.ts`,
    );
  }
  return source;
}
