import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Slo } from "../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { sloTests } from "../../lib/render/promtool-tests";
import { neededRules, withoutTexts } from "./needed-rules";

/** Change it to try others; a failure names it. */
export const SEED = Number(process.env.SIMULATION_SEED ?? 20_261_121);

/** What promtool says of the tests of each objective, in one run; empty when all pass. */
export async function failures(
  promtool: string,
  slos: readonly Slo[],
  rulesOf: (slo: Slo) => string = rules,
  only = "",
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slo-tests-"));
  try {
    const files = slos.map((slo) => {
      writeFileSync(join(folder, `${slo.id}.rules.yml`), rulesOf(slo));
      writeFileSync(
        join(folder, `${slo.id}.yml`),
        sloTests(slo, { ruleFile: `${slo.id}.rules.yml` }),
      );
      return `${slo.id}.yml`;
    });
    const args = ["test", "rules", `--run=${only}`, ...files];
    return await new Promise((resolve) => {
      execFile(promtool, args, { cwd: folder }, (error, stdout, stderr) =>
        resolve(error === null ? "" : `seed ${SEED}: ${stdout}${stderr}`),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function rules(slo: Slo): string {
  const groups = sloRuleGroups(slo);
  return renderRuleGroups(
    neededRules(
      groups.filter(({ engine }) => engine === "prometheus"),
      ({ kind }) => kind === "alert",
    ).map(withoutTexts),
  );
}
