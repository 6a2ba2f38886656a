import fc from "fast-check";
import { createRoute } from "../../../lib/domain/routing/create-route";
import {
  describeRoute,
  explainRoute,
} from "../../../lib/domain/routing/explain";
import { receiversFor } from "../../../lib/domain/routing/match";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { Rotation } from "../../../lib/domain/routing/rotation";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import { SecretRef } from "../../../lib/domain/secret";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { Duration } from "../../../lib/domain/units";
import { alertLabels, routingTree } from "./arbitraries";

const slack = (channel: string) =>
  AlertReceiver.slack({ channel, url: SecretRef.file("slack") });
const office = TimeInterval.weekly({
  days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  from: "09:00",
  to: "17:00",
  timeZone: "UTC",
});
const NIGHT = new Date("2026-11-21T03:00:00Z");
const DAY = new Date("2026-11-20T12:00:00Z");

const tree = buildRoutingTree({
  path: "monitoring",
  routes: [
    {
      path: "monitoring/Payments",
      value: createRoute({
        match: { team: "payments" },
        receivers: { critical: slack("#page"), warning: slack("#payments") },
        hours: { warning: office },
        escalation: {
          critical: [
            { after: Duration.minutes(15), receivers: slack("#managers") },
          ],
        },
        mute: TimeInterval.once({
          from: "2026-12-24T00:00",
          to: "2026-12-27T00:00",
          timeZone: "UTC",
        }),
      }),
    },
    {
      path: "monitoring/Search",
      value: createRoute({
        match: { team: "search" },
        receivers: {
          critical: Rotation.followTheSun([
            {
              during: TimeInterval.weekly({
                from: "06:00",
                to: "18:00",
                timeZone: "UTC",
              }),
              receivers: slack("#berlin"),
            },
            {
              during: TimeInterval.weekly({
                from: "18:00",
                to: "06:00",
                timeZone: "UTC",
              }),
              receivers: slack("#sydney"),
            },
          ]),
        },
      }),
    },
  ],
  defaultReceivers: [],
});

const page = {
  alertname: "OrdersStalled",
  team: "payments",
  service: "checkout",
  severity: "critical",
};
const told = (
  labels: Readonly<Record<string, string>>,
  at: Date,
  firing: readonly Readonly<Record<string, string>>[] = [],
) =>
  explainRoute(tree, labels, { at, firing }).told.map(
    ({ to, heldBack }) => `${to.join()}${heldBack ? ` ${heldBack.why}` : ""}`,
  );

describe("explainRoute", () => {
  it("tells the levels of an escalation and how long each waits", () => {
    const explained = explainRoute(tree, page, { at: NIGHT });
    expect(
      explained.told.map(({ to, wait }) => [to.join(), wait?.toString()]),
    ).toEqual([
      ["slack #page", "10s"],
      ["slack #managers", "15m"],
    ]);
    expect(explained.told[0]?.groupedBy).toEqual({
      alertname: "OrdersStalled",
      service: "checkout",
      slo: "",
    });
    expect(explained.told[1]?.groupedBy).toBeUndefined();
  });

  it("holds a warning back until office hours", () => {
    const warning = { ...page, severity: "warning" };
    expect(told(warning, NIGHT)).toEqual(["slack #payments outside-hours"]);
    expect(told(warning, DAY)).toEqual(["slack #payments"]);
  });

  it("holds everything back in a maintenance window", () => {
    expect(told(page, new Date("2026-12-25T12:00:00Z"))).toEqual([
      "slack #page muted",
      "slack #managers muted",
    ]);
  });

  it("follows the sun, also for alerts without a known severity", () => {
    const urgent = { alertname: "IndexGone", team: "search" };
    expect(told(urgent, NIGHT)).toEqual([
      "slack #berlin outside-hours",
      "slack #sydney",
    ]);
    expect(told({ ...urgent, severity: "odd" }, DAY)).toEqual([
      "slack #berlin",
      "slack #sydney outside-hours",
    ]);
  });

  it("names the rule and the alert that mute", () => {
    const warning = { ...page, alertname: "Slow", severity: "warning" };
    const { inhibited } = explainRoute(tree, warning, {
      at: DAY,
      firing: [{ alertname: "Other", severity: "critical" }, page],
    });
    expect(inhibited).toEqual({
      rule: "critical-mutes-less-urgent",
      by: [page],
    });
  });

  it("says all of it in words", () => {
    const warning = { ...page, severity: "warning" };
    expect(
      describeRoute(explainRoute(tree, warning, { at: NIGHT, firing: [page] })),
    ).toBe(
      [
        `muted by the rule critical-mutes-less-urgent, because these fire: ${JSON.stringify(page)}; otherwise:`,
        `slack #payments: held back until monday-tuesday-wednesday-thursday-friday-09-00-17-00-utc, with alerts of the same alertname="OrdersStalled", service="checkout", slo="" (route monitoring/Payments, receiver monitoring-payments-warning)`,
      ].join("\n"),
    );
  });

  it("names the receivers that the tree names, for every alert", () => {
    fc.assert(
      fc.property(routingTree, alertLabels, (each, labels) => {
        const { told: all } = explainRoute(each, labels, { at: DAY });
        expect(all.map(({ receiver }) => receiver)).toEqual(
          receiversFor(each, labels),
        );
      }),
    );
  });
});
