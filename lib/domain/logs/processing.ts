import { requireOptions } from "../shape";
import type { DeploymentPlan } from "../telemetry/plan";
import { requireCollectorComponent } from "./collector-components";
import type { LogTenantOptions } from "./tenants";
import { requireTenants } from "./tenants-input";
import { requireMasking, type MaskingOptions } from "./masking/masking";
import {
  requireDeduplication,
  requireSampling,
  type LogDeduplication,
  type LogSamplingRule,
} from "./sampling";

/** What the agent does with lines before it stores or sends them. */
export interface LogProcessing {
  /**
   * What is made unreadable in lines and spans; `false` leaves everything as it was written.
   * @default - ids of users, addresses of e-mail, card, account and telephone numbers, tokens, keys and passwords
   */
  readonly masking?: false | MaskingOptions;
  /**
   * Of which lines only a part is kept; the first rule that fits decides, and lines that none fits are all kept.
   * @default [] - all lines are kept
   */
  readonly sampling?: readonly LogSamplingRule[];
  /**
   * Makes one line of those that say the same; the collector's image must hold `logdedup` and be declared to.
   * @default - every line is kept as it is
   */
  readonly deduplication?: LogDeduplication;
  /**
   * `team` keeps the lines of each team in a tenant of its own, which Loki and a data source of Grafana keep apart; what
   * belongs to no team, and the logs `auth` and `audit`, are in one of the platform's. With `{ per: "team", limits }` a team
   * may send more or less than others.
   * @default - all lines are together
   */
  readonly tenants?: "team" | LogTenantOptions;
}

/** @throws InvalidInputError for unknown options, malformed rules, and what the plan's collector cannot do */
export function requireLogProcessing(
  logs: LogProcessing,
  plan: DeploymentPlan,
): void {
  requireOptions("logs", logs, [
    "masking",
    "sampling",
    "deduplication",
    "tenants",
  ]);
  const { masking, sampling, deduplication, tenants } = logs;
  if (masking !== undefined && masking !== false) {
    requireOptions("masking", masking, ["also", "except", "rules"]);
    requireMasking(masking);
  }
  if (sampling !== undefined) {
    requireSampling(sampling);
    for (const rule of sampling) {
      requireOptions(`sampling rule "${rule.name}" of logs`, rule, [
        "name",
        "keep",
        "levels",
        "services",
        "routes",
      ]);
    }
  }
  if (deduplication !== undefined) {
    requireOptions("deduplication of logs", deduplication, ["window"]);
    requireDeduplication(deduplication);
    requireCollectorComponent(plan, "logdedup", "deduplication of logs");
  }
  if (tenants !== undefined) {
    requireTenants(tenants, plan);
  }
}
