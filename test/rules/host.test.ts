import { hostAlerts } from "../../lib/packs/alerts/host/alerts";
import { HOST_THRESHOLDS } from "../../lib/packs/alerts/host/options";
import { nodeExporterMetrics } from "../../lib/packs/exporters/node";
import { HOST_CASES } from "./host-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

describe("hostAlerts", () => {
  describePack({
    name: "host",
    defaults: HOST_THRESHOLDS,
    groups: (thresholds) =>
      hostAlerts({
        thresholds,
        platformWatches: false,
        collectors: ["conntrack", "systemd"],
      }),
    dashboardUid: "host",
    cases: HOST_CASES,
  });

  it("asks the platform's own exporters only for what they tell", () => {
    expect(problemsOf(hostAlerts())).toEqual([]);
  });

  it("asks an exporter with all collectors only for what it tells", () => {
    const groups = hostAlerts({
      job: "machines",
      collectors: ["conntrack", "netdev", "systemd"],
      team: "infrastructure",
    });
    const jobs = { machines: nodeExporterMetrics };
    expect(problemsOf(groups, jobs)).toEqual([]);
    expect(JSON.stringify(groups)).not.toMatch(/cadvisor|container_/);
    expect(alertsOf(groups).map(({ labels }) => labels.team)).toContain(
      "infrastructure",
    );
  });

  it("is told of by name when the exporter lacks a collector", () => {
    const [problem] = problemsOf(hostAlerts({ collectors: ["conntrack"] }));
    expect(problem?.message).toContain("node_nf_conntrack_entries");
  });

  it("leaves the disks to the platform's own alerts", () => {
    const names = (groups: ReturnType<typeof hostAlerts>) =>
      alertsOf(groups).map(({ alert }) => alert);
    expect(names(hostAlerts())).not.toContain("HostDiskAlmostFull");
    expect(names(hostAlerts({ job: "machines" }))).toContain(
      "HostDiskAlmostFull",
    );
  });
});
