import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/tools";

/** Which of `queries` promtool accepts, asked in one run. */
export function acceptedByPromtool(
  promtool: string,
  queries: readonly string[],
): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), "promql-"));
  try {
    const file = join(folder, "rules.yml");
    const rules = queries.map((expr, index) => ({
      record: `query_${index}`,
      expr,
    }));
    // JSON is YAML, and its escapes keep every query byte for byte.
    writeFileSync(
      file,
      JSON.stringify({ groups: [{ name: "queries", rules }] }),
    );
    const { status, output } = run(promtool, ["check", "rules", file]);
    const refused = new Set(
      [...output.matchAll(/rule \d+, "query_(\d+)"/g)].map((match) =>
        Number(match[1]),
      ),
    );
    if ((status === 0) !== (refused.size === 0)) {
      throw new Error(`promtool failed in an unexpected way: ${output}`);
    }
    return queries.map((_, index) => !refused.has(index));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
