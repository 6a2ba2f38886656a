/** File beside the synthesized stack that tells which integration key belongs into which secret. */
export const PAGERDUTY_MANIFEST_FILE = "pagerduty.json";

/** Type of the integration whose key Alertmanager takes as `routing_key`. */
export const EVENTS_API_V2 = "events_api_v2_inbound_integration";

/** Name of the integration of each service. */
export const INTEGRATION_NAME = "Alertmanager";

/** The services of a stack; it holds no secret. */
export interface PagerDutyManifest {
  readonly version: 1;
  /** Address of the REST API. */
  readonly apiUrl: string;
  readonly services: readonly {
    readonly name: string;
    /** Name of the secret with the integration key. */
    readonly secret: string;
  }[];
}
