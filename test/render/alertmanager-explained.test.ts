import fc from "fast-check";
import type { Labels } from "../../lib/domain/names";
import { createRoute } from "../../lib/domain/routing/create-route";
import {
  explainRoute,
  type RouteExplanation,
} from "../../lib/domain/routing/explain";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { TimeInterval } from "../../lib/domain/time/time-interval";
import { Duration } from "../../lib/domain/units";
import { renderAlertmanagerConfig } from "../../lib/render/alertmanager-config";
import { describeWithTool } from "../support/tools";
import { NotificationSink, RunningAlertmanager } from "./running-alertmanager";

const TEAMS = 60;

const always = TimeInterval.once({
  from: "2020-01-01T00:00",
  to: "2090-01-01T00:00",
  timeZone: "UTC",
});
const never = TimeInterval.once({
  from: "2020-01-01T00:00",
  to: "2020-01-02T00:00",
  timeZone: "UTC",
});
const interval = fc.constantFrom(always, never, undefined, undefined);

/** How a team wants to be told. */
const team = fc.record({
  severities: fc.subarray(["critical", "warning", "info"] as const, {
    minLength: 1,
  }),
  groupBy: fc.constantFrom<readonly string[]>(
    ["..."],
    ["alertname"],
    ["service", "slo"],
    ["service"],
    [],
  ),
  wait: fc.constantFrom(1, 2, 3),
  repeats: fc.boolean(),
  mute: interval,
  hours: interval,
});

/** Alerts that mute each other often. */
const alert = fc.record(
  {
    alertname: fc.constantFrom(
      "HttpServiceDown",
      "BlackboxProbeDown",
      "HttpErrorRatioSevere",
      "CheckoutBurn1h",
      "CheckoutBurn6h",
      "DiskFull",
    ),
    severity: fc.constantFrom("critical", "warning", "info", "page"),
    service: fc.constantFrom("checkout", "cart"),
    slo: fc.constantFrom("availability", "speed"),
    burn_window: fc.constantFrom("1h", "6h"),
    symptom: fc.constantFrom("errors", "latency"),
    component: fc.constantFrom("db", "queue"),
  },
  { requiredKeys: ["alertname", "severity"] },
);

const teams = fc.tuple(
  team,
  fc.uniqueArray(alert, {
    minLength: 1,
    maxLength: 5,
    selector: (labels) => key(labels),
  }),
);

/** Labels in one order, as text. */
function key(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== "")
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** What the webhook of one address has got. */
interface Message {
  readonly path: string;
  readonly status: "firing" | "resolved";
  readonly groupLabels: Labels;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Labels;
  }[];
  readonly at: number;
}

/** Alerts of one notification, by the address, what they have in common, and which they are. */
function notification(path: string, group: Labels, alerts: readonly Labels[]) {
  return [path, key(group), alerts.map(key).sort().join()].join(" ");
}

