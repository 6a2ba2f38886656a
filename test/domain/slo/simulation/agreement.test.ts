import { describeWithTool } from "../../../support/tools";
import { batch, disagreement, firedIn } from "./agreement";

describeWithTool("promtool", "the simulation of an objective", (promtool) => {
  // The tests of deployments try a hundred longer ones.
  it("agrees with promtool on when each alert fires in 100 random scenarios, evaluated twice a minute", () => {
    const fine = batch("fine", 30, 16);
    expect(fine.pairs).toHaveLength(100);
    expect(firedIn(fine).size).toBeGreaterThan(10);
    expect(disagreement(promtool, fine)).toBe("");
  }, 60_000);
});
