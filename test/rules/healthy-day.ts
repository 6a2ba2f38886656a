import type { Labels } from "../../lib/domain/names";

/** One series of a trace: a value each step, or none where the target told nothing. */
export interface TraceSeries {
  readonly name: string;
  readonly labels: Labels;
  readonly values: readonly (number | undefined)[];
}

/** A moment of the life of a target. */
export interface Moment {
  /** Since the beginning of the trace. */
  readonly seconds: number;
  /** Of the day, from 0 to 24. */
  readonly hour: number;
  /** Since the last start of the target. */
  readonly age: number;
  /** Evenly spread from -1 to 1. */
  readonly noise: () => number;
}

type ValueAt = (at: Moment) => number | undefined;

/** A trace begins an hour before midnight, so that rates and averages are there when the day begins. */
export const LEAD_HOURS = 1;

const HOUR = 3600;

/** Second of the trace at which it is so late on the first day. */
export function secondAt(hour: number): number {
  return Math.round((hour + LEAD_HOURS) * HOUR);
}

/** The shop deploys a new version in the morning and one in the afternoon. */
export const DEPLOYS: readonly number[] = [secondAt(10.1), secondAt(15.55)];

/** Between two instances that get the new version. */
export const ROLLOUT_SECONDS = 180;

/** Share of the busiest minute at each full hour: hardly anybody comes at 4, most at 19 o'clock. */
const SEASON = [
  ...[0.12, 0.07, 0.05, 0.04, 0.04, 0.06, 0.12, 0.25, 0.42, 0.58, 0.68, 0.75],
  ...[0.85, 0.8, 0.72, 0.7, 0.74, 0.82, 0.92, 1, 0.98, 0.82, 0.5, 0.25],
];

/** How much of the greatest load there is at an hour of the day. */
export function season(hour: number): number {
  const before = Math.floor(hour) % 24;
  const [from = 0, to = 0] = [SEASON[before], SEASON[(before + 1) % 24]];
  return from + (to - from) * (hour - Math.floor(hour));
}

/** Whether it is between two hours of the day. */
export function between(at: Moment, from: number, to: number): boolean {
  return at.hour >= from && at.hour < to;
}

/** The night's backup reads all data, packs it and copies it away. */
export function inBackup(at: Moment): boolean {
  return between(at, 2, 2.6);
}

/** 1 right after a start and less and less after it, while caches fill. */
export function coldness({ age, seconds }: Moment): number {
  return age === seconds ? 0 : Math.exp(-age / 60);
}

