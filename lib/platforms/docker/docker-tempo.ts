import { Construct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import { requireOptions, requireShape } from "../../domain/shape";
import {
  acceptsRemoteWrite,
  type DeploymentPlan,
} from "../../domain/telemetry/plan";
import { Bytes } from "../../domain/units";
import {
  renderTempoConfig,
  TEMPO_FOLDER,
  TEMPO_PORT,
  type TempoOptions,
} from "../../render/tempo/config";
import { PORT } from "../../domain/telemetry/addresses";
import { validated } from "../validation";
import { DockerDeployment } from "./deployment";
import { DockerService } from "./docker-service";

export interface DockerTempoProps extends Pick<
  TempoOptions,
  "version" | "retention"
> {
  /**
   * Address of a Prometheus that takes what Tempo counts, such as who calls whom; `false` for none, and no map of services.
   * @default - that of the platform, which has to take series: `components: { prometheus: { remoteWriteReceiver: true } }`
   */
  readonly prometheus?: string | false;
  /**
   * Reference of the image, with a tag or digest.
   * @default - the one of the version that this library was written for
   */
  readonly image?: string;
  /**
   * Most memory. Traces that are still being written take up to 250 MB of it.
   * @default Bytes.gibibytes(1)
   */
  readonly memory?: Bytes;
  /**
   * Most processor time, in cores.
   * @default 1
   */
  readonly cpus?: number;
}

const OPTIONS: Readonly<Record<keyof DockerTempoProps, true>> = {
  version: true,
  retention: true,
  prometheus: true,
  image: true,
  memory: true,
  cpus: true,
};

/** https://github.com/grafana/tempo/releases */
const IMAGES: Readonly<Record<TempoOptions["version"], string>> = {
  "2.10": "grafana/tempo:2.10.4",
  "3.0": "grafana/tempo:3.0.0",
};

const CONFIG = "/etc/tempo/tempo.yaml";

/**
 * Runs Tempo beside a platform that has it in place of Jaeger: `components: { jaeger: { external: "http://tempo:3200",
 * program: "tempo" } }`, where `tempo` is the id of this construct. Its blocks are on a volume.
 */
export class DockerTempo extends Construct {
  /** Its container. */
  readonly service: DockerService;

  /**
   * @throws ValidationError for an unknown version or option, a platform that sends its spans elsewhere, and a Prometheus
   *   that takes no series
   */
  constructor(scope: Construct, id: string, props: DockerTempoProps) {
    super(scope, id);
    const { config, memory } = validated(this, () => {
      requireProps(props);
      const { plan } = DockerDeployment.of(this);
      requireItsSpans(plan, id);
      return {
        config: renderTempoConfig(tempoOptions(props, plan)),
        memory: props.memory ?? Bytes.gibibytes(1),
      };
    });
    this.service = new DockerService(this, "service", {
      name: id,
      image: props.image ?? IMAGES[props.version],
      command: [`-config.file=${CONFIG}`],
      files: { [CONFIG]: config },
      environment: {
        // The rest is for what Go does not count.
        GOMEMLIMIT: `${Math.floor(memory.toMebibytes() * 0.9)}MiB`,
      },
      ports: [TEMPO_PORT, PORT.otlpGrpc, PORT.otlpHttp].map((port) => ({
        port,
      })),
      // That of the image, which owns the folder.
      user: "10001:10001",
      volumes: [{ name: "data", path: TEMPO_FOLDER }],
      memory,
      cpus: props.cpus ?? 1,
    });
  }
}

function requireProps(props: DockerTempoProps): void {
  requireOptions("a DockerTempo", props, Object.keys(OPTIONS));
  requireShape("a DockerTempo", props, {
    memory: "size?",
    image: "text?",
    cpus: "number?",
  });
}

function requireItsSpans({ jaeger }: DeploymentPlan, id: string): void {
  const url = `http://${id}:${TEMPO_PORT}`;
  if (
    jaeger.kind !== "external" ||
    jaeger.program !== "tempo" ||
    jaeger.url.replace(/\/+$/, "") !== url
  ) {
    const got =
      jaeger.kind === "external"
        ? `${jaeger.url}${jaeger.program === undefined ? "" : ` of ${jaeger.program}`}`
        : jaeger.kind;
    throw new InvalidInputError(
      "tempo-spans",
      `component "jaeger" must be this Tempo, or no spans would reach it, got ${got}; write components: { jaeger: { external: "${url}", program: "tempo" } }`,
    );
  }
}

function tempoOptions(
  { version, retention, prometheus }: DockerTempoProps,
  plan: DeploymentPlan,
): TempoOptions {
  const counts = prometheus ?? `http://prometheus:${PORT.prometheus}`;
  if (prometheus === undefined && !acceptsRemoteWrite(plan)) {
    throw new InvalidInputError(
      "tempo-prometheus",
      'component "prometheus" must take what Tempo counts, got one that takes no series; add components: { prometheus: { remoteWriteReceiver: true } }, or say prometheus: false to do without the map of services',
    );
  }
  return {
    version,
    ...(retention !== undefined && { retention }),
    ...(counts !== false && { prometheus: counts }),
  };
}
