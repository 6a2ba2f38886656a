import { containerAlerts } from "../../lib/packs/alerts/container/alerts";
import { CONTAINER_THRESHOLDS } from "../../lib/packs/alerts/container/options";
import { cadvisorMetrics } from "../../lib/packs/exporters/cadvisor";
import { CONTAINER_CASES } from "./container-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

const IMAGES = { shop: "shop:2", "a.b": 'quoted"' };

describe("containerAlerts", () => {
  describePack({
    name: "container",
    defaults: CONTAINER_THRESHOLDS,
    groups: (thresholds) =>
      containerAlerts({ thresholds, platformWatches: false, images: IMAGES }),
    dashboardUid: "containers",
    cases: CONTAINER_CASES,
  });

  it("asks cAdvisor only for what it tells", () => {
    expect(problemsOf(containerAlerts())).toEqual([]);
    const groups = containerAlerts({ job: "swarm", images: IMAGES });
    expect(problemsOf(groups, { swarm: cadvisorMetrics })).toEqual([]);
  });

  it("leaves the memory to the platform's own alerts, and images that nobody declared alone", () => {
    expect(alertsOf(containerAlerts()).map(({ alert }) => alert)).toEqual([
      "ContainerDown",
      "ContainerRestarting",
      "ContainerThrottled",
      "ContainerNetworkErrors",
    ]);
  });

  it("wakes nobody, for the service in the container does", () => {
    const groups = containerAlerts({ job: "swarm", images: IMAGES });
    expect(
      alertsOf(groups).filter(({ severity }) => severity === "critical"),
    ).toEqual([]);
  });
});
