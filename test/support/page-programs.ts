import { readFileSync } from "node:fs";
import ts from "typescript";
import type { MonitoringStack } from "../../stacks/monitoring-stack";

/** The blocks of a page in one language, those that go on another one left out. */
export function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(page, "utf8");
  const pattern = new RegExp(`^\`\`\`${language}\\n([^]*?)\\n\`\`\``, "gm");
  return [...text.matchAll(pattern)].map(([, block = ""]) => block);
}

/** The programs of a page that declare a `MonitoringStack` named `stack`, with all blocks that go on them. */
export function stackPrograms(page: string): readonly string[] {
  const programs: string[] = [];
  for (const [, continued, code = ""] of readFileSync(page, "utf8").matchAll(
    /^```ts( continued)?\n([^]*?)^```/gm,
  )) {
    programs.push(continued === undefined ? code : `${programs.pop()}${code}`);
  }
  return programs.filter((code) => /^const stack = new /m.test(code));
}

/** What a program declares; it is neither synthesized nor heard. */
export function runStackProgram(program: string): MonitoringStack {
  const { outputText } = ts.transpileModule(
    `${program.replaceAll("app.synth();", "")}\nexport { stack };`,
    { compilerOptions: { module: ts.ModuleKind.CommonJS } },
  );
  const exported: { stack?: MonitoringStack } = {};
  const silent = { stdout: { write: (): boolean => true } };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- programs of our own pages
  new Function("require", "exports", "process", outputText)(
    require,
    exported,
    silent,
  );
  if (exported.stack === undefined) {
    throw new Error("a program of a page must declare stack, got none");
  }
  return exported.stack;
}
