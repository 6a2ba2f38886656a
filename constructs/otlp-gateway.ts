import { Construct } from "constructs";
import {
  GATEWAY_DEFAULTS,
  gatewayCollector,
  type GatewaySpec,
} from "../lib/domain/hosts/gateway";
import { requireGateway } from "../lib/domain/hosts/gateway-input";
import { InvalidInputError } from "../lib/domain/problem";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import { withoutDashboardLinks } from "../lib/domain/rules/links";
import type { RuleGroup } from "../lib/domain/rules/rule";
import type { SecretRef } from "../lib/domain/secret";
import {
  requireNames,
  requireOptions,
  requireShape,
} from "../lib/domain/shape";
import { shown, typeOf } from "../lib/domain/shown";
import { PORT } from "../lib/domain/telemetry/addresses";
import { requireFreeJob } from "../lib/domain/telemetry/exporter-input";
import { isAvailable } from "../lib/domain/telemetry/plan";
import type { ScrapeJob } from "../lib/domain/telemetry/scrape";
import { requireScrapeJob } from "../lib/domain/telemetry/scrape-input";
import { Duration, type Bytes } from "../lib/domain/units";
import { blackboxAlerts } from "../lib/packs/alerts/blackbox/alerts";
import { gatewayAlerts } from "../lib/packs/alerts/gateway/alerts";
import type {
  GatewayAlertOptions,
  GatewayThresholds,
} from "../lib/packs/alerts/gateway/options";
import { gatewayDashboard } from "../lib/packs/dashboards/gateway/dashboard";
import { blackboxMetrics } from "../lib/packs/exporters/blackbox";
import { gatewayMetrics } from "../lib/packs/exporters/gateway";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";

/** Certificates by which a gateway and its senders know each other, as files of the secret store in PEM. */
export interface OtlpGatewayTls {
  /** The gateway's certificate, followed by those that lead to an authority that the senders know. */
  readonly certificate: SecretRef;
  /** Its private key, without a passphrase. */
  readonly key: SecretRef;
  /**
   * Certificates of the authorities, one of which must have signed the certificate that each sender shows then.
   * @default - senders need no certificate, only the token
   */
  readonly clientAuthorities?: SecretRef;
}

/** Changes to the alerts of a gateway. */
export interface OtlpGatewayAlertTuning extends AlertTuning {
  /**
   * What is too much or too long.
   * @default {}
   */
  readonly thresholds?: GatewayThresholds;
}

