import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { releaseAlerts } from "../../lib/packs/alerts/release/alerts";
import { RELEASE_THRESHOLDS } from "../../lib/packs/alerts/release/options";
import { releaseMetrics } from "../../lib/packs/exporters/release";
import { serviceMetrics } from "../../lib/packs/exporters/service";
import { problemsOf } from "./pack-model";
import { describePack } from "./pack-suite";
import { RELEASE_CASES } from "./release-cases";

const SHOP = { service: "shop", team: "sales" };

describe("releaseAlerts", () => {
  describePack({
    name: "release",
    defaults: RELEASE_THRESHOLDS,
    groups: (thresholds) => releaseAlerts({ ...SHOP, thresholds }),
    dashboardUid: "service-shop",
    cases: RELEASE_CASES,
  });

  it("asks a service and the pack about its requests only for what they tell", () => {
    const web = { ...SHOP, service: "web" };
    const groups = [...httpServiceAlerts(web), ...releaseAlerts(web)];
    const codes = problemsOf(groups, {
      web: [...serviceMetrics, ...releaseMetrics],
    }).map(({ code }) => code);
    // The dashboard of a service comes with the service.
    expect([...new Set(codes)]).toEqual(["dashboard-unknown"]);
    expect(
      problemsOf(releaseAlerts(SHOP)).map(({ message }) => message),
    ).toContainEqual(expect.stringContaining("app_build_info"));
  });

  it("takes another metric, label and series of requests", () => {
    const text = JSON.stringify(
      releaseAlerts({
        ...SHOP,
        info: "target_info",
        versionLabel: "service_version",
        errorRatio: "errors:ratio",
        latency: 'latency:p99{a="b"}',
        requests: "calls:rate",
      }),
    );
    expect(text).not.toMatch(/app_build_info|http_request/);
    expect(text).toContain(
      'label_replace(last_over_time(target_info{job=\\"shop\\"}[3m]), \\"version\\", \\"$1\\", \\"service_version\\", \\"(.+)\\")',
    );
    expect(text).toContain('latency:p99{a=\\"b\\"}[1h] offset 5m');
  });

  it.each([
    [{ info: "a b" }, 'got "a b" and "version"'],
    [{ versionLabel: "a-b" }, "must be names of a metric and of a label"],
    [{ errorRatio: "sum(x)" }, "must select recorded series"],
    [{ latency: "x[5m]" }, "must select recorded series"],
    [{ versionlabel: "v" }, 'did you mean "versionLabel"'],
    [{ thresholds: { restart: 1 } }, 'did you mean "restarts"'],
    [{ service: 1 }, "service of options of releaseAlerts"],
  ])("refuses %j", (options, message) => {
    expect(() => releaseAlerts({ ...SHOP, ...options } as never)).toThrow(
      message,
    );
  });
});
