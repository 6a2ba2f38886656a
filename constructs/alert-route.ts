import { Construct } from "constructs";
import type { Labels } from "../lib/domain/names";
import { createRoute } from "../lib/domain/routing/create-route";
import type { EscalationInput } from "../lib/domain/routing/escalation";
import type { AlertReceiver } from "../lib/domain/routing/receiver";
import type { Rotation } from "../lib/domain/routing/rotation";
import type { RouteMatcher } from "../lib/domain/routing/route";
import type { AlertSeverity } from "../lib/domain/rules/rule";
import type { TimeInterval } from "../lib/domain/time/time-interval";
import type { Duration } from "../lib/domain/units";
import { requireKind } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface AlertRouteProps {
  /** Which alerts: all labels must have these values, or all matchers must hold. */
  readonly match: Labels | readonly RouteMatcher[];
  /**
   * Who is told, by severity; several receivers are all told, of a rotation those of the present shift. A severity without
   * an entry goes to that of the next more urgent one that has an entry, or else of the next less urgent.
   */
  readonly receivers: Readonly<
    Partial<
      Record<AlertSeverity, AlertReceiver | readonly AlertReceiver[] | Rotation>
    >
  >;
  /**
   * Who is told next, by severity, when an alert goes on and nobody has acknowledged it by a silence.
   * @default - nobody else
   */
  readonly escalation?: Readonly<
    Partial<Record<AlertSeverity, readonly EscalationInput[]>>
  >;
  /**
   * When a severity is told, such as `{ warning: businessHours }`; what fires at other times is told when they begin.
   * @default - always
   */
  readonly hours?: Readonly<
    Partial<Record<AlertSeverity, TimeInterval | readonly TimeInterval[]>>
  >;
  /**
   * When nothing is told, such as in a maintenance window; what still fires at its end is told then.
   * @default [], never
   */
  readonly mute?: TimeInterval | readonly TimeInterval[];
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
   * @throws ValidationError for malformed matchers, no receiver, hours or levels of a severity without receivers, and times
   *   that contradict each other
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
