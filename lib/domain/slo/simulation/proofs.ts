import { Duration } from "../../units";
import { absentAlert } from "../alerts";
import { burnRateAlerts } from "../burn-rate";
import { isPerScrape } from "../measurement";
import type { Slo } from "../objective";
import { hasAlerts } from "../severities";
import { outageDetectionTime, type BurnRate } from "../windows";
import type { AlertEpisode } from "./alert-state";
import { scenarioDuration, type Phase, type Scenario } from "./scenario";
import { simulate, type SimulationOptions } from "./simulate";

/** Whether an alert fires at a time. */
export interface ProofExpectation {
  readonly at: Duration;
  /** Without it: whether any alert of the objective has ever fired. */
  readonly alert?: string;
  readonly fires: boolean;
}

/** A scenario that shows one thing about an objective. */
export interface Proof {
  /** What the objective does, as in `fires fast`. */
  readonly title: string;
  readonly scenario: Scenario;
  /** When all counters begin anew. */
  readonly resetAt?: Duration;
  readonly expectations: readonly ProofExpectation[];
}

/**
 * What an objective can be expected to do. When an alert fires is taken from the simulation, and looked at two
 * evaluations before and after.
 */
export function proofs(
  slo: Slo,
  scrapeInterval: Duration,
  evaluationInterval: Duration,
): readonly Proof[] {
  const prover = new Prover(slo, { scrapeInterval, evaluationInterval });
  return [
    ...prover.fast(),
    ...prover.slow(),
    prover.healthy(),
    ...prover.lowTraffic(scrapeInterval),
    ...prover.absent(),
    ...prover.reset(),
  ];
}

/**
 * Evaluations before and after the time that an alert fires or ends. One is lost where a value equals a limit but for the
 * last binary digit.
 */
const TOLERANCE = 2;

const LONGEST_SLOW = Duration.hours(2);

const HEALTHY_START = Duration.minutes(2);

class Prover {
  private readonly fastest: BurnRate;
  private readonly slower: BurnRate | undefined;
  private readonly eventsPerSecond: number;
  private readonly isProbe: boolean;
  /** Whether a share of bad events cannot be had within a few samples or slices. */
  private readonly isCoarse: boolean;
  private readonly step: Duration;

  constructor(
    private readonly slo: Slo,
    private readonly options: Omit<Required<SimulationOptions>, "startTime">,
  ) {
    const alerting = slo.burnRates.filter(({ window }) =>
      hasAlerts(slo, window.severity),
    );
    const rates = [...(alerting.length > 0 ? alerting : slo.burnRates)].sort(
      (one, other) =>
        outageDetectionTime(one).compare(outageDetectionTime(other)) ||
        other.threshold - one.threshold,
    );
    const [fastest] = rates as [BurnRate, ...BurnRate[]];
    this.fastest = fastest;
    this.slower = [...rates]
      .sort((one, other) => other.threshold - one.threshold)
      .find(({ threshold }) => threshold < fastest.threshold);
    const lowest = Math.min(...rates.map(({ threshold }) => threshold));
    // A minute at any threshold has many more bad events than the minimum.
    this.eventsPerSecond = Math.min(
      1e6,
      Math.max(100, Math.ceil(slo.minimumBadEvents / lowest)),
    );
    const { measure } = slo.sli.events;
    this.isProbe = isPerScrape(measure);
    this.isCoarse =
      this.isProbe ||
      (measure.kind === "slices" &&
        measure.value.kind === "share" &&
        measure.value.atLeast !== undefined);
    this.step = options.evaluationInterval;
  }

  /** A total outage raises the fastest alert, and its end ends it. */
  fast(): readonly Proof[] {
    const alert = this.nameOf(this.fastest);
    const start = [this.phase(HEALTHY_START, 0)];
    const outage = this.episode(
      [
        ...start,
        this.phase(plus(outageDetectionTime(this.fastest), this.step, 4), 1),
      ],
      alert,
    );
    if (outage?.firing === undefined || !this.lasts(outage)) {
      return [];
    }
    const { firing } = outage;
    const failed = this.phase(
      Duration.millis(
        firing.toMillis() -
          HEALTHY_START.toMillis() +
          this.step.toMillis() * TOLERANCE,
      ),
      1,
    );
    const recovery = [
      ...start,
      failed,
      this.phase(plus(this.fastest.window.short, this.step, 4), 0),
    ];
    const resolved = this.episode(recovery, alert)?.resolved;
    return [
      {
        title: "fires fast in a total outage",
        scenario: [...start, failed],
        expectations: this.around(alert, firing, true),
      },
      ...(resolved === undefined
        ? []
        : [
            {
              title: "ends soon after the recovery",
              scenario: recovery,
              expectations: this.around(alert, resolved, false),
            },
          ]),
    ];
  }

  /** Between the thresholds of the two, only the slower alert fires. */
  slow(): readonly Proof[] {
    const { slower, fastest } = this;
    if (slower === undefined) {
      return [];
    }
    const alert = this.nameOf(slower);
    const ratio = Math.sqrt(slower.threshold * fastest.threshold);
    const wait = plus(slower.window.for, Duration.minutes(4), 1);
    const scenario = this.isCoarse
      ? this.cycles(ratio, wait)
      : [this.phase(wait, ratio)];
    const burn = this.episode(scenario, alert);
    const firing = burn?.firing;
    return burn === undefined ||
      firing === undefined ||
      !this.lasts(burn) ||
      this.episode(scenario, this.nameOf(fastest)) !== undefined
      ? []
      : [
          {
            title: "fires for a slow burn, by the slower alert alone",
            scenario,
            expectations: [
              // A share of few samples may be the threshold to the last digit, and pass it or not.
              ...this.around(alert, firing, true).slice(
                this.isCoarse || firing.compare(this.step.times(TOLERANCE)) < 0
                  ? 1
                  : 0,
              ),
              {
                at: scenarioDuration(scenario),
                alert: this.nameOf(fastest),
                fires: false,
              },
            ],
          },
        ];
  }

