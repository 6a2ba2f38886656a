import { hostAlerts } from "../../lib/packs/alerts/host/alerts";
import {
  HOST_THRESHOLDS,
  type HostAlertOptions,
} from "../../lib/packs/alerts/host/options";
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
        job: "node-exporter",
        networkJob: "cadvisor",
        thresholds,
        collectors: ["conntrack", "systemd"],
      }),
    dashboardUid: "host",
    cases: HOST_CASES,
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
    const machines = nodeExporterMetrics.filter(
      ({ name }) => !name.includes("conntrack"),
    );
    const [problem] = problemsOf(
      hostAlerts({ job: "machines", collectors: ["conntrack"] }),
      { machines },
    );
    expect(problem?.message).toContain("node_nf_conntrack_entries");
  });

  it("is refused beside the platform's own for the same exporter", () => {
    const [problem] = problemsOf(hostAlerts({ job: "node-exporter" }));
    expect(problem?.message).toMatch(
      /got "host-node-exporter" at .+ platformAlerts$/,
    );
  });

  it("watches the network only where something tells of it", () => {
    const names = (options: Partial<HostAlertOptions>) =>
      alertsOf(hostAlerts({ job: "machines", ...options })).map(
        ({ alert }) => alert,
      );
    expect(names({})).not.toContain("HostNetworkErrors");
    expect(names({ networkJob: "c" })).toContain("HostNetworkErrors");
    expect(names({ collectors: ["netdev"] })).toContain("HostNetworkErrors");
  });

  it.each<[string, object, string]>([
    ["an option", { jobs: "x" }, 'did you mean "job"'],
    ["a threshold", { job: "x", thresholds: { cpuRation: 1 } }, '"cpuRatio"'],
    ["a collector", { job: "x", collectors: ["cpu"] }, "one of conntrack"],
    ["no job", {}, "job of options of hostAlerts must be a text"],
  ])("refuses %s that does not exist", (_, options, text) => {
    expect(() => hostAlerts(options as HostAlertOptions)).toThrow(text);
  });
});
