import type { PlatformPart } from "../combine";
import { rulesPart } from "./alerting-rules";
import { routingPart } from "./alerting-routing";
import {
  alertingSettings,
  type AlertingSettings,
  type GrafanaAlertingOptions,
} from "./alerting-settings";

/**
 * Alerting by a Grafana that exists, 12.1 or later: the same rules, receivers, mute times, texts and routes as with
 * Prometheus and Alertmanager, made through its API. The token is never part of the program: set `GRAFANA_AUTH` in the
 * environment of Terraform.
 *
 *     combine(docker, { rules: alerting.rules, routing: alerting.routing })
 */
export class GrafanaAlerting {
  /**
   * @throws InvalidInputError for a malformed address, one with a password, a token, and values of the wrong type
   */
  static at(options: GrafanaAlertingOptions): GrafanaAlerting {
    return new GrafanaAlerting(alertingSettings(options));
  }

  /** Evaluates alerts, in place of Prometheus and the ruler of Loki. */
  readonly rules: PlatformPart<"rules">;
  /** Tells people, in place of Alertmanager. */
  readonly routing: PlatformPart<"routing">;

  private constructor(settings: AlertingSettings) {
    this.rules = rulesPart(settings);
    this.routing = routingPart(settings);
  }
}
