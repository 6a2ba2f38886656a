import { getHeapStatistics } from "node:v8";
import { sloRuleGroups } from "../lib/domain/slo/rules";
import { renderRuleGroups } from "../lib/render/prometheus-rules";
import { atMost, type BenchResult } from "./result";
import { benchServices, slosOf } from "./slo-services";

const RUNS = 5;

/** Time and memory to check `count` objectives and print their rules. */
function generate(count: number, run: number) {
  const services = benchServices(count / 2, `run${run}x${count}`);
  const before = getHeapStatistics().used_heap_size;
  let peak = before;
  const started = performance.now();
  const groups = services.flatMap((service) => {
    const made = slosOf(service).flatMap((slo) => sloRuleGroups(slo));
    peak = Math.max(peak, getHeapStatistics().used_heap_size);
    return made;
  });
  const text = renderRuleGroups(groups);
  const seconds = (performance.now() - started) / 1000;
  peak = Math.max(peak, getHeapStatistics().used_heap_size);
  return { seconds, mebibytes: (peak - before) / 2 ** 20, bytes: text.length };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Rules of 100 and of 1,000 objectives, after a warm-up, each with queries that were never parsed before. */
export function benchSloGeneration(): readonly BenchResult[] {
  generate(1_000, -1);
  const few = [];
  const many = [];
  for (let run = 0; run < RUNS; run++) {
    few.push(generate(100, run));
    many.push(generate(1_000, run));
  }
  const perSlo = median(few.map(({ seconds }) => seconds)) / 100;
  const perSloOfMany = median(many.map(({ seconds }) => seconds)) / 1_000;
  return [
    atMost("rules of 1,000 objectives: time", perSloOfMany * 1_000, "s", 5),
    atMost(
      "rules of 1,000 objectives: peak heap",
      Math.max(...many.map(({ mebibytes }) => mebibytes)),
      "MiB",
      512,
    ),
    atMost(
      "rules: time per objective at 1,000 against 100",
      perSloOfMany / perSlo,
      "x",
      1.2,
    ),
  ];
}
