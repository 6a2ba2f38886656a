import { containerAlerts } from "../../lib/packs/alerts/container/alerts";
import {
  CONTAINER_THRESHOLDS,
  type ContainerAlertOptions,
} from "../../lib/packs/alerts/container/options";
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
      containerAlerts({ job: "cadvisor", thresholds, images: IMAGES }),
    dashboardUid: "containers",
    cases: CONTAINER_CASES,
  });

  it("asks cAdvisor only for what it tells", () => {
    const groups = containerAlerts({ job: "swarm", images: IMAGES });
    expect(problemsOf(groups, { swarm: cadvisorMetrics })).toEqual([]);
  });

  it("is refused beside the platform's own for the same cAdvisor", () => {
    const [problem] = problemsOf(containerAlerts({ job: "cadvisor" }));
    expect(problem?.message).toContain('got "container-cadvisor" at');
  });

  it("leaves images that nobody declared alone", () => {
    const names = alertsOf(containerAlerts({ job: "swarm" })).map(
      ({ alert }) => alert,
    );
    expect(names).toContain("ContainerOutOfMemory");
    expect(names).not.toContain("ContainerImageDrift");
  });

  it("wakes nobody, for the service in the container does", () => {
    const groups = containerAlerts({ job: "swarm", images: IMAGES });
    expect(
      alertsOf(groups).filter(({ severity }) => severity === "critical"),
    ).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["an option", { image: {} }, 'did you mean "images"'],
    ["a threshold", { job: "x", thresholds: { restart: 1 } }, '"restarts"'],
    ["no job", {}, "job of options of containerAlerts must be a text"],
    ["an image", { job: "x", images: { a: 1 } }, 'container "a"'],
  ])("refuses %s that does not exist", (_, options, text) => {
    expect(() => containerAlerts(options as ContainerAlertOptions)).toThrow(
      text,
    );
  });
});
