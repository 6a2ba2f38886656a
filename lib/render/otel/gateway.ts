import type { GatewaySpec } from "../../domain/hosts/gateway";
import {
  REFUSAL_NAMES,
  REFUSALS,
  type Refusal,
} from "../../domain/hosts/refusals";
import type { SecretRef } from "../../domain/secret";
import { PORT } from "../../domain/telemetry/addresses";
import { escapeDollars, type ConfigSection } from "../merge";
import { toYaml } from "../yaml";
import { listen } from "./delivery";
import { telemetryReader } from "./telemetry";

const SIGNALS = ["logs", "metrics", "traces"] as const;

const AUTH = "bearertokenauth";

/**
 * `config.yaml` of the collector behind the front of a gateway, which ends TLS and bounds what comes at a time. It keeps nothing: a request is answered when `collector` has taken it over, so that what was refused is sent again.
 *
 * @param collector `host:port` of the collector that takes everything over, by gRPC
 * @param secretFile where the program reads a secret
 */
export function renderGatewayConfig(
  gateway: GatewaySpec,
  collector: string,
  secretFile: (secret: SecretRef) => string,
): string {
  const config = {
    extensions: {
      health_check: { endpoint: listen(PORT.health) },
      [AUTH]: { filename: secretFile(gateway.token) },
    },
    receivers: {
      otlp: { protocols: protocols(gateway) },
      ...Object.fromEntries(
        REFUSAL_NAMES.map((name) => [
          refusalReceiver(name),
          {
            udp: {
              listen_address: listen(REFUSALS[name].port),
              // Datagrams that nobody takes at once are gone.
              async: { readers: 1, processors: 1, max_queue_length: 10_000 },
            },
            protocol: "rfc3164",
          },
        ]),
      ),
    },
    processors: {
      memory_limiter: limiter(gateway),
      // Counted is all that they are for; who was refused is in the output of the front.
      "filter/counted": { logs: { log_record: ["true"] } },
    },
    exporters: {
      otlp_grpc: {
        endpoint: collector,
        tls: { insecure: true },
        // Neither queue nor retries: the sender learns at once, and it has a queue on its disk.
        sending_queue: { enabled: false },
        retry_on_failure: { enabled: false },
      },
    },
    service: {
      extensions: ["health_check", AUTH],
      telemetry: telemetry(),
      pipelines: {
        ...Object.fromEntries(
          SIGNALS.map((signal) => [
            signal,
            {
              receivers: ["otlp"],
              processors: ["memory_limiter"],
              exporters: ["otlp_grpc"],
            },
          ]),
        ),
        "logs/refused": {
          receivers: REFUSAL_NAMES.map(refusalReceiver),
          processors: ["filter/counted"],
          exporters: ["otlp_grpc"],
        },
      },
    },
  };
  return toYaml(escapeDollars(config));
}

/** Name of the receiver that counts what the front refuses for one reason: label `receiver` of its metrics. */
export function refusalReceiver(name: Refusal): string {
  return `syslog/${name}`;
}

function protocols(gateway: GatewaySpec): ConfigSection {
  const { maxRequest } = gateway;
  // The front asks for the token already, in capitals or not.
  const auth = { authenticator: AUTH };
  return {
    ...(gateway.grpcPort !== undefined && {
      grpc: {
        endpoint: listen(PORT.otlpGrpc),
        auth,
        max_recv_msg_size_mib: maxRequest.toMebibytes(),
      },
    }),
    ...(gateway.httpPort !== undefined && {
      http: {
        endpoint: listen(PORT.otlpHttp),
        auth,
        max_request_body_size: maxRequest.toBytes(),
      },
    }),
  };
}

function limiter({ memory }: GatewaySpec): ConfigSection {
  const limit = memory.toMebibytes();
  return {
    check_interval: "1s",
    limit_mib: Math.floor(limit * 0.6),
    spike_limit_mib: Math.floor(limit * 0.2),
  };
}

/** Requests are counted by their status. What else a request says of itself, such as a host name, would be series without end. */
function telemetry(): ConfigSection {
  return {
    logs: { level: "info", encoding: "json" },
    metrics: {
      level: "detailed",
      readers: telemetryReader(),
      views: [
        view("http.server.request.duration", {
          attribute_keys: { included: ["http.response.status_code"] },
        }),
        view("rpc.server.*", {
          attribute_keys: {
            included: ["rpc.response.status_code", "rpc.grpc.status_code"],
          },
        }),
        view("http.server.request.body.size", {
          attribute_keys: { included: [] },
        }),
        view("http.server.response.body.size", { aggregation: { drop: {} } }),
        view("rpc.client.*", { aggregation: { drop: {} } }),
        view("otelcol_processor_internal_duration", {
          aggregation: { drop: {} },
        }),
      ],
    },
  };
}

function view(name: string, stream: ConfigSection): ConfigSection {
  return { selector: { instrument_name: name }, stream };
}
