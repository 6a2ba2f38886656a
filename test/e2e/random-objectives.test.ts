import {
  batch,
  disagreement,
  firedIn,
} from "../domain/slo/simulation/agreement";
import { randomSlos } from "../domain/slo/simulation/random";
import { failures, SEED } from "../support/objective-tests";
import { describeWithTool } from "../support/tools";

const OBJECTIVES = 100;
/** In one process: promtool keeps the samples of all its tests in memory. */
const TOGETHER = 20;

describeWithTool(
  "promtool",
  "the tests that come with an objective",
  (promtool) => {
    it(`pass for ${OBJECTIVES} random objectives`, async () => {
      const slos = randomSlos(OBJECTIVES, SEED, "proof");
      expect(slos).toHaveLength(OBJECTIVES);
      for (let first = 0; first < OBJECTIVES; first += TOGETHER) {
        const some = slos.slice(first, first + TOGETHER);
        expect(await failures(promtool, some)).toBe("");
      }
    }, 600_000);
  },
);

describeWithTool("promtool", "the simulation of an objective", (promtool) => {
  it("agrees with promtool on when each alert fires in 100 random scenarios, evaluated each minute", () => {
    const long = batch("long", 60, 32);
    expect(long.pairs).toHaveLength(100);
    expect(firedIn(long).size).toBeGreaterThan(10);
    expect(disagreement(promtool, long)).toBe("");
  }, 120_000);
});
