import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchImportTime } from "./import-time";
import { benchInstrumentation } from "./instrumentation";
import { benchLogAgent } from "./log-agent";
import { benchPackEvaluation } from "./pack-evaluation";
import { benchPanelLatency } from "./panel-latency";
import type { BenchResult } from "./result";
import { benchSloEvaluation } from "./slo-evaluation";
import { benchSloGeneration } from "./slo-generation";
import { benchSloSimulation } from "./slo-simulation";
import { benchSynth } from "./synth";

const HELP = `Measures what has a target. Run it on a machine that does nothing else.

usage: npm run bench -- [options]

  --only REGEX       only the benches whose name matches
  --dashboard REGEX  of the panels, only those of dashboards whose uid matches
  --json FILE        also write the results to a file

benches: `;

/** What a user waits for comes first. */
const BENCHES: Readonly<
  Record<
    string,
    (options: {
      readonly dashboards: RegExp;
    }) => readonly BenchResult[] | Promise<readonly BenchResult[]>
  >
> = {
  synth: benchSynth,
  "import-time": benchImportTime,
  "slo-generation": benchSloGeneration,
  "slo-simulation": benchSloSimulation,
  "slo-evaluation": benchSloEvaluation,
  "pack-evaluation": benchPackEvaluation,
  "panel-latency": benchPanelLatency,
  instrumentation: benchInstrumentation,
  "log-agent": benchLogAgent,
};

function table(results: readonly BenchResult[]): string {
  const rows = [
    ["name", "value", "unit", "target", "ok"],
    ...results.map(({ name, value, unit, target, better, ok }) => [
      name,
      String(value),
      unit,
      target === undefined
        ? ""
        : `${better === "lower" ? "<=" : ">="} ${target}`,
      ok ? "yes" : "NO",
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths?.[column] ?? 0;
          return column === 1 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Answers whether all targets are reached. */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      dashboard: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const only = new RegExp(values.only ?? "");
  const dashboards = new RegExp(values.dashboard ?? "");
  const chosen = Object.entries(BENCHES).filter(([name]) => only.test(name));
  if (values.help === true || chosen.length === 0) {
    console.log(`${HELP}${Object.keys(BENCHES).join(", ")}`);
    return values.help === true;
  }
  const [load = 0] = loadavg();
  if (load > availableParallelism() / 2) {
    console.error(
      `load ${load.toFixed(1)}: other programs run, times are too long`,
    );
  }
  const results: BenchResult[] = [];
  for (const [name, bench] of chosen) {
    console.error(`${name} ...`);
    results.push(...(await bench({ dashboards })));
  }
  console.log(table(results));
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
  return results.every(({ ok }) => ok);
}

void main().then((ok) => {
  process.exitCode = ok ? 0 : 1;
});
