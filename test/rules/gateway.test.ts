import { gatewayAlerts } from "../../lib/packs/alerts/gateway/alerts";
import {
  GATEWAY_THRESHOLDS,
  type GatewayAlertOptions,
} from "../../lib/packs/alerts/gateway/options";
import { gatewayMetrics } from "../../lib/packs/exporters/gateway";
import { GATEWAY_CASES } from "./gateway-cases";
import { problemsOf } from "./pack-model";
import { describePack } from "./pack-suite";

describe("gatewayAlerts", () => {
  describePack({
    name: "gateway",
    defaults: GATEWAY_THRESHOLDS,
    groups: (thresholds) =>
      gatewayAlerts({ job: "gateway", team: "platform", thresholds }),
    dashboardUid: "gateway-gateway",
    cases: GATEWAY_CASES,
  });

  it("asks the gateway and the platform only for what they tell", () => {
    const groups = gatewayAlerts({ job: "way-in" });
    const problems = problemsOf(groups, { "way-in": gatewayMetrics });
    // The gateway brings its dashboard.
    expect(new Set(problems.map(({ code }) => code))).toEqual(
      new Set(["dashboard-unknown"]),
    );
  });

  it.each([
    [{ job: "a", jobb: "a" }, 'got "jobb"; did you mean "job"'],
    [{ job: "a", thresholds: { failedRatoi: 1 } }, 'mean "failedRatio"'],
    [{ job: "a", thresholds: { failedRatio: 2 } }, "at most 1, got 2"],
    [{ job: 1 }, "job of options of gatewayAlerts must be a text"],
  ])("refuses %j", (options, message) => {
    expect(() => gatewayAlerts(options as GatewayAlertOptions)).toThrow(
      message,
    );
  });
});