/** The same numbers in each run, others for each series: https://en.wikipedia.org/wiki/Xorshift */
function randomOf(key: string): () => number {
  let state = 2166136261;
  for (const character of key) {
    state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  }
  state |= 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** How many of events that come by chance, when so many are to be expected. */
function chance(expected: number, random: () => number): number {
  if (expected > 30) {
    const [radius, angle] = [random() || 0.5, random()];
    const normal =
      Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
    return Math.max(0, Math.round(expected + Math.sqrt(expected) * normal));
  }
  let events = 0;
  for (let left = random(); left > Math.exp(-expected); left *= random()) {
    events++;
  }
  return events;
}

/** All series of a time in which nothing is wrong. */
export class Trace {
  readonly series: TraceSeries[] = [];
  readonly steps: number;

  constructor(
    readonly stepSeconds: number,
    hours: number,
  ) {
    this.steps = Math.round((hours * HOUR) / stepSeconds) + 1;
  }

  /** What is scraped; it loses a scrape now and then, and one at each of its starts. */
  target(
    job: string,
    instance: string,
    starts: readonly number[] = [],
    labels: Labels = {},
  ): Target {
    return new Target(this, { job, instance, ...labels }, starts);
  }

  /** A series that a rule recorded, of which nothing gets lost. */
  recorded(name: string, labels: Labels, value: ValueAt): void {
    const random = randomOf(name + JSON.stringify(labels));
    this.add(name, labels, (step) =>
      value(momentOf(step * this.stepSeconds, [], random)),
    );
  }

  add(
    name: string,
    labels: Labels,
    valueAt: (step: number) => number | undefined,
  ): void {
    const values = Array.from({ length: this.steps }, (_, step) =>
      valueAt(step),
    );
    this.series.push({ name, labels, values });
  }
}

function momentOf(
  seconds: number,
  starts: readonly number[],
  random: () => number,
): Moment {
  const started = starts.filter((start) => start <= seconds).at(-1) ?? 0;
  return {
    seconds,
    hour: (seconds / HOUR - LEAD_HOURS + 24) % 24,
    age: seconds - started,
    noise: () => random() * 2 - 1,
  };
}

export class Target {
  private readonly missed: ReadonlySet<number>;

  constructor(
    private readonly trace: Trace,
    private readonly labels: Labels,
    private readonly starts: readonly number[],
  ) {
    const { stepSeconds, steps } = trace;
    const random = randomOf(JSON.stringify(labels));
    this.missed = new Set([
      ...[0.2, 0.5, 0.8].map((part) =>
        Math.floor((part + 0.1 * random()) * steps),
      ),
      ...starts.map((start) => Math.ceil(start / stepSeconds)),
    ]);
    trace.add("up", labels, (step) => (this.missed.has(step) ? 0 : 1));
    trace.add("scrape_duration_seconds", labels, () => 0.01 + 0.02 * random());
    trace.add("scrape_samples_post_metric_relabeling", labels, (step) =>
      this.missed.has(step) ? 0 : 400,
    );
    trace.add("scrape_series_added", labels, (step) =>
      this.missed.has(step - 1) ? 400 : 0,
    );
  }

  gauge(name: string, labels: Labels, value: number | ValueAt): void {
    const random = randomOf(name + JSON.stringify([this.labels, labels]));
    this.add(name, labels, (step) =>
      typeof value === "number" ? value : value(this.moment(step, random)),
    );
  }

  /** Counts single events that come by chance. */
  counter(name: string, labels: Labels, perSecond: number | ValueAt): void {
    this.total(name, labels, perSecond, chance);
  }

  /** Counts what single events amount to, each the same. */
  multiples(
    name: string,
    labels: Labels,
    each: number,
    perSecond: ValueAt,
  ): void {
    this.total(
      name,
      labels,
      perSecond,
      (expected, random) => each * chance(expected, random),
    );
  }

  /** Counts what comes in such amounts that chance does not show, such as bytes and seconds. */
  amount(name: string, labels: Labels, perSecond: number | ValueAt): void {
    this.total(name, labels, perSecond, (expected) => expected);
  }

  /** A classic histogram: half of the values lie below the median, 95 % below twice of it. */
  histogram(
    name: string,
    labels: Labels,
    perSecond: ValueAt,
    medianAt: (at: Moment) => number,
    bounds: readonly number[],
  ): void {
    const share = (at: Moment, bound: number): number =>
      1 / (1 + (medianAt(at) / bound) ** 4);
    const count = (le: string, below: (at: Moment) => number): void =>
      this.amount(`${name}_bucket`, { ...labels, le }, (at) =>
        Math.max(0, (perSecond(at) ?? 0) * below(at)),
      );
    for (const bound of bounds) {
      count(String(bound), (at) => share(at, bound));
    }
    count("+Inf", () => 1);
    this.amount(`${name}_count`, labels, perSecond);
    this.amount(
      `${name}_sum`,
      labels,
      (at) => (perSecond(at) ?? 0) * medianAt(at),
    );
  }

  private total(
    name: string,
    labels: Labels,
    perSecond: number | ValueAt,
    counted: (expected: number, random: () => number) => number,
  ): void {
    const { stepSeconds } = this.trace;
    const random = randomOf(name + JSON.stringify([this.labels, labels]));
    let [total, before] = [0, 0];
    this.add(name, labels, (step) => {
      const at = this.moment(step, random);
      const rate = typeof perSecond === "number" ? perSecond : perSecond(at);
      const lived = Math.min(stepSeconds, at.age);
      total = at.age < before ? 0 : total;
      before = at.age;
      total += counted((rate ?? 0) * lived, random);
      return rate === undefined ? undefined : total;
    });
  }

  private moment(step: number, random: () => number): Moment {
    return momentOf(step * this.trace.stepSeconds, this.starts, random);
  }

  private add(
    name: string,
    labels: Labels,
    valueAt: (step: number) => number | undefined,
  ): void {
    this.trace.add(name, { ...this.labels, ...labels }, (step) => {
      const value = valueAt(step);
      return this.missed.has(step) ? undefined : value;
    });
  }
}

/** The series in the notation of promtool; where a target tells nothing, its series end. */
export function promtoolSeries(
  series: readonly TraceSeries[],
): readonly { readonly series: string; readonly values: string }[] {
  return series.map(({ name, labels, values }) => ({
    series: `${name}{${Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(",")}}`,
    values: valuesText(values),
  }));
}

function valuesText(values: readonly (number | undefined)[]): string {
  const texts: string[] = [];
  let index = 0;
  while (index < values.length) {
    const value = values[index];
    let next = index + 1;
    while (next < values.length && values[next] === value) {
      next++;
    }
    const again = next - index - 1;
    texts.push(
      value === undefined
        ? `stale${again > 0 ? ` _x${again}` : ""}`
        : `${shortest(value)}${again > 0 ? `x${again}` : ""}`,
    );
    index = next;
  }
  return texts.join(" ");
}

function shortest(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}
