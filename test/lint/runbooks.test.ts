import { readdirSync } from "node:fs";
import { join } from "node:path";
import { serviceDashboardUid } from "../../lib/packs/dashboards/service/dashboard";
import { incompleteSections, runbookHeadings } from "../support/runbook";
import {
  alertsIn,
  allDashboards,
  foldersWith,
  OBJECTIVES,
  PACKS,
  ROOT,
} from "./all-packs";

const RUNBOOKS = join(ROOT, "docs/runbooks");
const PARTS = ["Meaning", "Impact", "Check", "Do", "Escalate", "Tell"];

/** `docs/runbooks/<page>.md#<heading>` of an address of this repository. */
function placeOf(url = ""): { readonly page: string; readonly anchor: string } {
  const [, page = "", anchor = ""] =
    /\/docs\/runbooks\/([\w-]+\.md)#([a-z0-9]+)$/.exec(url) ?? [];
  return { page, anchor };
}

/** Alerts whose runbook does not exist, and headings that are those of no alert. */
function mismatches(
  alerts: readonly { readonly alert: string; readonly runbookUrl?: string }[],
  pages: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const reached = new Set<string>();
  const missing = alerts.flatMap(({ alert, runbookUrl }) => {
    const { page, anchor } = placeOf(runbookUrl);
    const heading = pages[page]?.find((each) => each.toLowerCase() === anchor);
    reached.add(`${page}#${heading}`);
    return heading === alert ? [] : [`${alert} has no heading in "${page}"`];
  });
  const idle = Object.entries(pages).flatMap(([page, headings]) =>
    headings
      .filter((heading) => !reached.has(`${page}#${heading}`))
      .map((heading) => `${heading} in "${page}" is no alert`),
  );
  return [...missing, ...idle];
}

const pages = Object.fromEntries(
  readdirSync(RUNBOOKS).map((file) => [
    file,
    runbookHeadings(join(RUNBOOKS, file)),
  ]),
);
const alerts = Object.values(PACKS).flatMap(alertsIn);

describe("the list of packs", () => {
  it("has those of every folder", () => {
    expect(Object.keys(PACKS).sort()).toEqual(
      foldersWith("alerts", "alerts.ts"),
    );
  });
});

describe("runbooks", () => {
  it("have a heading for each alert, where its link leads, and no other", () => {
    expect(mismatches(alerts, pages)).toEqual([]);
  });

  it("are missed when one is missing, stands elsewhere, or is left over", () => {
    const at = (alert: string, page: string) => ({
      alert,
      runbookUrl: `https://x/docs/runbooks/${page}.md#${alert.toLowerCase()}`,
    });
    const two = { "a.md": ["ShopSlow"], "b.md": ["ShopDown"] };
    const right = [at("ShopSlow", "a"), at("ShopDown", "b")];
    expect(mismatches(right, two)).toEqual([]);
    expect(mismatches([at("ShopSlow", "b")], two)).toHaveLength(3);
    expect(mismatches([...right, { alert: "ShopOdd" }], two)).toHaveLength(1);
  });

  it.each(Object.keys(pages))("say in %s all that is needed", (page) => {
    expect(incompleteSections(join(RUNBOOKS, page), PARTS)).toEqual([]);
  });
});

describe("links of alerts", () => {
  it("lead to dashboards that exist", () => {
    const uids = new Set(
      Object.values(allDashboards())
        .flat()
        .map(({ uid }) => uid),
    );
    expect(uids).toContain(serviceDashboardUid("checkout"));
    const wrong = [...alerts, ...alertsIn(OBJECTIVES)].filter(
      ({ dashboardUid }) =>
        dashboardUid !== undefined && !uids.has(dashboardUid),
    );
    expect(
      wrong.map(({ alert, dashboardUid }) => `${alert}: ${dashboardUid}`),
    ).toEqual([]);
  });
});
