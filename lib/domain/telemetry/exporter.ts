import type { Dashboard } from "../dashboard/model";
import type { RuleGroup } from "../rules/rule";
import type { ContainerSpec } from "./component";
import type { MetricSpec } from "./scrape";

/** Whose metrics the alerts and panels of an exporter are about. */
export interface ExporterScope {
  /** The scrape job of the exporter. */
  readonly job: string;
  /** Label `team` of the alerts; nothing when nobody is named. */
  readonly team: string | undefined;
}

/**
 * A program that asks another program for its state and tells it as metrics, with what is worth knowing about them: one
 * value for a technology, whatever runs it.
 */
export interface ExporterSpec {
  /** What it watches, such as `postgresql`; for messages. */
  readonly technology: string;
  readonly container: ContainerSpec;
  /** Port of the container on which it is scraped. */
  readonly port: number;
  /** @default "/metrics" */
  readonly metricsPath?: string;
  /** All that it exposes; rules and panels may use no others of its job. */
  readonly metrics: readonly MetricSpec[];
  readonly alerts: (scope: ExporterScope) => readonly RuleGroup[];
  readonly dashboards: (scope: ExporterScope) => readonly Dashboard[];
}
