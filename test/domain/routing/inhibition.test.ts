import fc from "fast-check";
import type { Labels } from "../../../lib/domain/names";
import { inhibitionOf } from "../../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import { Duration } from "../../../lib/domain/units";
import { alertLabels } from "./arbitraries";

const tree = buildRoutingTree({ path: "m", routes: [], defaultReceivers: [] });

function mutes(firing: Labels, alert: Labels): boolean {
  return inhibitionOf(tree, alert, [firing]) !== undefined;
}

const errors = { alertname: "OrdersFailing", service: "checkout" };
const burn = { service: "checkout", slo: "availability" };

describe("objectives with groups", () => {
  const grouped = buildRoutingTree({
    path: "m",
    routes: [],
    defaultReceivers: [],
    groupLabels: ["tenant"],
  });
  const page = { ...burn, severity: "critical", burn_window: "1h" };
  const ticket = { ...burn, severity: "warning", burn_window: "3d" };
  const mutesIn = (tenant: string) =>
    inhibitionOf(grouped, { ...ticket, tenant }, [{ ...page, tenant: "a" }]) !==
    undefined;

  it("mute within a group, and nothing of another one", () => {
    expect(mutesIn("a")).toBe(true);
    expect(mutesIn("b")).toBe(false);
  });
});

describe("the inhibition rules of a tree", () => {
  it.each<[string, Labels, Labels]>([
    [
      "a critical alert mutes a warning of its service",
      { ...errors, severity: "critical" },
      { alertname: "Slow", service: "checkout", severity: "warning" },
    ],
    [
      "a critical alert mutes an info of its objective",
      { ...burn, alertname: "Burn", severity: "critical" },
      { ...burn, alertname: "Other", severity: "info" },
    ],
    [
      "fast burn mutes slower burn of the same severity",
      { ...burn, severity: "critical", burn_window: "1h" },
      { ...burn, severity: "critical", burn_window: "6h" },
    ],
    [
      "slow burn mutes the slowest",
      { ...burn, severity: "warning", burn_window: "1d" },
      { ...burn, severity: "warning", burn_window: "3d" },
    ],
    [
      "a component that is down mutes its other critical alerts",
      { alertname: "LokiDown", component: "loki", severity: "critical" },
      { alertname: "LokiErrors", component: "loki", severity: "critical" },
    ],
    [
      "a page about errors mutes the burn-rate page about them",
      {
        alertname: "HttpErrorRatioSevere",
        service: "checkout",
        severity: "critical",
      },
      {
        ...burn,
        alertname: "Burn1h",
        severity: "critical",
        burn_window: "1h",
        symptom: "errors",
      },
    ],
    [
      "a page about latency mutes the burn-rate page about it",
      {
        alertname: "HttpLatencyHigh",
        service: "checkout",
        severity: "critical",
      },
      {
        ...burn,
        alertname: "Burn6h",
        severity: "critical",
        burn_window: "6h",
        symptom: "latency",
      },
    ],
    [
      "a service that is down mutes the page that an objective has no metrics",
      {
        alertname: "HttpServiceDown",
        service: "checkout",
        severity: "critical",
      },
      { ...burn, alertname: "CheckoutAbsent", severity: "critical" },
    ],
    [
      "a service that is down mutes the page of its probe",
      {
        alertname: "HttpServiceDown",
        service: "checkout",
        severity: "critical",
      },
      {
        alertname: "BlackboxProbeDown",
        service: "checkout",
        severity: "critical",
      },
    ],
    [
      "a target that is down mutes warnings of its objectives",
      { alertname: "TargetDown", service: "checkout", severity: "warning" },
      { ...burn, alertname: "BudgetLow", severity: "warning" },
    ],
  ])("%s", (_, firing, alert) => {
    expect(mutes(firing, alert)).toBe(true);
  });

  it.each<[string, Labels, Labels]>([
    [
      "a warning mutes nothing critical",
      { ...errors, severity: "warning" },
      { ...errors, severity: "critical" },
    ],
    [
      "another service is not muted",
      { ...errors, severity: "critical" },
      { ...errors, service: "search", severity: "warning" },
    ],
    [
      "another objective is not muted",
      { ...burn, severity: "critical" },
      { ...burn, slo: "latency", severity: "warning" },
    ],
    [
      "alerts without a service do not mute each other",
      { alertname: "A", severity: "critical" },
      { alertname: "B", severity: "warning" },
    ],
    [
      "burn without an objective mutes nothing",
      { burn_window: "1h", severity: "info" },
      { burn_window: "6h", severity: "info" },
    ],
    [
      "slow burn does not mute fast burn",
      { ...burn, severity: "critical", burn_window: "6h" },
      { ...burn, severity: "critical", burn_window: "1h" },
    ],
    [
      "a component that is down does not mute others",
      { alertname: "LokiDown", component: "loki", severity: "critical" },
      { alertname: "JaegerErrors", component: "jaeger", severity: "critical" },
    ],
    [
      "a target that is down does not mute a page about its users",
      { alertname: "TargetDown", service: "checkout", severity: "warning" },
      { ...burn, alertname: "Burn", severity: "critical" },
    ],
    [
      "a page about errors does not mute a burn-rate page about latency",
      {
        alertname: "HttpErrorRatioSevere",
        service: "checkout",
        severity: "critical",
      },
      {
        ...burn,
        alertname: "Burn1h",
        severity: "critical",
        burn_window: "1h",
        symptom: "latency",
      },
    ],
    [
      "a burn-rate page does not mute a page about errors, so that one of the two is told",
      {
        ...burn,
        alertname: "CheckoutErrorRatioBurn1h",
        severity: "critical",
        burn_window: "1h",
        symptom: "errors",
      },
      {
        alertname: "HttpErrorRatioHigh",
        service: "checkout",
        severity: "critical",
      },
    ],
    [
      "an objective named like a page mutes no other objective",
      {
        ...burn,
        alertname: "CheckoutErrorRatioBurn1h",
        severity: "critical",
        burn_window: "1h",
        symptom: "errors",
      },
      {
        service: "checkout",
        slo: "other",
        alertname: "OtherBurn1h",
        severity: "critical",
        burn_window: "1h",
        symptom: "errors",
      },
    ],
    [
      "a probe that is down does not mute the service that is",
      {
        alertname: "BlackboxProbeDown",
        service: "checkout",
        severity: "critical",
      },
      {
        alertname: "HttpServiceDown",
        service: "checkout",
        severity: "critical",
      },
    ],
    [
      "components that are down do not mute each other",
      { alertname: "LokiDown", component: "loki", severity: "critical" },
      { alertname: "LokiDown", component: "loki", severity: "critical" },
    ],
    [
      "nothing mutes the watchdog",
      {
        alertname: "PrometheusDown",
        component: "prometheus",
        service: "prometheus",
        severity: "critical",
      },
      { alertname: "Watchdog", severity: "info" },
    ],
  ])("%s", (_, firing, alert) => {
    expect(mutes(firing, alert)).toBe(false);
  });

  it("orders windows of its own by length, whatever order they come in", () => {
    const own = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
      burnWindows: ["12h", "90m", "12h", "2d"].map((text) =>
        Duration.parse(text),
      ),
    });
    const fires = (source: string, target: string): boolean =>
      inhibitionOf(own, { ...burn, burn_window: target }, [
        { ...burn, burn_window: source },
      ]) !== undefined;
    expect(fires("1h30m", "12h")).toBe(true);
    expect(fires("12h", "2d")).toBe(true);
    expect(fires("2d", "12h")).toBe(false);
    expect(fires("12h", "12h")).toBe(false);
  });

  it("never mutes alerts that share no label value", () => {
    fc.assert(
      fc.property(alertLabels, alertLabels, (firing, alert) => {
        const shared = ["service", "component", "slo"].some(
          (label) =>
            firing[label] !== undefined && firing[label] === alert[label],
        );
        expect(mutes(firing, alert) && !shared).toBe(false);
      }),
    );
  });

  it("always says which labels must agree, and that they are there", () => {
    for (const { equal, source, target } of tree.inhibitions) {
      expect(equal.length).toBeGreaterThan(0);
      for (const side of [source, target]) {
        expect(
          side.some(
            ({ label, operator, value }) =>
              equal.includes(label) && operator === "!=" && value === "",
          ),
        ).toBe(true);
      }
    }
  });
});
