import { InvalidInputError } from "../problem";
import { requireSecretRef, type SecretRef } from "../secret";
import { requireKind, requireShape } from "../shape";
import { shown } from "../shown";
import { Bytes } from "../units";
import { gatewaySecrets, leastMemory, type GatewaySpec } from "./gateway";

const WHAT = "an OtlpGateway";

/** What an agent sends at once must fit. */
const LEAST_REQUEST = Bytes.mebibytes(1);

/** The collector of the platform takes no more by gRPC. */
const MOST_REQUEST = Bytes.mebibytes(4);

const MOST_REQUESTS = 10_000;

/**
 * Checks everything that can be seen without the files; the address is checked by the platform.
 *
 * @throws InvalidInputError for the first thing that is wrong
 */
export function requireGateway(gateway: GatewaySpec): void {
  requireShape<GatewaySpec>(WHAT, gateway, {
    address: "text",
    maxRequest: "size",
    requestsPerSecond: "number",
    memory: "size",
    cpus: "number",
  });
  requireSecrets(gateway);
  requirePorts(gateway);
  const { memory, maxRequest, requestsPerSecond } = gateway;
  if (
    maxRequest.compare(LEAST_REQUEST) < 0 ||
    maxRequest.compare(MOST_REQUEST) > 0 ||
    !Number.isInteger(maxRequest.toMebibytes())
  ) {
    throw new InvalidInputError(
      "gateway-request-size",
      `maxRequest of ${WHAT} must be whole MiB from ${LEAST_REQUEST.toString()} to ${MOST_REQUEST.toString()}, got ${maxRequest.toString()}; let senders send less at a time`,
    );
  }
  const least = leastMemory(maxRequest);
  if (memory.compare(least) < 0) {
    throw new InvalidInputError(
      "gateway-memory",
      `memory of ${WHAT} must be at least ${least.toString()} to read one request of ${maxRequest.toString()} whatever it holds, got ${memory.toString()}; raise it, or lower maxRequest`,
    );
  }
  if (
    !Number.isInteger(requestsPerSecond) ||
    requestsPerSecond < 1 ||
    requestsPerSecond > MOST_REQUESTS
  ) {
    throw new InvalidInputError(
      "gateway-rate",
      `requestsPerSecond of ${WHAT} must be a whole number from 1 to ${MOST_REQUESTS}, got ${shown(requestsPerSecond)}; leave it out for the default`,
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
