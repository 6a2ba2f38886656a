import {
  gatewayCollector,
  gatewaySecrets,
  type GatewaySpec,
} from "../../domain/hosts/gateway";
import { InvalidInputError } from "../../domain/problem";
import { PORT } from "../../domain/telemetry/addresses";
import type {
  ComponentPort,
  ContainerSpec,
} from "../../domain/telemetry/component";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { Bytes, Duration } from "../../domain/units";
import { renderGatewayFront } from "../../render/gateway/front";
import { FRONT_CONFIG, renderFrontStart } from "../../render/gateway/start";
import { renderGatewayConfig } from "../../render/otel/gateway";
import { secretPath } from "./secret-store";

/** The user of the collector's image; both programs read the secrets. */
const USER = "10001:10001";

/** The only folder that the front may write to, in memory. */
const FOLDER = "/tmp";

/** A container of a gateway, and the name under which the other finds it. */
export interface GatewayContainer {
  readonly name: string;
  readonly spec: ContainerSpec;
}

/**
 * The containers of a gateway: a front that ends TLS and bounds what comes in, and the collector behind it. Their
 * configuration is in their environment, since it holds no secret; a change replaces the container, which keeps nothing.
 *
 * @throws InvalidInputError when there is no collector to hand everything over to
 */
export function gatewayContainers(
  name: string,
  gateway: GatewaySpec,
  plan: DeploymentPlan,
): Readonly<Record<"front" | "collector", GatewayContainer>> {
  const { kind } = plan["otel-collector"];
  if (kind !== "deployed") {
    throw new InvalidInputError(
      "gateway-collector",
      `gateway "${name}" must have a collector of the platform behind it, got ${kind}; switch "otel-collector" on`,
    );
  }
  const collector = gatewayCollector(name);
  return {
    front: { name, spec: frontSpec(gateway, collector) },
    collector: { name: collector, spec: collectorSpec(gateway) },
  };
}

function frontSpec(gateway: GatewaySpec, collector: string): ContainerSpec {
  const published = (
    portName: string,
    port: number,
    publish: number | undefined,
  ): readonly ComponentPort[] =>
    publish === undefined
      ? []
      : [{ name: portName, port, publish, address: gateway.address }];
  const front = { collector, secretFile: secretPath, folder: FOLDER };
  return {
    image: "nginx",
    user: USER,
    command: ["sh", "-c", renderFrontStart(gateway, front)],
    environment: { [FRONT_CONFIG]: renderGatewayFront(gateway, front) },
    ports: [
      ...published("otlp-grpc", PORT.otlpGrpc, gateway.grpcPort),
      ...published("otlp-http", PORT.otlpHttp, gateway.httpPort),
    ],
    // The waiting room, and some 45 kB for each connection.
    memory: Bytes.mebibytes(192),
    cpus: gateway.cpus,
    processes: 32,
    tmpfs: [FOLDER],
    secrets: gatewaySecrets(gateway),
    health: {
      command: [
        ...["wget", "-q", "-O", "/dev/null"],
        `http://127.0.0.1:${PORT.collectorMetrics}/metrics`,
      ],
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(30),
    },
    egress: false,
    stopGrace: Duration.seconds(15),
  };
}

function collectorSpec(gateway: GatewaySpec): ContainerSpec {
  return {
    image: "otel-collector",
    user: USER,
    command: ["--config=env:OTELCOL_CONFIG"],
    environment: {
      OTELCOL_CONFIG: renderGatewayConfig(
        gateway,
        `otel-collector:${PORT.otlpGrpc}`,
        secretPath,
      ),
      GOMEMLIMIT: `${Math.floor(gateway.memory.toMebibytes() * 0.8)}MiB`,
    },
    ports: [],
    memory: gateway.memory,
    cpus: gateway.cpus,
    processes: 128,
    secrets: [gateway.token],
    egress: false,
    stopGrace: Duration.seconds(15),
  };
}
