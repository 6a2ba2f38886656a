import { describeWithTool } from "../../../support/tools";
import { batch, disagreement, firedIn } from "./agreement";

describeWithTool("promtool", "the simulation of an objective", (promtool) => {
  // The tests of deployments try a hundred longer ones.
  it("agrees with promtool on when each alert fires in 50 random scenarios, evaluated twice a minute", () => {
    const all = batch("fine", 30, 16);
    const fine = { ...all, pairs: all.pairs.slice(0, 50) };
    expect(fine.pairs).toHaveLength(50);
    expect(firedIn(fine).size).toBeGreaterThan(10);
    expect(disagreement(promtool, fine)).toBe("");
  }, 60_000);
});
