import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { AgentOptions, AgentSpec } from "../lib/domain/hosts/agent";
import { AGENT_OPTIONS, chooseAgent } from "../lib/domain/hosts/agent-input";
import { InvalidInputError } from "../lib/domain/problem";
import { withoutDashboardLinks } from "../lib/domain/rules/links";
import { tuneAlerts, type AlertTuning } from "../lib/domain/rules/override";
import type { RuleGroup } from "../lib/domain/rules/rule";
import {
  requireNames,
  requireOptions,
  requireShape,
} from "../lib/domain/shape";
import { typeOf } from "../lib/domain/shown";
import { isAvailable } from "../lib/domain/telemetry/plan";
import { remoteHostAlerts } from "../lib/packs/alerts/remote-host/alerts";
import type { RemoteHostThresholds } from "../lib/packs/alerts/remote-host/options";
import { remoteHostsDashboard } from "../lib/packs/dashboards/remote-hosts/dashboard";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { OtlpGateway } from "./otlp-gateway";

/** Changes to the alerts about a host. */
export interface AgentBundleAlertTuning extends AlertTuning {
  /**
   * What is too long or too much.
   * @default {}
   */
  readonly thresholds?: RemoteHostThresholds;
}

export interface AgentBundleProps extends AgentOptions {
  /**
   * Name of the host: value of the label `host` of everything that it sends, and of its folder. Lower-case letters, digits,
   * "-" and ".".
   * @default - the construct's id
   */
  readonly hostName?: string;
  /**
   * Who is told; the label `team` of its alerts.
   * @default - none
   */
  readonly team?: string;
  /**
   * Changes to its alerts; `false` for none.
   * @default - all, as they are
   */
  readonly alerts?: false | AgentBundleAlertTuning;
  /**
   * What the endpoint leads to; whether the host needs a certificate follows from it.
   * @default - the only gateway of the stack
   */
  readonly gateway?: OtlpGateway;
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

const PROPS: readonly (keyof AgentBundleProps)[] = [
  ...AGENT_OPTIONS,
  ...(["hostName", "team", "alerts", "gateway", "monitoring"] as const),
];

/** The hosts of each platform, and where they are declared. */
const HOSTS = new WeakMap<Monitoring, Map<string, string>>();

/**
 * A folder from which the agent of another host is installed: configuration of the collector, unit of systemd, file of
 * Docker Compose, install script and checksums. It is written beside the synthesized stack, holds no secret, and is the same
 * as long as the declaration is the same.
 */
export class AgentBundle extends Construct {
  /** Name of the host. */
  readonly hostName: string;
  /** The folder, relative to where the program runs. */
  readonly folder: string;

  /**
   * @throws ValidationError for an unknown option, a malformed or repeated host name, an endpoint without TLS elsewhere than
   *   on the host itself, a source that an agent cannot read, authorities that are missing or no certificates, and a stack
   *   without a gateway that speaks OTLP over HTTP
   */
  constructor(scope: Construct, id: string, props: AgentBundleProps) {
    super(scope, id);
    validated(this, () => requireOptions("an AgentBundle", props, PROPS));
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { model } = monitoring;
    const { hostName, team, alerts, gateway, ...rest } = props;
    const { monitoring: _, ...options } = rest;
    const { way, spec } = validated(this, () => {
      const way = gatewayOf(monitoring, gateway);
      // A name that was forgotten must not become another one.
      const name = "hostName" in props ? hostName : id;
      return { way, spec: chooseAgent(name, options, way) };
    });
    this.hostName = spec.host;
    const shown =
      monitoring.hasStandardDashboards && isAvailable(model.plan, "grafana");
    const groups = validated(this, () => {
      const made = alertsOf(spec, way.job, team, alerts);
      return shown ? made : withoutDashboardLinks(made);
    });
    const isFirst = validated(this, () => this.requireNewHost(monitoring));
    this.folder = validated(this, () =>
      monitoring.exporters.writeAgent(this, spec.host, spec),
    );
    model.addRuleGroups(this.node.path, () => groups);
    if (shown && isFirst) {
      model.addDashboard(this.node.path, remoteHostsDashboard);
    }
  }

  /** Whether it is the first of all. */
  private requireNewHost(monitoring: Monitoring): boolean {
    const hosts = HOSTS.get(monitoring) ?? new Map<string, string>();
    HOSTS.set(monitoring, hosts);
    const first = hosts.get(this.hostName);
    if (first !== undefined) {
      throw new InvalidInputError(
        "agent-host-twice",
        `name of a host must be its own, got "${this.hostName}", which is declared at ${first}; pass another \`hostName\``,
      );
    }
    hosts.set(this.hostName, this.node.path);
    return hosts.size === 1;
  }
}

function alertsOf(
  { host, hostMetrics }: AgentSpec,
  gateway: string,
  team: string | undefined,
  alerts: AgentBundleProps["alerts"] = {},
): readonly RuleGroup[] {
  requireShape(`agent of host "${host}"`, { team }, { team: "text?" });
  if (alerts === false) {
    return [];
  }
  requireNames(`alerts of agent of host "${host}"`, alerts, [
    "thresholds",
    "overrides",
    "exclude",
  ]);
  const { thresholds, ...tuning } = alerts;
  const groups = remoteHostAlerts({
    host,
    gateway,
    hostMetrics,
    ...(team !== undefined && { team }),
    ...(thresholds !== undefined && { thresholds }),
  });
  return tuneAlerts(groups, tuning);
}

function gatewayOf(
  monitoring: Monitoring,
  chosen: OtlpGateway | undefined,
): OtlpGateway {
  if (chosen !== undefined) {
    if (chosen instanceof OtlpGateway) {
      return chosen;
    }
    throw new InvalidInputError(
      "agent-gateway",
      `gateway of an AgentBundle must be an OtlpGateway, got ${typeOf(chosen)}; pass what new OtlpGateway(...) returned`,
    );
  }
  const [only, ...others] = TerraformStack.of(monitoring)
    .node.findAll()
    .filter((each) => each instanceof OtlpGateway);
  if (only === undefined || others.length > 0) {
    throw new InvalidInputError(
      "agent-gateway",
      only === undefined
        ? "an AgentBundle must have a gateway to send to, got none in the stack of its platform; declare an OtlpGateway before it"
        : `an AgentBundle must send to one gateway, got ${1 + others.length} in the stack of its platform; pass the one that the endpoint leads to as \`gateway\``,
    );
  }
  return only;
}
