import { Construct } from "constructs";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import type { RuleGroup } from "../lib/domain/rules/rule";
import { requireProperties } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface AlertPackProps extends AlertTuning {
  /** Groups of rules, made by `Rules` or taken from a pack. */
  readonly groups: readonly RuleGroup[];
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/** Rules that Prometheus evaluates, tuned by the names of their alerts. */
export class AlertPack extends Construct {
  /**
   * @throws ValidationError when an override or exclusion names an alert that the pack does not have
   */
  constructor(scope: Construct, id: string, props: AlertPackProps) {
    super(scope, id);
    validated(this, () =>
      requireProperties("an AlertPack", props, {
        groups: "list",
        overrides: "record?",
        exclude: "texts?",
        monitoring: "any",
      }),
    );
    const { model } = Monitoring.choose(this, props.monitoring);
    const groups = validated(this, () => tuneAlerts(props.groups, props));
    model.addRuleGroups(this.node.path, () => groups);
  }
}
