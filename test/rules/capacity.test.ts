import { capacityAlerts } from "../../lib/packs/alerts/capacity/alerts";
import { CAPACITY_THRESHOLDS } from "../../lib/packs/alerts/capacity/options";
import { kubeletVolumeMetrics } from "../../lib/packs/exporters/kubelet";
import { postgresqlMetrics } from "../../lib/packs/exporters/postgresql-metrics";
import { CAPACITY_CASES } from "./capacity-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

const ALL = {
  databases: "postgresql",
  volumes: "kubelet",
  maximumSeries: 1_000_000,
  team: "it",
};

describe("capacityAlerts", () => {
  describePack({
    name: "capacity",
    defaults: CAPACITY_THRESHOLDS,
    groups: (thresholds) => capacityAlerts({ ...ALL, thresholds }),
    dashboardUid: "host",
    cases: CAPACITY_CASES,
  });

  it("asks exporters only for what they tell", () => {
    const jobs = {
      postgresql: postgresqlMetrics,
      kubelet: kubeletVolumeMetrics,
    };
    expect(problemsOf(capacityAlerts(ALL), jobs)).toEqual([]);
    expect(problemsOf(capacityAlerts())).toEqual([]);
  });

  it("watches only what is named, in a group of its own for each job", () => {
    const names = (options: Parameters<typeof capacityAlerts>[0]) =>
      alertsOf(capacityAlerts(options)).map(({ alert }) => alert);
    expect(names({})).toEqual([
      "CapacityDiskExhaustion",
      "CapacityInodesExhaustion",
      "CapacityMemoryExhaustion",
    ]);
    expect(names({ hosts: false, maximumSeries: 5 })).toEqual([
      "CapacitySeriesExhaustion",
    ]);
    const [a, b] = ["a", "b"].map((hosts) => capacityAlerts({ hosts })[0]);
    expect(a?.name).not.toBe(b?.name);
    const recorded = [a, b].flatMap((group) =>
      (group?.rules ?? []).flatMap((rule) =>
        rule.kind === "record" ? [rule.record] : [],
      ),
    );
    expect(new Set(recorded).size).toBe(recorded.length);
  });

  it.each([
    [{ hosts: false }, "must name something to watch"],
    [{ host: "a" }, 'did you mean "hosts"'],
    [{ maximumSeries: 0 }, "maximumSeries of capacityAlerts"],
    [{ databases: 5 }, "databases of options of capacityAlerts"],
    [{ thresholds: { diskWithin: 5 } }, 'did you mean "disksWithin"'],
    [{ thresholds: { freeRatio: 50 } }, "at most 1, got 50"],
  ])("refuses %j", (options, message) => {
    expect(() => capacityAlerts(options as never)).toThrow(message);
  });
});
