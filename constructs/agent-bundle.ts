import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { AgentOptions } from "../lib/domain/hosts/agent";
import { AGENT_OPTIONS, chooseAgent } from "../lib/domain/hosts/agent-input";
import { InvalidInputError } from "../lib/domain/problem";
import { typeOf } from "../lib/domain/shown";
import { requireKnownNames } from "../lib/packs/alerts/thresholds";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { OtlpGateway } from "./otlp-gateway";

export interface AgentBundleProps extends AgentOptions {
  /**
   * Name of the host: value of the label `host` of everything that it sends, and of its folder. Lower-case letters, digits,
   * "-" and ".".
   * @default - the construct's id
   */
  readonly hostName?: string;
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
  "hostName",
  "gateway",
  "monitoring",
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
    validated(this, () =>
      requireKnownNames("options of an AgentBundle", props, PROPS),
    );
    const monitoring = Monitoring.choose(this, props.monitoring);
    const { hostName: _, gateway: chosen, monitoring: __, ...options } = props;
    const spec = validated(this, () =>
      chooseAgent(
        // A name that was forgotten must not become another one.
        "hostName" in props ? props.hostName : id,
        options,
        gatewayOf(monitoring, chosen),
      ),
    );
    this.hostName = spec.host;
    validated(this, () => this.requireNewHost(monitoring));
    this.folder = validated(this, () =>
      monitoring.exporters.writeAgent(this, spec.host, spec),
    );
  }

  private requireNewHost(monitoring: Monitoring): void {
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
  }
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
