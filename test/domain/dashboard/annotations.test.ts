import {
  DEPLOYMENTS,
  FIRING_ALERTS,
  withDeployments,
} from "../../../lib/domain/dashboard/annotations";
import type { Dashboard } from "../../../lib/domain/dashboard/model";
import { releaseAlerts } from "../../../lib/packs/alerts/release/alerts";

const dashboard: Dashboard = {
  uid: "a",
  title: "A",
  description: "A.",
  tags: [],
  folder: "F",
  variables: [],
  rows: [],
};

describe("withDeployments", () => {
  it("marks deployments beside what is marked already, where they are recorded", () => {
    const groups = releaseAlerts({ service: "shop" });
    const marked = withDeployments(dashboard, groups);
    expect(marked.annotations).toEqual([FIRING_ALERTS, DEPLOYMENTS]);
    expect(withDeployments(marked, groups)).toBe(marked);
    expect(
      withDeployments({ ...dashboard, annotations: [] }, groups).annotations,
    ).toEqual([DEPLOYMENTS]);
  });

  it("leaves a dashboard alone where no rule records them", () => {
    expect(withDeployments(dashboard, [])).toBe(dashboard);
  });
});
