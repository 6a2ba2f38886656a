import { remoteHostAlerts } from "../../lib/packs/alerts/remote-host/alerts";
import {
  REMOTE_HOST_THRESHOLDS,
  type RemoteHostAlertOptions,
} from "../../lib/packs/alerts/remote-host/options";
import { agentMetrics } from "../../lib/packs/exporters/agent";
import { hostMetrics } from "../../lib/packs/exporters/otel-collector";
import { alertsOf, describePack } from "./pack-suite";
import { parsePromql } from "../../lib/domain/promql/expr";
import { REMOTE_HOST_CASES } from "./remote-host-cases";

const HOST = { host: "web-1", gateway: "gateway" };

describe("remoteHostAlerts", () => {
  describePack({
    name: "remote-host",
    defaults: REMOTE_HOST_THRESHOLDS,
    groups: (thresholds) =>
      remoteHostAlerts({ ...HOST, team: "shop", thresholds }),
    dashboardUid: "remote-hosts",
    cases: REMOTE_HOST_CASES,
  });

  it("asks agents only for what they send", () => {
    const metrics = [...agentMetrics, ...hostMetrics];
    const known = [...metrics.map(({ name }) => name), "up"];
    const asked = alertsOf(remoteHostAlerts(HOST)).flatMap(({ expr }) =>
      parsePromql(expr).selectors.map(({ metric }) => metric ?? ""),
    );
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });

  it("says nothing of the room on a host that is not measured", () => {
    const names = alertsOf(
      remoteHostAlerts({ ...HOST, hostMetrics: false }),
    ).map(({ alert }) => alert);
    expect(names).toEqual([
      "RemoteHostSilent",
      "RemoteHostQueueFills",
      "RemoteHostDataLost",
    ]);
  });

  it.each([
    [{ ...HOST, hots: "a" }, 'got "hots"; did you mean "host"'],
    [{ ...HOST, thresholds: { queueRatoi: 1 } }, 'mean "queueRatio"'],
    [{ ...HOST, thresholds: { diskRatio: 2 } }, "at most 1, got 2"],
    [{ host: 1, gateway: "a" }, "host of options of remoteHostAlerts must be"],
  ])("refuses %j", (options, message) => {
    expect(() => remoteHostAlerts(options as RemoteHostAlertOptions)).toThrow(
      message,
    );
  });
});
