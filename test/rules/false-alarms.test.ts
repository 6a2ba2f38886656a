import { parsePromql } from "../../lib/domain/promql/expr";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { selects } from "../../lib/domain/slo/simulation/witness";
import { foldersWith } from "../lint/all-packs";
import type { Trace } from "./healthy-day";
import { groupsOf, REPLAYS, traceOf } from "./replays";

/** There is no such series until something is wrong. */
const ONLY_IN_TROUBLE =
  'probe_tls_version_info{job="site",version=~"SSL.*|TLS 1[.][01]"}';

/** Selectors of rules that neither a series of the trace nor a recorded one answers. */
function blindSelectors(
  groups: readonly RuleGroup[],
  { series }: Trace,
): readonly string[] {
  const rules = groups.flatMap((group) => group.rules);
  const recorded = new Set(
    rules.flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
  );
  const found = series.map(({ name, labels }) => ({
    ...labels,
    __name__: name,
  }));
  const byName = new Map<string, (typeof found)[number][]>();
  for (const labels of found) {
    byName.set(labels.__name__, [
      ...(byName.get(labels.__name__) ?? []),
      labels,
    ]);
  }
  const selectors = new Set(
    rules.flatMap(({ expr }) =>
      parsePromql(expr).selectors.flatMap(({ metric, from, to }) =>
        metric === "ALERTS" || recorded.has(metric ?? "")
          ? []
          : [expr.slice(from, to)],
      ),
    ),
  );
  return [...selectors].filter(
    (selector) =>
      !(byName.get(/^\w+/.exec(selector)?.[0] ?? "") ?? []).some((labels) =>
        selects(selector, labels),
      ),
  );
}

/** What it raises is asked by the tests of deployments, since promtool takes its time. */
describe("a healthy day of a shop", () => {
  it("is replayed to all packs that there are", () => {
    expect(
      Object.values(REPLAYS)
        .flatMap(({ packs }) => packs)
        .sort(),
    ).toEqual(foldersWith("alerts", "alerts.ts"));
  });

  it.each(Object.entries(REPLAYS))(
    "tells all that the rules about %s ask for",
    (name, replay) => {
      expect(blindSelectors(groupsOf(replay), traceOf(replay))).toEqual(
        name === "systems" ? [ONLY_IN_TROUBLE] : [],
      );
    },
  );
});
