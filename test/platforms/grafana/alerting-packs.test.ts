import { OBJECTIVES, PACKS } from "../../lint/all-packs";
import { synthesize } from "../../support/synthesize";
import { alertingStack } from "./alerting-fixture";
import { schemaProblems } from "./schema";

const groups = Object.entries(PACKS).flatMap(([pack, each]) =>
  // Packs may share names of groups, a platform never has two of one name.
  each.map((group) => ({ ...group, name: `${pack} ${group.name}` })),
);

describe("all packs and objectives as alerting of Grafana", () => {
  const { stack, ports, declared } = alertingStack();
  declared.groups.push(...groups, ...OBJECTIVES);

  it("use no text that Grafana cannot fill in, and intervals that it has", () => {
    const told = ports
      .validate()
      .map(({ code, message }) => `${code}: ${message}`);
    expect(
      told.filter((each) => !each.startsWith("grafana-alert-series")),
    ).toEqual([]);
  });

  it("become rules that the provider accepts, each with a uid of its own", () => {
    const rendered = Object.values(
      synthesize(stack).resource["grafana_rule_group"] ?? {},
    );
    expect(
      rendered.flatMap((group) => schemaProblems("grafana_rule_group", group)),
    ).toEqual([]);
    const uids = rendered.flatMap(({ rule }) =>
      (rule as readonly { readonly uid: string }[]).map(({ uid }) => uid),
    );
    expect(uids.length).toBeGreaterThan(100);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.filter((uid) => !/^[a-z0-9-]{1,40}$/.test(uid))).toEqual([]);
  });
});
