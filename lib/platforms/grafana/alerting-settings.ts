import { InvalidInputError } from "../../domain/problem";
import { requireProperties, type Shape } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { Duration } from "../../domain/units";
import { requireDataSources, type DataSourceUids } from "./data-sources";
import { folderUid } from "./problems";
import { requireAddress, type GrafanaAddress } from "./provider";

/** A Grafana that exists, and how alerting fits into it. */
export interface GrafanaAlertingOptions {
  /** Address of Grafana, such as `https://example.grafana.net`. */
  readonly url: string;
  /**
   * The organization that gets rules and routes.
   * @default - the one that the token belongs to
   */
  readonly orgId?: number;
  /**
   * Uids of the data sources in that Grafana that alerts ask: `{ prometheus: "grafanacloud-prom" }`.
   * @default - the data sources there have the uids `prometheus` and `loki`
   */
  readonly dataSources?: DataSourceUids;
  /**
   * Title of the folder that holds the rules; it is made, and nothing else belongs into it.
   * @default "Alert rules"
   */
  readonly folder?: string;
  /**
   * Time between evaluations of rule groups that have none of their own, at least 10 s. Grafana rounds up to tens of
   * seconds.
   * @default Duration.minutes(1)
   */
  readonly evaluationInterval?: Duration;
  /**
   * Uid of the data source that Grafana writes recorded series to; alerts must be able to ask for them at
   * `dataSources.prometheus`.
   * @default - recording rules stay with the platform that this is combined with
   */
  readonly recordingTarget?: string;
  /**
   * Whether an alert mutes what follows from it, as with Alertmanager. Needs Grafana 13 or later, where
   * `alertingMultiplePolicies` may have to be switched on.
   * @default true
   * @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/inhibition-rules/
   */
  readonly inhibition?: boolean;
  /**
   * Whether secrets of receivers may come into the state of Terraform in plain text, since the provider has no other way.
   * @default false - a receiver with a secret is an error
   */
  readonly secretsInState?: boolean;
}

/** Options with their defaults. */
export interface AlertingSettings extends GrafanaAddress {
  readonly dataSources: DataSourceUids;
  readonly folder: string;
  readonly evaluationInterval: Duration;
  readonly recordingTarget: string | undefined;
  readonly inhibition: boolean;
  readonly secretsInState: boolean;
}

const SHAPE = {
  url: "text",
  orgId: "number?",
  dataSources: "record?",
  folder: "text?",
  evaluationInterval: "duration?",
  recordingTarget: "text?",
  inhibition: "flag?",
  secretsInState: "flag?",
} as const satisfies Required<Shape<GrafanaAlertingOptions>>;

/** @throws InvalidInputError for values of the wrong type, and for those that Grafana has no use for */
export function alertingSettings(
  options: GrafanaAlertingOptions,
): AlertingSettings {
  const { url } = requireAddress("GrafanaAlerting", options);
  requireProperties("GrafanaAlerting", options, SHAPE);
  const { orgId, recordingTarget, dataSources = {} } = options;
  requireDataSources("GrafanaAlerting", dataSources);
  return {
    url,
    ...(orgId !== undefined && { orgId }),
    dataSources,
    folder: requireFolder(options.folder ?? "Alert rules"),
    evaluationInterval: requireInterval(
      options.evaluationInterval ?? Duration.minutes(1),
    ),
    recordingTarget,
    inhibition: options.inhibition ?? true,
    secretsInState: options.secretsInState ?? false,
  };
}

function requireFolder(title: string): string {
  if (folderUid(title) === "") {
    throw new InvalidInputError(
      "grafana-folder-uid",
      `folder of alert rules must have a title with a latin letter or digit, got ${shown(title)}; add one, since the folder's uid is made of them`,
    );
  }
  return title;
}

function requireInterval(interval: Duration): Duration {
  if (interval.compare(Duration.seconds(10)) < 0) {
    throw new InvalidInputError(
      "grafana-interval",
      `evaluationInterval must be at least 10 s, got ${interval.toPrometheus()}; Grafana evaluates no rule more often`,
    );
  }
  return interval;
}
