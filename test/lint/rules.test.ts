import { fragileProblems } from "../../lib/domain/check/fragile";
import { joinProblems } from "../../lib/domain/check/joins";
import { labelProblems } from "../../lib/domain/check/labels";
import { lookbackProblems } from "../../lib/domain/check/lookback";
import { rangeProblems } from "../../lib/domain/check/ranges";
import { SeriesIndex } from "../../lib/domain/check/series";
import { surveyOf } from "../../lib/domain/check/survey";
import { Bytes, Duration } from "../../lib/domain/units";
import { aModel } from "../domain/check/builders";
import { allDashboards, OBJECTIVES, PACKS } from "./all-packs";

const model = aModel({
  externalLabels: { cluster: "a" },
  // As long as the longest of the objectives.
  metricRetention: { time: Duration.days(30), size: Bytes.gibibytes(8) },
});
for (const [name, groups] of Object.entries({ ...PACKS, OBJECTIVES })) {
  model.addRuleGroups(`app/${name}`, () => groups);
}
for (const dashboard of Object.values(allDashboards()).flat()) {
  model.addDashboard(`app/dashboards/${dashboard.uid}`, () => dashboard);
}
const survey = surveyOf(model);
const series = new SeriesIndex(model, survey);

describe("all rules", () => {
  it("can be read", () => {
    expect(survey.problems).toEqual([]);
  });

  it("ask in their texts for labels that their queries return", () => {
    expect(labelProblems(model, survey, series)).toEqual([]);
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

describe("all rules and panels", () => {
  it("pair series by labels that both sides have, and aggregate by those that are there", () => {
    expect(survey.promql.length).toBeGreaterThan(800);
    expect(joinProblems(survey, series)).toEqual([]);
  });

  it("neither flap nor divide by zero inside an aggregation", () => {
    expect(fragileProblems(survey, series)).toEqual([]);
  });

  it("look at what is kept", () => {
    expect(lookbackProblems(model, survey)).toEqual([]);
  });
});
