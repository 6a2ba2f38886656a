import type { AlertRule, AlertSeverity } from "../../rules/rule";
import { Duration } from "../../units";

/** One time that an alert was raised; all times since the start of the scenario. */
export interface AlertEpisode {
  /** When its query held for the first time. */
  readonly pending: Duration;
  /** When it had held for long enough; missing when it did not. */
  readonly firing?: Duration;
  /** When it held no more; missing when it still did at the end. */
  readonly resolved?: Duration;
}

/** What became of one alert. */
export interface SimulatedAlert {
  readonly alert: string;
  readonly severity: AlertSeverity;
  /** In the order of their times. */
  readonly episodes: readonly AlertEpisode[];
}

/** Goes from pending to firing to resolved, as Prometheus does at each evaluation. */
export class AlertState {
  private readonly episodes: AlertEpisode[] = [];
  private readonly holdSeconds: number;
  private pending: number | undefined;
  private firing: number | undefined;

  constructor(private readonly rule: AlertRule) {
    this.holdSeconds = rule.for?.toSeconds() ?? 0;
  }

  /**
   * @param now seconds since the start
   * @param holds whether the query of the alert returns something
   */
  evaluate(now: number, holds: boolean): void {
    if (!holds) {
      if (this.pending !== undefined) {
        this.end(now);
      }
      return;
    }
    this.pending ??= now;
    if (now - this.pending >= this.holdSeconds) {
      this.firing ??= now;
    }
  }

  /** All that has happened so far. */
  result(): SimulatedAlert {
    const { alert, severity } = this.rule;
    const open = this.pending === undefined ? [] : [this.episode(this.pending)];
    return { alert, severity, episodes: [...this.episodes, ...open] };
  }

  private end(now: number): void {
    if (this.pending !== undefined) {
      this.episodes.push({
        ...this.episode(this.pending),
        resolved: Duration.seconds(now),
      });
    }
    this.pending = undefined;
    this.firing = undefined;
  }

  private episode(pending: number): AlertEpisode {
    return {
      pending: Duration.seconds(pending),
      ...(this.firing !== undefined && {
        firing: Duration.seconds(this.firing),
      }),
    };
  }
}
