import { nginxAlerts } from "../../lib/packs/alerts/nginx/alerts";
import {
  NGINX_THRESHOLDS,
  type NginxAlertOptions,
} from "../../lib/packs/alerts/nginx/options";
import { nginxMetrics } from "../../lib/packs/exporters/nginx";
import { NGINX_CASES } from "./nginx-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

/** What 2 workers can hold: 1000 connections. */
const WORKERS = { workerConnections: 500, workerProcesses: 2 };

describe("nginxAlerts", () => {
  describePack({
    name: "nginx",
    defaults: NGINX_THRESHOLDS,
    groups: (thresholds) =>
      nginxAlerts({ ...WORKERS, team: "web", thresholds }),
    dashboardUid: "nginx-nginx",
    cases: NGINX_CASES,
  });

  it("asks the exporter only for what it tells", () => {
    const groups = nginxAlerts({ ...WORKERS, job: "edge" });
    // The exporter brings the dashboard, not the pack alone.
    expect(
      problemsOf(groups, { edge: nginxMetrics }).map(({ code }) => code),
    ).toEqual(["dashboard-unknown"]);
  });

  it("compares with the room for connections only where it is known", () => {
    const names = (options: NginxAlertOptions) =>
      alertsOf(nginxAlerts(options)).map(({ alert }) => alert);
    const known = names(WORKERS).filter((name) => !names({}).includes(name));
    expect(known).toEqual([
      "NginxConnectionsNearLimit",
      "NginxIdleConnectionsHigh",
    ]);
  });

  it.each([
    [{ jobb: "a" }, 'got "jobb"; did you mean "job"'],
    [{ thresholds: { droppedRatoi: 1 } }, 'did you mean "droppedRatio"'],
    [{ thresholds: { droppedRatio: 2 } }, "at most 1, got 2"],
    [{ workerConnections: 0 }, "workerConnections of nginxAlerts"],
    [{ workerConnections: 9, workerProcesses: 1.5 }, "got 1.5"],
    [{ workerConnections: "1024" }, 'got "1024"'],
  ])("refuses %j", (options, message) => {
    expect(() => nginxAlerts(options as NginxAlertOptions)).toThrow(message);
  });
});
