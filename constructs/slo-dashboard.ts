import { Construct } from "constructs";
import { slug } from "../lib/domain/names";
import { sloDashboard } from "../lib/packs/dashboards/slo/dashboard";
import { requireUid } from "../lib/domain/dashboard/validate";
import { requireProperties } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { requireService, type Service } from "./service";

export interface SloDashboardProps {
  /**
   * Services whose objectives it shows, wherever in the program they are declared.
   * @default - all services
   */
  readonly services?: readonly Service[];
  /** @default - made from the names of the services */
  readonly title?: string;
  /**
   * At most 40 letters, digits, "-" and "_".
   * @default - made from the construct's id
   */
  readonly uid?: string;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/** Budgets, burn rates and alerts of the objectives of some services, on one page. */
export class SloDashboard extends Construct {
  /** Uid of the dashboard, for links. */
  readonly uid: string;

  constructor(scope: Construct, id: string, props: SloDashboardProps = {}) {
    super(scope, id);
    validated(this, () => {
      requireProperties("an SloDashboard", props, {
        services: "list?",
        title: "text?",
        uid: "text?",
        monitoring: "any",
      });
      props.services?.forEach((each) =>
        requireService("each of services", each),
      );
    });
    const { model } = Monitoring.choose(this, props.monitoring);
    this.uid = props.uid ?? slug(id).slice(0, 40);
    const names = props.services?.map(({ serviceName }) => serviceName);
    const title =
      props.title ??
      (names === undefined
        ? "Service level objectives"
        : `Service level objectives: ${names.join(", ")}`);
    validated(this, () => requireUid(`dashboard "${title}"`, this.uid));
    model.requireComponent(this.node.path, {
      component: "grafana",
      feature: `dashboard "${title}"`,
    });
    model.addDashboard(this.node.path, () =>
      sloDashboard({
        uid: this.uid,
        title,
        plan: model.plan,
        slos: model.slos
          .map(({ value }) => value)
          .filter((slo) => names === undefined || names.includes(slo.service)),
      }),
    );
  }
}
