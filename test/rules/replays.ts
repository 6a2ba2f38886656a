import type { RuleGroup } from "../../lib/domain/rules/rule";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { OBJECTIVES, PACKS } from "../lint/all-packs";
import type { Trace } from "./healthy-day";
import { capacityTrace, requestsTrace, systemsTrace } from "./healthy-traces";

/** A healthy time of a shop, and what is asked about it. */
export interface Replay {
  /** Between two scrapes, and between two evaluations. */
  readonly stepSeconds: number;
  readonly hours: number;
  readonly trace: (stepSeconds: number, hours: number) => Trace;
  readonly packs: readonly string[];
  readonly more?: readonly RuleGroup[];
}

const OF_REQUESTS = ["http-service", "release", "security"];
const OF_DAYS = ["capacity"];

/** The shorter the times that its rules look back, the finer the steps of a replay. */
export const REPLAYS: Readonly<Record<string, Replay>> = {
  requests: {
    stepSeconds: 60,
    hours: 24,
    trace: requestsTrace,
    packs: OF_REQUESTS,
    more: httpServiceAlerts({ service: "catalog" }),
  },
  objectives: {
    stepSeconds: 120,
    hours: 24,
    trace: requestsTrace,
    packs: [],
    more: OBJECTIVES,
  },
  systems: {
    stepSeconds: 120,
    hours: 24,
    trace: systemsTrace,
    packs: Object.keys(PACKS).filter(
      (name) => ![...OF_REQUESTS, ...OF_DAYS].includes(name),
    ),
  },
  // Trends of a day are known from the second one on.
  capacity: {
    stepSeconds: 240,
    hours: 48,
    trace: capacityTrace,
    packs: OF_DAYS,
  },
};

/** Each trace is made once; to make them takes as long as to replay some. */
const made = new Map<Replay, Trace>();

export function traceOf(replay: Replay): Trace {
  const { stepSeconds, hours, trace } = replay;
  const known = made.get(replay) ?? trace(stepSeconds, hours);
  made.set(replay, known);
  return known;
}

/** The platform's groups about its own host and containers, which hold what the packs about these do. */
const TWICE = ["host-node-exporter", "container-cadvisor"];

/** What Prometheus evaluates, without alerts that may fire on a healthy day. */
export function groupsOf({ packs, more = [] }: Replay): readonly RuleGroup[] {
  return [...packs.flatMap((name) => PACKS[name] ?? []), ...more]
    .filter(
      ({ engine, name }) => engine === "prometheus" && !TWICE.includes(name),
    )
    .map((group) => ({
      ...group,
      rules: group.rules.filter(
        (rule) =>
          rule.kind === "record" ||
          (rule.labels.priority !== "P4" && rule.alert !== "Watchdog"),
      ),
    }));
}
