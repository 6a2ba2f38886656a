import { AlertGroupingSetting } from "@cdktf/provider-pagerduty/lib/alert-grouping-setting";
import { Service } from "@cdktf/provider-pagerduty/lib/service";
import { ServiceIntegration } from "@cdktf/provider-pagerduty/lib/service-integration";
import { Construct } from "constructs";
import {
  EVENTS_API_V2,
  INTEGRATION_NAME,
} from "../../domain/routing/pagerduty-manifest";
import type {
  PagerDutyGrouping,
  PagerDutyServiceModel,
} from "../../domain/routing/pagerduty-service";
import {
  AlertReceiver,
  type PagerDutyOptions,
} from "../../domain/routing/receiver";
import type { SecretRef } from "../../domain/secret";
import type { Duration } from "../../domain/units";
import { terraformText } from "../terraform-text";
import { validated } from "../validation";

/** A service of PagerDuty, made by `PagerDuty.addService`. */
export class PagerDutyService extends Construct {
  /** The resource. */
  readonly service: Service;
  /** Where Alertmanager finds the integration key. */
  readonly routingKey: SecretRef;
  /** Name as people read it. */
  readonly serviceName: string;

  constructor(
    scope: Construct,
    id: string,
    model: PagerDutyServiceModel,
    policyId: string,
    /** Whether Terraform makes the integration, whose key is in its state then. */
    integration: boolean,
  ) {
    super(scope, id);
    const { name, grouping } = model;
    this.routingKey = model.routingKey;
    this.serviceName = name;
    this.service = new Service(this, "service", {
      name: terraformText(name),
      description: terraformText(model.description),
      escalationPolicy: policyId,
      // The integration of Alertmanager works with alerts only.
      alertCreation: "create_alerts_and_incidents",
      autoResolveTimeout: timeout(model.autoResolveAfter),
      acknowledgementTimeout: timeout(model.acknowledgementTimeout),
      incidentUrgencyRule: {
        type: "constant",
        urgency:
          model.urgency === "severity" ? "severity_based" : model.urgency,
      },
    });
    this.node.defaultChild = this.service;
    if (grouping !== undefined) {
      new AlertGroupingSetting(this, "grouping", {
        name: terraformText(name),
        type: grouping.kind === "content" ? "content_based" : grouping.kind,
        services: [this.service.id],
        config: groupingConfig(grouping),
      });
    }
    if (integration) {
      new ServiceIntegration(this, "integration", {
        name: INTEGRATION_NAME,
        type: EVENTS_API_V2,
        service: this.service.id,
      });
    }
  }

  /**
   * Tells this service of alerts: by the severity of the alert, and once for each group of Alertmanager, until its end.
   *
   * @throws ValidationError for a severity that PagerDuty does not know
   */
  receiver(options: Omit<PagerDutyOptions, "routingKey"> = {}): AlertReceiver {
    return validated(this, () =>
      AlertReceiver.pagerDuty({ ...options, routingKey: this.routingKey }),
    );
  }
}

/** Seconds, or the text with which the provider writes that there is none. */
function timeout(value: Duration | "never"): string {
  return value === "never" ? "null" : String(value.toSeconds());
}

function groupingConfig(grouping: PagerDutyGrouping) {
  const seconds = grouping.window?.toSeconds();
  switch (grouping.kind) {
    case "time":
      return seconds === undefined ? {} : { timeout: seconds };
    case "intelligent":
      return seconds === undefined ? {} : { timeWindow: seconds };
    case "content":
      return {
        aggregate: grouping.match ?? "all",
        fields: grouping.fields.map(terraformText),
        ...(seconds !== undefined && { timeWindow: seconds }),
      };
    default:
      return grouping satisfies never;
  }
}