export interface OtlpGatewayProps {
  /** Nothing is taken without TLS, whatever the address. */
  readonly tls: OtlpGatewayTls;
  /**
   * File of the secret store with what senders must show as `Authorization: Bearer ...`. It may hold several tokens, one on
   * each line: one for each host, or an old and a new one while they are changed.
   */
  readonly token: SecretRef;
  /**
   * Its scrape job, and the name of its container: at most 53 lower-case letters, digits and "-".
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Who is told; the label `team` of its series and alerts.
   * @default - none
   */
  readonly team?: string;
  /**
   * IP address of the host on which its ports are published. Another than the default opens them to whoever reaches that
   * address: `"0.0.0.0"` is everybody.
   * @default "127.0.0.1"
   */
  readonly address?: string;
  /**
   * Port of the host for OTLP over gRPC; `false` for none.
   * @default 14317
   */
  readonly grpcPort?: number | false;
  /**
   * Port of the host for OTLP over HTTP; `false` for none.
   * @default 14318
   */
  readonly httpPort?: number | false;
  /**
   * Most that one request may hold, packed and unpacked: 1 to 4 whole MiB.
   * @default Bytes.mebibytes(1)
   */
  readonly maxRequest?: Bytes;
  /**
   * Most requests of one sender, an address, within a second. With twice as many at once it may go beyond for a moment; what
   * is more is told to come back later.
   * @default 100
   */
  readonly requestsPerSecond?: number;
  /**
   * Most memory of its collector. How many requests it works on at a time follows from it: one for each 110 times
   * `maxRequest`, which is what the worst of them takes.
   * @default Bytes.mebibytes(512)
   */
  readonly memory?: Bytes;
  /**
   * Most processor time of each of its two containers, in cores.
   * @default 0.5
   */
  readonly cpus?: number;
  /**
   * Changes to its alerts; `false` for none.
   * @default - all, as they are
   */
  readonly alerts?: false | OtlpGatewayAlertTuning;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

const PROPS: readonly (keyof OtlpGatewayProps)[] = [
  ...(["tls", "token", "name", "team", "address", "grpcPort"] as const),
  ...(["httpPort", "maxRequest", "requestsPerSecond", "memory"] as const),
  ...(["cpus", "alerts", "monitoring"] as const),
];

const PROBER = "blackbox-exporter";

/** Of the alerts about probes, those that are about a certificate and not told by the gateway itself. */
const CERTIFICATE_ALERTS: readonly string[] = [
  "BlackboxCertificateEndsSoon",
  "BlackboxCertificateEnds",
];

/**
 * A way in for telemetry of hosts that are not the platform's own: it takes OTLP over TLS from whoever shows a token (and a
 * certificate, if it is asked for), not more than it can hold, and hands it to the collector of the platform. It keeps
 * nothing: a request is answered when that collector has taken it over, so that a sender knows what to send again.
 */
export class OtlpGateway extends Construct {
  /** Its scrape job, and the name of its container. */
  readonly job: string;
  /** Port of the host for OTLP over HTTP; nothing when it does not speak that. */
  readonly httpPort: number | undefined;
  /** Port of the host for OTLP over gRPC; nothing when it does not speak that. */
  readonly grpcPort: number | undefined;
  /** Whether senders must show a certificate too. */
  readonly needsClientCertificate: boolean;

