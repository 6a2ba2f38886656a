import {
  withoutDashboardLinks,
  withoutMissingDefaults,
} from "../../../lib/domain/rules/links";
import type { AlertRule, RuleGroup } from "../../../lib/domain/rules/rule";
import { anAlert } from "../check/builders";

const group = (...rules: readonly AlertRule[]): RuleGroup => ({
  name: "g",
  engine: "prometheus",
  rules,
});

const chosen = anAlert("up == 0", {
  dashboardUid: "host",
  dashboardIsDefault: true,
});
const written = anAlert("up == 0", { dashboardUid: "hots" });
const plain = anAlert("up == 0");

describe("links from alerts to dashboards", () => {
  it("that a pack chose go where nobody declares the dashboard, and those of users stay", () => {
    expect(
      withoutMissingDefaults([group(chosen, written)], new Set(["probes"])),
    ).toEqual([group(plain, written)]);
  });

  it("stay where the dashboard is declared", () => {
    const groups = [group(chosen, plain)];
    expect(withoutMissingDefaults(groups, new Set(["host"]))).toEqual(groups);
  });

  it("all go where there are no dashboards", () => {
    expect(withoutDashboardLinks([group(chosen, written)])).toEqual([
      group(plain, plain),
    ]);
  });
});
