import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import { locateLogFile } from "../../../lib/domain/logs/files";
import { planOf } from "../../support/plan";

describe("endpointsOf", () => {
  it("knows who is here by name, who is elsewhere by address, and nobody else", () => {
    const plan = planOf(
      { loki: { external: "https://logs.example.com" } },
      "minimal",
    );
    expect(endpointsOf(plan)).toEqual({
      prometheus: "http://prometheus:9090",
      alertmanager: "http://alertmanager:9093",
      grafana: "http://grafana:3000",
      loki: "https://logs.example.com",
    });
  });
});

describe("locateLogFile", () => {
  it.each([
    ["/var/log/nginx/*.log", "/hostfs/var/log/nginx/*.log"],
    ["/srv/app/a.log", "/hostfs/srv/app/a.log"],
  ])("finds %s where the collector sees it", (path, found) => {
    const logFolders = ["/var/log", "/srv/app"];
    const plan = planOf({ "otel-collector": { logFolders } });
    expect(locateLogFile(plan, path)).toBe(found);
  });

  it.each([
    "/etc/shadow",
    "/var/log",
    "/var/logs/a.log",
    "/var/log/../../etc/shadow",
    "/var/lib/docker/containers/a/a-json.log",
  ])("refuses %s", (path) => {
    expect(() => locateLogFile(planOf(), path)).toThrow(
      "path of a log source must be in a folder that the collector may read (/var/log)",
    );
  });

  it("leaves the path to a collector that runs elsewhere", () => {
    const plan = planOf({ "otel-collector": { external: "http://otel:4318" } });
    expect(locateLogFile(plan, "/srv/a.log")).toBe("/srv/a.log");
  });
});
