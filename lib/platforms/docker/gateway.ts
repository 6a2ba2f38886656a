import { gatewaySecrets, type GatewaySpec } from "../../domain/hosts/gateway";
import { InvalidInputError } from "../../domain/problem";
import { PORT } from "../../domain/telemetry/addresses";
import type {
  ComponentPort,
  ContainerSpec,
} from "../../domain/telemetry/component";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { Duration } from "../../domain/units";
import { renderGatewayConfig } from "../../render/otel/gateway";
import { secretPath } from "./secret-store";

/** The user of the collector's image. */
const USER = "10001:10001";

/**
 * The container of a gateway. Its configuration is in its environment, since it holds no secret; a change replaces the
 * container, which keeps nothing.
 *
 * @throws InvalidInputError when there is no collector to hand everything over to
 */
export function gatewayContainer(
  name: string,
  gateway: GatewaySpec,
  plan: DeploymentPlan,
): ContainerSpec {
  const { kind } = plan["otel-collector"];
  if (kind !== "deployed") {
    throw new InvalidInputError(
      "gateway-collector",
      `gateway "${name}" must have a collector of the platform behind it, got ${kind}; switch "otel-collector" on`,
    );
  }
  const published = (
    portName: string,
    port: number,
    publish: number | undefined,
  ): readonly ComponentPort[] =>
    publish === undefined
      ? []
      : [{ name: portName, port, publish, address: gateway.address }];
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
    ports: [
      ...published("otlp-grpc", PORT.otlpGrpc, gateway.grpcPort),
      ...published("otlp-http", PORT.otlpHttp, gateway.httpPort),
    ],
    memory: gateway.memory,
    cpus: gateway.cpus,
    processes: 128,
    secrets: gatewaySecrets(gateway),
    egress: false,
    stopGrace: Duration.seconds(15),
  };
}
