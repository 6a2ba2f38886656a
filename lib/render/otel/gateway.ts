import type { GatewaySpec } from "../../domain/hosts/gateway";
import type { SecretRef } from "../../domain/secret";
import { PORT } from "../../domain/telemetry/addresses";
import { escapeDollars, type ConfigSection } from "../merge";
import { toYaml } from "../yaml";
import { listen } from "./delivery";
import { telemetryReader } from "./telemetry";

const SIGNALS = ["logs", "metrics", "traces"] as const;

const AUTH = "bearertokenauth";

/** Longer than a slow line needs for the largest request, shorter than somebody who only holds connections likes. */
const PATIENCE = {
  read_timeout: "30s",
  write_timeout: "30s",
  idle_timeout: "2m",
};

/**
 * `config.yaml` of a collector that lets senders from outside in: over TLS, with a token, and not more at once than it can
 * hold. It keeps nothing: a request is answered when `collector` has taken it over, so that what was refused is sent again.
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
    receivers: { otlp: { protocols: protocols(gateway, secretFile) } },
    processors: { memory_limiter: limiter(gateway) },
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
      pipelines: Object.fromEntries(
        SIGNALS.map((signal) => [
          signal,
          {
            receivers: ["otlp"],
            processors: ["memory_limiter"],
            exporters: ["otlp_grpc"],
          },
        ]),
      ),
    },
  };
  return toYaml(escapeDollars(config));
}

function protocols(
  gateway: GatewaySpec,
  secretFile: (secret: SecretRef) => string,
): ConfigSection {
  const { certificate, key, clientAuthorities, maxRequest } = gateway;
  const guarded = {
    auth: { authenticator: AUTH },
    tls: {
      cert_file: secretFile(certificate),
      key_file: secretFile(key),
      min_version: "1.2",
      // A renewed certificate is used without a restart.
      reload_interval: "1h",
      ...(clientAuthorities !== undefined && {
        client_ca_file: secretFile(clientAuthorities),
        client_ca_file_reload: true,
      }),
    },
  };
  return {
    ...(gateway.grpcPort !== undefined && {
      grpc: {
        endpoint: listen(PORT.otlpGrpc),
        ...guarded,
        max_recv_msg_size_mib: Math.max(
          1,
          Math.floor(maxRequest.toMebibytes()),
        ),
        // For each connection; with the largest requests they still fit into its memory.
        max_concurrent_streams: 16,
        keepalive: {
          server_parameters: { max_connection_idle: PATIENCE.idle_timeout },
        },
      },
    }),
    ...(gateway.httpPort !== undefined && {
      http: {
        endpoint: listen(PORT.otlpHttp),
        ...guarded,
        max_request_body_size: maxRequest.toBytes(),
        ...PATIENCE,
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
        view("http.server.*.body.size", { aggregation: { drop: {} } }),
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
