import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompiledLibrary } from "./compiled";
import { atMost, type BenchResult } from "./result";
import { benchServices } from "./slo-services";
import { hasSloth, slothSpecs } from "./slo-sloth";

const ROUNDS = 5;
const MANY = 10_000;
const FEW = 1_000;

/** The objectives of `slosOf`, as a user writes them: read from nothing, written as one file of rules. */
const PROGRAM = `import { writeFileSync } from "node:fs";
import { createSlo, Duration, renderRuleGroups, Sli, sloRuleGroups } from "cdktf-observability";
const loaded = performance.now();
function* groups(services) {
  for (let index = 0; index < services; index++) {
    const service = "svc-" + index;
    const total = \`http_requests_total{job="\${service}"}\`;
    yield* sloRuleGroups(createSlo({
      name: "Availability", id: service + "-availability", service, objective: 0.999,
      sli: Sli.ratio({ total, errors: \`http_requests_total{job="\${service}",code=~"5.."}\` }),
    }));
    yield* sloRuleGroups(createSlo({
      name: "Latency", id: service + "-latency", service, objective: 0.95,
      sli: Sli.latency({ histogram: "http_request_duration_seconds", threshold: Duration.millis(500), matchers: { job: service } }),
    }));
  }
}
for (const count of JSON.parse(process.argv[2])) {
  const started = performance.now();
  writeFileSync("rules.yml", renderRuleGroups(groups(count / 2)));
  console.log(JSON.stringify({
    seconds: (performance.now() - started) / 1000,
    mebibytes: process.resourceUsage().maxRSS / 1024,
    loading: loaded / 1000,
  }));
}
`;

/** What a process printed, and the processor time that it took in seconds, which other programs change little. */
interface Run {
  readonly output: string;
  readonly seconds: number;
}

interface Made {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly loading: number;
}

function run(cwd: string, command: string, ...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", '"$@" && times >&2', "sh", command, ...args],
    { cwd, encoding: "utf8", maxBuffer: 256 * 2 ** 20 },
  );
  if (status !== 0) {
    throw new Error(`${command} failed: ${stderr.slice(-2_000)}`);
  }
  // The last line has the times of what the shell started, for user and system: 0m5.018s 0m0.296s.
  const times = stderr.trim().split("\n").at(-1) ?? "";
  const seconds = [...times.matchAll(/(\d+)m([\d.]+)s/g)]
    .map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest))
    .reduce((sum, each) => sum + each, 0);
  return { output: stdout, seconds };
}

function madeBy({ output }: Run): readonly Made[] {
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Made);
}

/**
 * Processor time from nothing to a written file of rules, by ourselves and by Sloth in turn; the shortest run of each
 * counts. Both times are of whole processes.
 */
export function benchSloGeneration(): readonly BenchResult[] {
  const library = CompiledLibrary.get();
  const program = library.addProgram("rules.js", PROGRAM);
  const folder = mkdtempSync(join(tmpdir(), "slo-generation-"));
  try {
    const specs = join(folder, "specs.yml");
    writeFileSync(specs, slothSpecs(benchServices(MANY / 2)));
    const generate = (...counts: readonly number[]) =>
      run(folder, process.execPath, program, JSON.stringify(counts));
    const ours: Run[] = [];
    const theirs: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(generate(MANY));
      if (hasSloth()) {
        theirs.push(
          run(folder, "sloth", "generate", "-i", specs, "-o", "sloth.yml"),
        );
      }
    }
    const made = ours.flatMap(madeBy);
    const [, few, many] = madeBy(generate(FEW, FEW, MANY));
    const perSlo = (of: Made | undefined, count: number) =>
      (of?.seconds ?? NaN) / count;
    return [
      atMost("rules of 10,000 objectives: CPU time", shortest(ours), "s"),
      atMost(
        "rules of 10,000 objectives: of that, about, loading the library",
        Math.min(...made.map(({ loading }) => loading)),
        "s",
      ),
      ...(theirs.length === 0
        ? []
        : [
            atMost(
              "rules of 10,000 objectives: CPU time of Sloth",
              shortest(theirs),
              "s",
            ),
            atMost(
              "rules of 10,000 objectives: against Sloth",
              shortest(ours) / shortest(theirs),
              "x",
              0.7,
            ),
          ]),
      atMost(
        "rules of 10,000 objectives: resident memory",
        Math.max(...made.map(({ mebibytes }) => mebibytes)),
        "MiB",
      ),
      atMost(
        "rules: time per objective at 10,000 against 1,000",
        perSlo(many, MANY) / perSlo(few, FEW),
        "x",
        1.2,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function shortest(runs: readonly Run[]): number {
  return Math.min(...runs.map(({ seconds }) => seconds));
}
