import fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRoute } from "../../lib/domain/routing/create-route";
import { explainRoute } from "../../lib/domain/routing/explain";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { timeIntervals } from "../../lib/domain/routing/time-intervals";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { isWithin } from "../../lib/domain/time/within";
import type { TimeInterval } from "../../lib/domain/time/time-interval";
import { Duration } from "../../lib/domain/units";
import { renderAlertmanagerConfig } from "../../lib/render/alertmanager-config";
import { renderZoneinfo } from "../../lib/render/zoneinfo";
import { timeIntervalNear } from "../domain/time/arbitraries";
import { describeWithTool } from "../support/tools";
import { NotificationSink, RunningAlertmanager } from "./running-alertmanager";

const INTERVALS = 200;
const MINUTE = 60_000;
const quick = {
  groupWait: Duration.seconds(0),
  groupInterval: Duration.seconds(1),
  repeatInterval: Duration.hours(1),
};

describeWithTool("alertmanager", "times in Alertmanager", (program) => {
  let alertmanager: RunningAlertmanager;
  let sink: NotificationSink;
  let address: string;
  beforeEach(async () => {
    alertmanager = new RunningAlertmanager(program);
    sink = new NotificationSink();
    address = await sink.start();
  });
  afterEach(() => {
    alertmanager.stop();
    sink.stop();
  });

  /** Alertmanager with only those time zones that we render. */
  async function start(tree: ReturnType<typeof buildRoutingTree>) {
    const zones = join(alertmanager.folder, "zoneinfo");
    for (const { timeZone } of timeIntervals(tree)) {
      const file = join(zones, timeZone);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, renderZoneinfo(timeZone));
    }
    await alertmanager.start(
      renderAlertmanagerConfig(tree, ({ name }) =>
        alertmanager.secretPath(name),
      ),
      { ZONEINFO: zones },
    );
  }

  it(`holds back what ${INTERVALS} random hours and mute times hold back`, async () => {
    const now = new Date();
    const near = (minutes: number) =>
      new Date(now.getTime() + minutes * MINUTE);
    // What begins or ends during the test has no one answer.
    const steady = (interval: TimeInterval) =>
      isWithin(interval, near(-1)) === isWithin(interval, near(2));
    const intervals = fc
      .sample(timeIntervalNear(now), INTERVALS)
      .filter(steady);
    const routes = intervals.map((interval, index) => ({
      path: `m/${index}`,
      value: createRoute({
        ...quick,
        match: { team: `t${index}` },
        receivers: {
          critical: AlertReceiver.webhook({ url: `${address}/${index}` }),
        },
        ...(index % 2 === 0
          ? { hours: { critical: interval } }
          : { mute: interval }),
      }),
    }));
    const tree = buildRoutingTree({ path: "m", routes, defaultReceivers: [] });
    await start(tree);
    const alerts = intervals.map((_, index) => ({
      alertname: "Any",
      severity: "critical",
      team: `t${index}`,
    }));
    await alertmanager.send(alerts.map((labels) => ({ labels })));
    const expected = alerts.map((labels) =>
      explainRoute(tree, labels, { at: now }).told.every(
        ({ heldBack }) => heldBack === undefined,
      ),
    );
    const told = () =>
      alerts.map((_, index) => sink.at(`/${index}`).length > 0);
    await alertmanager.until("told of all that is not held back", () =>
      expected.every((each, index) => !each || told()[index] === true),
    );
    // Another round of notifications, in which what is held back would come.
    await new Promise((done) => setTimeout(done, 2_500));
    expect(told()).toEqual(expected);
    const share = expected.filter(Boolean).length / expected.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.9);
  }, 60_000);

  it("escalates what nobody has silenced, and only that", async () => {
    const hook = (path: string) =>
      AlertReceiver.webhook({ url: `${address}${path}` });
    const tree = buildRoutingTree({
      path: "m",
      routes: [
        {
          path: "m/Payments",
          value: createRoute({
            ...quick,
            match: { team: "payments" },
            receivers: { critical: hook("/first") },
            escalation: {
              critical: [
                { after: Duration.seconds(3), receivers: hook("/second") },
              ],
            },
          }),
        },
      ],
      defaultReceivers: [],
    });
    await start(tree);
    const alert = (service: string) => ({
      alertname: "Stalled",
      severity: "critical",
      team: "payments",
      service,
    });
    const services = ["waiting", "silenced", "resolved"];
    await alertmanager.send(services.map((each) => ({ labels: alert(each) })));
    await alertmanager.until("told of all three", () =>
      services.every((each) =>
        sink.at("/first").some(({ body }) => body.includes(`"${each}"`)),
      ),
    );
    await alertmanager.silence({ service: "silenced" });
    await alertmanager.send([
      { labels: alert("resolved"), endsAt: new Date().toISOString() },
    ]);
    await alertmanager.until("escalated", () => sink.at("/second").length > 0);
    await new Promise((done) => setTimeout(done, 2_500));
    const escalated = sink
      .at("/second")
      .map(({ body }) => body)
      .join();
    expect(
      services.filter((each) => escalated.includes(`"service":"${each}"`)),
    ).toEqual(["waiting"]);
  }, 60_000);
});