  /**
   * One bad slice, or sample, in so many that the share is `ratio`, until there are enough of them. None in more than
   * two hours, for which promtool would take too long.
   */
  private cycles(ratio: number, wait: Duration): Scenario {
    const { measure } = this.slo.sli.events;
    const one =
      measure.kind === "slices" ? measure.slice : this.options.scrapeInterval;
    const good = one.times(Math.max(1, Math.round(1 / ratio) - 1));
    const cycle = [this.phase(good, 0), this.phase(one, 1)];
    const seconds = good.toSeconds() + one.toSeconds();
    const times =
      this.slo.minimumBadEvents + 1 + Math.ceil(wait.toSeconds() / seconds);
    return times * seconds > LONGEST_SLOW.toSeconds()
      ? [this.phase(wait, 0)]
      : Array.from({ length: times }, () => cycle).flat();
  }

  /** Half of what the first step of the budget policy allows worries nobody, for longer than the 15 minutes of the alert on the budget. */
  healthy(): Proof {
    const { errorBudget, burnRates, budgetPolicy } = this.slo;
    const lowest = Math.min(...burnRates.map(({ threshold }) => threshold));
    const spent = Math.min(0.5, ...budgetPolicy.map((step) => step.spent));
    const ratio = this.isProbe
      ? 0
      : Math.min((errorBudget * spent) / 2, lowest / 2);
    return this.silent("stays silent while healthy", [
      this.phase(Duration.minutes(17), ratio),
    ]);
  }

  /** Fewer failures than the minimum, however few the events. Counts from rates are right to a few percent. */
  lowTraffic(scrapeInterval: Duration): readonly Proof[] {
    const { measure } = this.slo.sli.events;
    // Each part of a journey fails alike.
    const parts = measure.kind === "journey" ? measure.parts.length : 1;
    const { minimumBadEvents, lowTraffic } = this.slo;
    const most = Math.min(minimumBadEvents, lowTraffic?.failures ?? Infinity);
    const failures = Math.floor((most - 0.5) / 1.06 / parts);
    // Where silence is a failure, low traffic is one too.
    if (failures === 0 || this.slo.noTraffic === "bad") {
      return [];
    }
    const perScrape = 1 / scrapeInterval.toSeconds();
    return [
      this.silent("stays silent for few failures at low traffic", [
        {
          duration: Duration.minutes(3),
          errorRatio: 0,
          eventsPerSecond: perScrape / 10,
        },
        {
          duration: scrapeInterval.times(failures),
          errorRatio: 1,
          eventsPerSecond: perScrape,
        },
        {
          duration: Duration.minutes(5),
          errorRatio: 0,
          eventsPerSecond: perScrape / 10,
        },
      ]),
    ];
  }

  /** Metrics that go away are told, and not taken for health. */
  absent(): readonly Proof[] {
    const { alert, for: wait = Duration.seconds(0) } = absentAlert(this.slo);
    const scenario = [
      this.phase(Duration.minutes(2), 0),
      {
        ...this.phase(plus(wait, this.step, 4), 0),
        absent: true,
      },
    ];
    const firing = this.episode(scenario, alert)?.firing;
    return firing === undefined
      ? []
      : [
          {
            title: "tells that its metrics are absent",
            scenario,
            expectations: this.around(alert, firing, true),
          },
        ];
  }

  /** A restart is neither traffic nor failure. */
  reset(): readonly Proof[] {
    const scenario = [this.phase(Duration.minutes(8), 0)];
    return this.isProbe
      ? []
      : [
          {
            ...this.silent(
              "stays silent when the counters are reset",
              scenario,
            ),
            resetAt: Duration.minutes(4),
          },
        ];
  }

  private silent(title: string, scenario: Scenario): Proof {
    return {
      title,
      scenario,
      expectations: [{ at: scenarioDuration(scenario), fires: false }],
    };
  }

  private phase(duration: Duration, errorRatio: number): Phase {
    return { duration, errorRatio, eventsPerSecond: this.eventsPerSecond };
  }

  private nameOf(burnRate: BurnRate): string {
    return burnRateAlerts(this.slo, [burnRate])[0]?.alert ?? "";
  }

  /** The first time that `alert` fires. */
  private episode(scenario: Scenario, alert: string): AlertEpisode | undefined {
    return simulate(this.slo, scenario, this.options)
      .alerts.find((each) => each.alert === alert)
      ?.episodes.find(({ firing }) => firing !== undefined);
  }

  /** Whether it fires for long enough to be looked at, which excluded time may end. */
  private lasts({ firing, resolved }: AlertEpisode): boolean {
    return (
      firing !== undefined &&
      (resolved === undefined ||
        resolved.compare(plus(firing, this.step, TOLERANCE + 1)) >= 0)
    );
  }

  private around(
    alert: string,
    at: Duration,
    fires: boolean,
  ): readonly ProofExpectation[] {
    const step = this.step.toMillis() * TOLERANCE;
    const before = Math.max(0, at.toMillis() - step);
    return [
      { at: Duration.millis(before), alert, fires: !fires },
      { at: Duration.millis(at.toMillis() + step), alert, fires },
    ];
  }
}

function plus(duration: Duration, step: Duration, times: number): Duration {
  return Duration.millis(duration.toMillis() + step.toMillis() * times);
}
