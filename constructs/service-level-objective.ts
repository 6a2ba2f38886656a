import { Construct } from "constructs";
import {
  createSlo,
  type Slo,
  type SloInput,
} from "../lib/domain/slo/objective";
import { slug } from "../lib/domain/names";
import { requireKind } from "../lib/domain/shape";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { requireService, type Service } from "./service";

/** All of an objective but what follows from the construct: its name and its service. */
export type ServiceLevelObjectiveOptions = Omit<
  SloInput,
  "name" | "service" | "team" | "expectedRequestsPerSecond"
>;

export interface ServiceLevelObjectiveProps extends ServiceLevelObjectiveOptions {
  /** The service that promises it; its team owns the alerts. */
  readonly service: Service;
  /** @default - the Monitoring of the service's stack */
  readonly monitoring?: Monitoring;
}

/**
 * A promise about a service, such as "99.9 % of requests succeed in 30 days": recorded, alerted on by burn rate over
 * several windows, and shown by `SloDashboard`. The construct's id names the objective and its alerts.
 */
export class ServiceLevelObjective extends Construct {
  /** The objective with all defaults resolved. */
  readonly slo: Slo;

  /**
   * @throws ValidationError for an objective outside (0, 1), a window that no alert fits, or a malformed query
   */
  constructor(scope: Construct, id: string, props: ServiceLevelObjectiveProps) {
    super(scope, id);
    validated(this, () =>
      requireKind("options of a ServiceLevelObjective", props, "record"),
    );
    const { service, monitoring, ...options } = props;
    validated(this, () => requireService("service of an objective", service));
    const rate = service.model.expectedRequestsPerSecond;
    this.slo = validated(this, () =>
      createSlo({
        ...options,
        name: id,
        service: service.serviceName,
        ...(service.team !== undefined && { team: service.team }),
        ...(rate !== undefined && { expectedRequestsPerSecond: rate }),
      }),
    );
    Monitoring.choose(this, monitoring).model.addSlo(this.node.path, this.slo);
  }

  /** Identifier of the objective; the value of the label `slo`. */
  get sloId(): string {
    return slug(this.slo.id);
  }
}
