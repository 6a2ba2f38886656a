import { parse } from "yaml";
import { createSlo, type Slo } from "../../lib/domain/slo/objective";
import { Sli } from "../../lib/domain/slo/sli";
import { sloTests } from "../../lib/render/promtool-tests";
import { randomSlos } from "../domain/slo/simulation/random";
import { failures, rules, SEED } from "../support/objective-tests";
import { describeWithTool } from "../support/tools";

const shop = createSlo({
  name: "Shop",
  service: "shop",
  objective: 0.999,
  sli: Sli.ratio({
    errors: 'http_requests_total{job="shop",code=~"5.."}',
    total: 'http_requests_total{job="shop"}',
  }),
});

function titles(slo: Slo): readonly string[] {
  const { tests } = parse(sloTests(slo)) as {
    readonly tests: readonly { readonly name: string }[];
  };
  return tests.map(({ name }) => name);
}

describe("the tests that come with an objective", () => {
  it("tell what it does", () => {
    expect(titles(shop)).toEqual([
      "Shop fires fast in a total outage",
      "Shop ends soon after the recovery",
      "Shop fires for a slow burn, by the slower alert alone",
      "Shop stays silent while healthy",
      "Shop stays silent for few failures at low traffic",
      "Shop tells that its metrics are absent",
      "Shop stays silent when the counters are reset",
    ]);
  });

  it("are refused when no series can be made up for a selector", () => {
    const sli = Sli.ratio({
      errors: 'a_total{code=~"5.."}',
      total: 'a_total{code=~"5..",code!~".*"}',
    });
    expect(() =>
      sloTests(createSlo({ name: "Odd", service: "odd", objective: 0.9, sli })),
    ).toThrow("selector of an objective with tests must allow");
  });
});

describeWithTool(
  "promtool",
  "the tests that come with an objective",
  (promtool) => {
    it("pass with the default windows", async () => {
      expect(await failures(promtool, [shop])).toBe("");
    });

    // A hundred are tried by the tests of deployments.
    it("pass for ten random objectives", async () => {
      const slos = randomSlos(10, SEED, "proof");
      expect(slos).toHaveLength(10);
      expect(await failures(promtool, slos)).toBe("");
    }, 60_000);

    it.each([
      ["fires fast", /> 0\.0144\b/g, "> 1.1"],
      ["ends soon", /for: 2m/g, "for: 2m\n        keep_firing_for: 1h"],
      ["slow burn", /> 0\.006\b/g, "> 1.1"],
      ["while healthy", /> 0\.0144\b/g, "> 0"],
      ["at low traffic", /> 2\.5/g, "> 0.5"],
      ["are absent", /absent\(sum\(/g, "absent(sum(vector(1) or "],
      ["are reset", /rate\(([^()]*\[\w+\])\)/g, "abs(delta($1))"],
    ])("fail as to %s when %s becomes %s", async (title, pattern, change) => {
      const changed = (slo: Slo) => rules(slo).replaceAll(pattern, change);
      expect(changed(shop)).not.toBe(rules(shop));
      expect(await failures(promtool, [shop], changed, title)).toMatch(
        /FAILED:\s+expr/,
      );
    });
  },
);
