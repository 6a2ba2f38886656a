import { Construct } from "constructs";
import type { Labels } from "../lib/domain/names";
import { createRoute } from "../lib/domain/routing/create-route";
import type { AlertReceiver } from "../lib/domain/routing/receiver";
import type { RouteMatcher } from "../lib/domain/routing/route";
import type { AlertSeverity } from "../lib/domain/rules/rule";
import type { Duration } from "../lib/domain/units";
import { requireKind } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface AlertRouteProps {
  /** Which alerts: all labels must have these values, or all matchers must hold. */
  readonly match: Labels | readonly RouteMatcher[];
  /**
   * Who is told, by severity; several receivers are all told. A severity without an entry goes to that of the next more
   * urgent one that has an entry, or else of the next less urgent.
   */
  readonly receivers: Readonly<
    Partial<Record<AlertSeverity, AlertReceiver | readonly AlertReceiver[]>>
  >;
  /**
   * Labels whose values make one notification.
   * @default ["alertname", "service", "slo"]
   */
  readonly groupBy?: readonly string[];
  /**
   * Time to wait for more alerts of a new group.
   * @default - 10 s for critical alerts, else 30 s
   */
  readonly groupWait?: Duration;
  /**
   * Time between notifications of one group that has changed.
   * @default - 1 min for critical alerts, else 5 min
   */
  readonly groupInterval?: Duration;
  /**
   * Time after which a notification is sent again while nothing has changed.
   * @default Duration.hours(4)
   */
  readonly repeatInterval?: Duration;
  /**
   * Whether routes that also match are told too.
   * @default false
   */
  readonly continue?: boolean;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/** Who is told of which alerts. All routes of a program become one tree, whatever their order. */
export class AlertRoute extends Construct {
  /**
   * @throws ValidationError for malformed matchers, no receiver, or times that contradict each other
   */
  constructor(scope: Construct, id: string, props: AlertRouteProps) {
    super(scope, id);
    validated(this, () =>
      requireKind("options of an AlertRoute", props, "record"),
    );
    const { monitoring, ...declaration } = props;
    const { model } = Monitoring.choose(this, monitoring);
    model.requireComponent(this.node.path, {
      component: "alertmanager",
      feature: `alert route "${id}"`,
    });
    model.addRoute(
      this.node.path,
      validated(this, () => createRoute(declaration)),
    );
  }
}
