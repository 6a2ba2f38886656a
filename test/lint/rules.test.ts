import { labelProblems } from "../../lib/domain/check/labels";
import { rangeProblems } from "../../lib/domain/check/ranges";
import { surveyOf } from "../../lib/domain/check/survey";
import { aModel } from "../domain/check/builders";
import { OBJECTIVES, PACKS } from "./all-packs";

const model = aModel({ externalLabels: { cluster: "a" } });
for (const [name, groups] of Object.entries({ ...PACKS, OBJECTIVES })) {
  model.addRuleGroups(`app/${name}`, () => groups);
}
const survey = surveyOf(model);

describe("all rules", () => {
  it("can be read", () => {
    expect(survey.problems).toEqual([]);
  });

  it("ask in their texts for labels that their queries return", () => {
    expect(labelProblems(model, survey)).toEqual([]);
  });

  it("look back over two scrapes at least, and wait for whole evaluations", () => {
    expect(rangeProblems(model, survey)).toEqual([]);
  });

  it("stand below names that are theirs", () => {
    const names = survey.groups.map(
      ({ value: { engine, name } }) => `${engine} ${name}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
