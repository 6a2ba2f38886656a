import { Construct } from "constructs";
import {
  createLogRetention,
  type LogRetention,
} from "../lib/domain/logs/retention";
import { requireOptions } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface LokiRetentionProps extends LogRetention {
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

const PROPS: readonly (keyof LokiRetentionProps)[] = [
  "default",
  "streams",
  "ingestPerDay",
  "team",
  "monitoring",
];

/**
 * How long log lines are kept, by stream; at most one in a platform, and one more for each team where teams have tenants. A
 * change is live without a restart, but for that of `default` where teams have tenants. Where auditd is read, its lines are
 * kept for 90 days unless a stream with the label `log="audit"` says otherwise.
 */
export class LokiRetention extends Construct {
  /**
   * @throws ValidationError for an unknown option, a time below one day, or a stream that matches nothing in particular
   */
  constructor(scope: Construct, id: string, props: LokiRetentionProps) {
    super(scope, id);
    validated(this, () => requireOptions("a LokiRetention", props, PROPS));
    const { monitoring, ...retention } = props;
    const { model } = Monitoring.choose(this, monitoring);
    model.requireComponent(this.node.path, {
      component: "loki",
      feature: `log retention "${id}"`,
    });
    model.addLogRetention(
      this.node.path,
      validated(this, () => createLogRetention(retention)),
    );
  }
}
