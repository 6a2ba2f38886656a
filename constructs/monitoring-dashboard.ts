import { Construct } from "constructs";
import type {
  Dashboard,
  DashboardLink,
  DashboardVariable,
} from "../lib/domain/dashboard/model";
import { validateDashboard } from "../lib/domain/dashboard/validate";
import { slug } from "../lib/domain/names";
import { requireProperties } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

export interface MonitoringDashboardProps extends Pick<
  Dashboard,
  "title" | "description" | "rows"
> {
  /**
   * At most 40 letters, digits, "-" and "_".
   * @default - made from the construct's id
   */
  readonly uid?: string;
  /** @default [] */
  readonly tags?: readonly string[];
  /** @default "Services" */
  readonly folder?: string;
  /** @default [] */
  readonly variables?: readonly DashboardVariable[];
  /** @default [] */
  readonly links?: readonly DashboardLink[];
  /**
   * Range shown at first, up to now.
   * @default "6h"
   */
  readonly range?: string;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/** A dashboard of one's own. Its queries are checked against the metrics that the platform collects. */
export class MonitoringDashboard extends Construct {
  /** Uid of the dashboard, for links. */
  readonly uid: string;

  /**
   * @throws ValidationError for a malformed uid, unit, size, threshold or variable
   */
  constructor(scope: Construct, id: string, props: MonitoringDashboardProps) {
    super(scope, id);
    validated(this, () =>
      requireProperties<
        MonitoringDashboardProps & Pick<Dashboard, "annotations">
      >("a MonitoringDashboard", props, {
        title: "any",
        description: "any",
        rows: "list",
        uid: "text?",
        tags: "texts?",
        folder: "text?",
        variables: "list?",
        links: "list?",
        // Those of functions such as `executiveDashboard` have some.
        annotations: "list?",
        range: "text?",
        monitoring: "any",
      }),
    );
    const { monitoring, ...content } = props;
    const { model } = Monitoring.choose(this, monitoring);
    const dashboard: Dashboard = {
      tags: [],
      folder: "Services",
      variables: [],
      ...content,
      uid: props.uid ?? slug(id).slice(0, 40),
    };
    validated(this, () => validateDashboard(dashboard));
    this.uid = dashboard.uid;
    model.requireComponent(this.node.path, {
      component: "grafana",
      feature: `dashboard "${dashboard.title}"`,
    });
    model.addDashboard(this.node.path, () => dashboard);
  }
}
