import type { TimeInterval } from "../time/time-interval";
import type { Duration } from "../units";
import type { AlertReceiver } from "./receiver";

/** A condition on one label of an alert. Regular expressions match the whole value. */
export interface RouteMatcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** How notifications of a route are grouped and timed; what is left out is inherited from the parent route. */
export interface RouteTiming {
  readonly groupBy?: readonly string[];
  readonly groupWait?: Duration;
  readonly groupInterval?: Duration;
  readonly repeatInterval?: Duration;
}

/** One node of the merged tree. */
export interface Route extends RouteTiming {
  /** Construct path of the declaration that this node comes from. */
  readonly path: string;
  readonly receiver: string;
  readonly matchers: readonly RouteMatcher[];
  /** Whether later siblings are tried too after this route has matched. */
  readonly continue: boolean;
  /** Notifications that end here wait while one of these lasts. Children do not inherit them. */
  readonly muted?: readonly TimeInterval[];
  /** Notifications that end here wait until one of these lasts. Children do not inherit them. */
  readonly active?: readonly TimeInterval[];
  readonly routes: readonly Route[];
}

/** A receiver under the name that routes refer to. */
export interface NamedReceiver {
  readonly name: string;
  /** Everywhere a notification goes; none for the receiver that only shows alerts in the user interface. */
  readonly receivers: readonly AlertReceiver[];
}

/** While an alert that fits `source` fires, alerts that fit `target` and agree in the labels `equal` are not notified. */
export interface InhibitionRule {
  readonly name: string;
  readonly source: readonly RouteMatcher[];
  readonly target: readonly RouteMatcher[];
  readonly equal: readonly string[];
}

/** Everything that Alertmanager needs: who is told of which alert, and what mutes what. */
export interface RoutingTree {
  readonly root: Route;
  readonly receivers: readonly NamedReceiver[];
  readonly inhibitions: readonly InhibitionRule[];
  /** Dashboards that show one service, chosen by their variable `service`; messages link to them. Default: none. */
  readonly serviceDashboards?: readonly ServiceDashboard[];
}

export interface ServiceDashboard {
  /** Name of the link. */
  readonly title: string;
  readonly uid: string;
}
