import { traceProblems } from "../../../lib/domain/traces/check";
import type { TraceSampling } from "../../../lib/domain/traces/sampling";
import { Duration } from "../../../lib/domain/units";
import { aModel } from "../check/builders";

function warned(sampling: TraceSampling): readonly string[] {
  return traceProblems(aModel(), { sampling }).map(
    ({ severity, code }) => `${severity} ${code}`,
  );
}

it("warns of traces that are decided before their slow spans have ended, and of no others", () => {
  const short = "warning sampling-wait-short";
  expect(warned({})).toEqual([]);
  expect(warned({ slow: false })).toEqual([]);
  expect(warned({ slow: Duration.seconds(10) })).toEqual([short]);
  expect(
    warned({ slow: Duration.seconds(10), decisionWait: Duration.seconds(11) }),
  ).toEqual([]);
});