describeWithTool("alertmanager", "explainRoute and Alertmanager", (program) => {
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

  const messages = (): readonly Message[] =>
    sink.received.map(({ path, body, at }) => ({
      ...(JSON.parse(body) as Omit<Message, "path" | "at">),
      path,
      at,
    }));

  it(`agree on who is told what of the alerts of ${TEAMS} teams, in which group, when, how often and why not`, async () => {
    const cases = fc.sample(teams, TEAMS);
    const hook = (path: string) =>
      AlertReceiver.webhook({ url: `${address}${path}` });
    const tree = buildRoutingTree({
      path: "m",
      routes: cases.map(([each, _], index) => ({
        path: `m/T${index}`,
        value: createRoute({
          match: { team: `t${index}` },
          receivers: Object.fromEntries(
            each.severities.map((severity) => [
              severity,
              hook(`/${index}/${severity}`),
            ]),
          ),
          groupBy: each.groupBy,
          groupWait: Duration.seconds(each.wait),
          groupInterval: Duration.seconds(3),
          repeatInterval: each.repeats
            ? Duration.seconds(3)
            : Duration.hours(1),
          ...(each.mute && { mute: each.mute }),
          ...(each.hours && {
            hours: Object.fromEntries(
              each.severities.map((severity) => [severity, each.hours]),
            ),
          }),
        }),
      })),
      defaultReceivers: [hook("/default")],
      // Windows of objectives, by which burn-rate alerts mute each other.
      burnWindows: [Duration.hours(1), Duration.hours(6)],
    });
    await alertmanager.start(
      renderAlertmanagerConfig(tree, ({ name }) =>
        alertmanager.secretPath(name),
      ),
    );
    const alerts: readonly Labels[] = cases.flatMap(([, own], index) =>
      own.map((labels) => ({
        ...(labels as Labels),
        // Services and components of one team have nothing to do with those of another.
        ...(labels.service !== undefined && {
          service: `${labels.service}-${index}`,
        }),
        ...(labels.component !== undefined && {
          component: `${labels.component}-${index}`,
        }),
        team: `t${index}`,
      })),
    );
    const explained = new Map<string, RouteExplanation>(
      alerts.map((labels) => [
        key(labels),
        explainRoute(tree, labels, {
          at: new Date(),
          firing: alerts.filter((other) => key(other) !== key(labels)),
        }),
      ]),
    );

    /** The notifications that the explanations promise, with the time before the first and between two. */
    const promised = new Map<string, { wait: number; repeat: number }>();
    const groups = new Map<
      string,
      {
        path: string;
        group: Labels;
        alerts: Labels[];
        wait: number;
        repeat: number;
      }
    >();
    for (const labels of alerts) {
      const { told, inhibited } = explained.get(key(labels))!;
      for (const each of inhibited === undefined ? told : []) {
        if (each.heldBack === undefined) {
          const path = each.to[0]!.replace(`webhook ${address}`, "");
          const group = each.groupedBy ?? labels;
          const id = `${each.receiver} ${each.path} ${key(group)}`;
          const known = groups.get(id) ?? {
            path,
            group,
            alerts: [],
            wait: each.wait?.toMillis() ?? 0,
            repeat: each.repeat?.toMillis() ?? 0,
          };
          known.alerts.push(labels);
          groups.set(id, known);
        }
      }
    }
    for (const { path, group, alerts: of, wait, repeat } of groups.values()) {
      promised.set(notification(path, group, of), { wait, repeat });
    }
    const sentAt = Date.now();
    await alertmanager.send(alerts.map((labels) => ({ labels })));

    const got = () => messages().filter(({ status }) => status === "firing");
    const idOf = (message: Message) =>
      notification(
        message.path,
        message.groupLabels,
        message.alerts.map(({ labels }) => labels),
      );
    const often = [...promised]
      .filter(([, { repeat }]) => repeat < 60_000)
      .map(([id]) => id);
    await alertmanager.until(
      "told of all groups, and twice of those that repeat",
      () => {
        const ids = got().map(idOf);
        return (
          [...promised.keys()].every((id) => ids.includes(id)) &&
          often.every((id) => ids.filter((each) => each === id).length > 1)
        );
      },
    );
    // Nobody else is told, of nothing else, in no other group.
    expect([...new Set(got().map(idOf))].sort()).toEqual(
      [...promised.keys()].sort(),
    );
    for (const [id, { wait, repeat }] of promised) {
      const times = got()
        .filter((message) => idOf(message) === id)
        .map(({ at }) => at - sentAt);
      const gaps = times.slice(1).map((at, index) => at - times[index]!);
      // Computers are late at will, but never early: half a second is for the clocks.
      expect(times[0]! + 500).toBeGreaterThanOrEqual(wait);
      gaps.forEach((gap) => expect(gap + 500).toBeGreaterThanOrEqual(repeat));
    }

    // Why not: Alertmanager names the alert that mutes another, and the intervals that hold it back.
    const state = await alertmanager.alerts();
    const labelsOf = new Map(
      state.map(({ fingerprint, labels }) => [fingerprint, key(labels)]),
    );
    for (const { labels, status, receiver } of state) {
      const { inhibited, told } = explained.get(key(labels))!;
      const by = inhibited?.by.map(key) ?? [];
      const sources = status.inhibitedBy.map((id) => labelsOf.get(id));
      expect({
        labels,
        isMuted: sources.length > 0,
        bySome: sources.every((source) => by.includes(source ?? "")),
      }).toEqual({
        labels,
        isMuted: inhibited !== undefined,
        bySome: true,
      });
      if (inhibited === undefined) {
        expect({ labels, intervals: [...status.mutedBy].sort() }).toEqual({
          labels,
          intervals: told
            .filter((each) => each.receiver === receiver)
            .flatMap(({ heldBack }) => heldBack?.intervals ?? [])
            .sort(),
        });
      }
    }

    const endsAt = new Date().toISOString();
    await alertmanager.send(alerts.map((labels) => ({ labels, endsAt })));
    const ended = () =>
      new Set(
        messages()
          .filter(({ status }) => status === "resolved")
          .map(({ path, groupLabels }) => `${path} ${key(groupLabels)}`),
      );
    const begun = new Set(
      [...groups.values()].map(({ path, group }) => `${path} ${key(group)}`),
    );
    await alertmanager.until("told of all ends", () =>
      [...begun].every((each) => ended().has(each)),
    );
    expect([...ended()].sort()).toEqual([...begun].sort());

    // The cases are such that each answer is among them.
    const all = [...explained.values()];
    expect(all.some(({ inhibited }) => inhibited !== undefined)).toBe(true);
    for (const why of ["muted", "outside-hours"] as const) {
      expect(
        all.some(({ told }) => told.some((each) => each.heldBack?.why === why)),
      ).toBe(true);
    }
    expect(often.length).toBeGreaterThan(0);
  }, 60_000);
});
