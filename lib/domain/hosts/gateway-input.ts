import { InvalidInputError } from "../problem";
import { requireSecretRef, type SecretRef } from "../secret";
import { requireKind, requireShape } from "../shape";
import { shown } from "../shown";
import { Bytes } from "../units";
import { gatewaySecrets, type GatewaySpec } from "./gateway";

const WHAT = "an OtlpGateway";

/** Below this the collector is busy with itself. */
const LEAST_MEMORY = Bytes.mebibytes(128);

/** What an agent sends at once must fit. */
const LEAST_REQUEST = Bytes.mebibytes(1);

/** So many of the largest requests must fit into its memory. */
const REQUESTS_AT_ONCE = 16;

/**
 * Checks everything that can be seen without the files; the address is checked by the platform.
 *
 * @throws InvalidInputError for the first thing that is wrong
 */
export function requireGateway(gateway: GatewaySpec): void {
  requireShape<GatewaySpec>(WHAT, gateway, {
    address: "text",
    maxRequest: "size",
    memory: "size",
    cpus: "number",
  });
  requireSecrets(gateway);
  requirePorts(gateway);
  const { memory, maxRequest } = gateway;
  if (memory.compare(LEAST_MEMORY) < 0) {
    throw new InvalidInputError(
      "gateway-memory",
      `memory of ${WHAT} must be at least ${LEAST_MEMORY.toString()}, got ${memory.toString()}; leave it out for the default`,
    );
  }
  const most = Bytes.mebibytes(
    Math.floor(memory.toMebibytes() / REQUESTS_AT_ONCE),
  );
  if (
    maxRequest.compare(LEAST_REQUEST) < 0 ||
    maxRequest.compare(most) > 0 ||
    !Number.isInteger(maxRequest.toMebibytes())
  ) {
    throw new InvalidInputError(
      "gateway-request-size",
      `maxRequest of ${WHAT} must be whole MiB from ${LEAST_REQUEST.toString()} to a ${REQUESTS_AT_ONCE}th of its memory, which is ${most.toString()}, got ${maxRequest.toString()}; choose another, or raise memory`,
    );
  }
}

function requireSecrets(gateway: GatewaySpec): void {
  const { certificate, key, token, clientAuthorities } = gateway;
  const given: Readonly<Record<string, SecretRef>> = {
    "certificate of tls": certificate,
    "key of tls": key,
    token,
    ...(clientAuthorities !== undefined && {
      "clientAuthorities of tls": clientAuthorities,
    }),
  };
  for (const [name, secret] of Object.entries(given)) {
    requireSecretRef(`${name} of ${WHAT}`, secret);
  }
  const names = gatewaySecrets(gateway).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InvalidInputError(
      "gateway-secrets",
      `secrets of ${WHAT} must be different files, got "${twice}" twice; put certificate, key, token and authorities into files of their own`,
    );
  }
}

function requirePorts({ grpcPort, httpPort }: GatewaySpec): void {
  for (const [name, port] of Object.entries({ grpcPort, httpPort })) {
    if (port === undefined) {
      continue;
    }
    requireKind(`${name} of ${WHAT}`, port, "number");
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new InvalidInputError(
        "gateway-port",
        `${name} of ${WHAT} must be between 1 and 65535, got ${shown(port)}; choose another, or false for none`,
      );
    }
  }
  if (grpcPort === undefined && httpPort === undefined) {
    throw new InvalidInputError(
      "gateway-port",
      `${WHAT} must speak gRPC or HTTP, got false for both; leave one of grpcPort and httpPort out`,
    );
  }
  if (grpcPort === httpPort) {
    throw new InvalidInputError(
      "gateway-port",
      `grpcPort and httpPort of ${WHAT} must be different, got ${shown(grpcPort)} for both; choose another for one`,
    );
  }
}