  /**
   * @throws ValidationError for an unknown option, a missing certificate, key or token, a malformed name, port or address, a
   *   limit out of its range, an alert or threshold that does not exist, and a platform without a collector
   */
  constructor(scope: Construct, id: string, props: OtlpGatewayProps) {
    super(scope, id);
    const gateway = validated(this, () => gatewayOf(props));
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { model } = monitoring;
    const { path } = this.node;
    const jobs = validated(this, () => {
      const name = "name" in props ? props.name : id;
      const made = jobsOf(name, gateway, props.team);
      made.forEach((job) => requireFreeJob(job.name, model.scrapeJobs));
      // A prober elsewhere may lack the module.
      return made.filter(
        ({ probe }) =>
          probe === undefined || model.plan[PROBER].kind === "deployed",
      );
    });
    this.job = jobs[0]?.name ?? id;
    this.httpPort = gateway.httpPort;
    this.grpcPort = gateway.grpcPort;
    this.needsClientCertificate = gateway.clientAuthorities !== undefined;
    const shown =
      monitoring.hasStandardDashboards && isAvailable(model.plan, "grafana");
    const groups = validated(this, () => {
      const made = alertsOf(
        jobs.map(({ name }) => name),
        props,
      );
      return shown ? made : withoutDashboardLinks(made);
    });
    validated(this, () =>
      monitoring.exporters.runGateway(this, this.job, gateway),
    );
    for (const job of jobs) {
      model.addScrapeJob(path, job);
    }
    model.addRuleGroups(path, () => groups);
    if (shown) {
      const dashboard = gatewayDashboard(
        packOptions(this.job, props),
        jobs.length > 1,
      );
      model.addDashboard(path, () => dashboard);
    }
  }
}

function gatewayOf(props: OtlpGatewayProps): GatewaySpec {
  requireOptions("an OtlpGateway", props, PROPS);
  const { tls, token, address = "127.0.0.1" } = props;
  if (typeOf(tls) !== "an object") {
    throw new InvalidInputError(
      "gateway-tls",
      `tls of an OtlpGateway must hold its certificate and key, got ${typeOf(tls)} for ${shown(address)}; it takes nothing without TLS, so pass { certificate: SecretRef.file("gateway.crt"), key: SecretRef.file("gateway.key") }`,
    );
  }
  requireNames("tls of an OtlpGateway", tls, [
    "certificate",
    "key",
    "clientAuthorities",
  ]);
  const gateway: GatewaySpec = {
    certificate: tls.certificate,
    key: tls.key,
    clientAuthorities: tls.clientAuthorities,
    token,
    address,
    grpcPort: portOf(props.grpcPort, GATEWAY_DEFAULTS.grpcPort),
    httpPort: portOf(props.httpPort, GATEWAY_DEFAULTS.httpPort),
    maxRequest: props.maxRequest ?? GATEWAY_DEFAULTS.maxRequest,
    requestsPerSecond:
      props.requestsPerSecond ?? GATEWAY_DEFAULTS.requestsPerSecond,
    memory: props.memory ?? GATEWAY_DEFAULTS.memory,
    cpus: props.cpus ?? GATEWAY_DEFAULTS.cpus,
  };
  requireGateway(gateway);
  return gateway;
}

function portOf(
  port: number | false | undefined,
  preset: number,
): number | undefined {
  return port === false ? undefined : (port ?? preset);
}

/** Its collector has the name too, and more. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/;

/** The job of the gateway, and the one that looks at its certificate. */
function jobsOf(
  name: string | undefined,
  { httpPort }: GatewaySpec,
  team: string | undefined,
): readonly ScrapeJob[] {
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new InvalidInputError(
      "gateway-name",
      `name of an OtlpGateway must be at most 53 lower-case letters, digits and "-", got ${shown(name)}; it becomes the scrape job and the container, pass \`name\``,
    );
  }
  requireShape("an OtlpGateway", { team }, { team: "text?" });
  const labels = team === undefined ? {} : { labels: { team } };
  const port = httpPort === undefined ? PORT.otlpGrpc : PORT.otlpHttp;
  const jobs: readonly ScrapeJob[] = [
    {
      name,
      targets: [
        { kind: "address", address: `${name}:${PORT.collectorMetrics}` },
        {
          kind: "address",
          address: `${gatewayCollector(name)}:${PORT.telemetry}`,
        },
      ],
      ...labels,
      metrics: gatewayMetrics,
    },
    {
      name: `${name}-certificate`,
      targets: [{ kind: "probed", target: `${name}:${port}` }],
      interval: Duration.minutes(2),
      ...labels,
      params: { module: ["tls_certificate"] },
      probe: { component: PROBER, port: PORT.blackboxExporter },
      metrics: blackboxMetrics,
    },
  ];
  jobs.forEach((job) => requireScrapeJob("an OtlpGateway", job));
  return jobs;
}

function packOptions(
  job: string,
  { team, alerts = {} }: Pick<OtlpGatewayProps, "team" | "alerts">,
): GatewayAlertOptions {
  const thresholds = alerts === false ? undefined : alerts.thresholds;
  return {
    job,
    ...(team !== undefined && { team }),
    ...(thresholds !== undefined && { thresholds }),
  };
}

function alertsOf(
  [job = "", certificateJob]: readonly string[],
  { team, alerts = {} }: OtlpGatewayProps,
): readonly RuleGroup[] {
  if (alerts === false) {
    return [];
  }
  requireNames("alerts of an OtlpGateway", alerts, [
    "thresholds",
    "overrides",
    "exclude",
  ]);
  const { thresholds: _, ...tuning } = alerts;
  const owner = team === undefined ? {} : { team };
  const own = gatewayAlerts(packOptions(job, { ...owner, alerts }));
  const ofCertificate =
    certificateJob === undefined
      ? []
      : blackboxAlerts({ job: certificateJob, service: job, ...owner }).map(
          (group) => ({
            ...group,
            rules: group.rules.filter(
              (rule) =>
                rule.kind === "alert" &&
                CERTIFICATE_ALERTS.includes(rule.alert),
            ),
          }),
        );
  return tuneAlerts([...own, ...ofCertificate], tuning);
}
