import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Monitoring, type MonitoringProps } from "../constructs/monitoring";
import { Service, type ServiceOptions } from "../constructs/service";

/** A stack that holds one monitoring platform. Constructs created in it belong to that platform. */
export class MonitoringStack extends TerraformStack {
  readonly monitoring: Monitoring;

  /**
   * @throws ValidationError when the platform's own settings are wrong; relations are checked at synthesis
   */
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    // "Default" adds nothing to Terraform addresses, so that a Monitoring in a stack of one's own has the same ones.
    this.monitoring = new Monitoring(this, "Default", props);
  }

  /** Declares a service; its name becomes the scrape job and the label `service`. */
  addService(name: string, options: ServiceOptions = {}): Service {
    // The plain name stays free for the construct that runs the service.
    return new Service(this, `service-${name}`, {
      ...options,
      serviceName: name,
    });
  }
}
