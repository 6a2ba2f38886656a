import {
  atOnce,
  waitingRoom,
  type GatewaySpec,
} from "../../domain/hosts/gateway";
import {
  AGENT_HEADER,
  REFUSAL_NAMES,
  REFUSALS,
  type Refusal,
} from "../../domain/hosts/refusals";
import type { SecretRef } from "../../domain/secret";
import { PORT } from "../../domain/telemetry/addresses";

/** What the front of a gateway is told by its surroundings. */
export interface GatewayFront {
  /** Host name of the collector behind it. */
  readonly collector: string;
  /** Where the program reads a secret. */
  readonly secretFile: (secret: SecretRef) => string;
  /** Folder that it may write to. */
  readonly folder: string;
}

/** Open connections of all senders; a connection that waits for its first request takes little. */
const CONNECTIONS = 2048;

/** How long a sender may be silent: in the handshake, in the head of a request, in its body. */
const PATIENCE = "10s";

/**
 * `nginx.conf` of the part of a gateway that faces the network: it ends TLS, knows senders by certificate and token, and holds
 * what it lets through until it is whole, so that neither many senders, nor slow ones, nor large requests are more than
 * the collector behind it can hold. What it refuses it counts with that collector, one line of syslog for each.
 */
export function renderGatewayFront(
  gateway: GatewaySpec,
  front: GatewayFront,
): string {
  const { collector, folder } = front;
  const { grpcPort, httpPort, requestsPerSecond } = gateway;
  const slots = atOnce(gateway);
  const upstream = (name: string, port: number, more: string): string => `
  upstream ${name} {
    server ${collector}:${port} max_conns=${slots} max_fails=0;${more}
  }`;
  return `worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
worker_shutdown_timeout 10s;
events {
  worker_connections ${CONNECTIONS};
}
http {
${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  .map((kind) => `  ${kind}_temp_path ${folder}/${kind};`)
  .join("\n")}
  server_tokens off;
  default_type text/plain;
  uninitialized_variable_warn off;
  map_hash_bucket_size 1024;
  map_hash_max_size 16384;

  # Letters of either case are the same to a map: the collector looks at the token once more.
  map $http_authorization $known {
    default 0;
    include ${folder}/tokens.conf;
  }
  map $http_${AGENT_HEADER.replaceAll("-", "_")} $agent {
    default "";
    "~^(?<name>[a-z0-9][a-z0-9.-]{0,252})$" $name;
  }
${Object.entries(PACKING)
  .map(
    ([protocol, header]) => `  map $http_${header} $${protocol}_packing {
    default other;
    "" "";
    identity "";
    gzip gzip;
  }
`,
  )
  .join(
    "",
  )}  # What stands first was said where it was refused; the rest nginx has refused before it got there.
  map "$refused|$status|$upstream_status" $reason {
    default "";
    "~^(?<said>[a-z_]+)\\\\|" $said;
    "~^\\\\|(49[56])\\\\|$" certificate;
    "~^\\\\|401\\\\|$" denied;
    "~^\\\\|413\\\\|$" too_large;
    "~^\\\\|429\\\\|$" too_often;
    "~^\\\\|50[024]\\\\|$" busy;
    "~^\\\\|(4[0-9][0-8]|50[15])\\\\|$" malformed;
  }
${REFUSAL_NAMES.map(
  (name) => `  map $reason $is_${name} {
    default 0;
    ${name} 1;
  }`,
).join("\n")}
  log_format refused escape=json
    '{"level":"warn","refused":"$reason","status":"$status","sender":"$remote_addr","host":"$agent",'
    '"certificate":"$ssl_client_s_dn","verified":"$ssl_client_verify","bytes":"$request_length"}';
  log_format counted '$status';
  access_log /dev/stdout refused if=$reason;
${REFUSAL_NAMES.map(
  (name) =>
    `  access_log syslog:server=${collector}:${REFUSALS[name].port},tag=gateway counted if=$is_${name};`,
).join("\n")}

  limit_req_zone $binary_remote_addr zone=rate:4m rate=${requestsPerSecond}r/s;
  limit_conn_zone $binary_remote_addr zone=sender:4m;
  limit_conn_zone $nginx_version zone=all:64k;
  limit_req_status 429;
  limit_conn_status 429;
  limit_req_log_level info;
  limit_conn_log_level info;
  client_header_timeout ${PATIENCE};
  client_body_timeout ${PATIENCE};
  send_timeout ${PATIENCE};
  keepalive_timeout 2m;
  keepalive_requests 100000;
  lingering_time 5s;
  lingering_timeout 2s;
  reset_timedout_connection on;
  client_header_buffer_size 2k;
  large_client_header_buffers 4 8k;
  client_body_buffer_size 64k;
${upstream("http", PORT.otlpHttp, `\n    keepalive ${slots};`)}
${upstream("grpc", PORT.otlpGrpc, "")}
${httpPort === undefined ? "" : httpServer(gateway, front)}
${grpcPort === undefined ? "" : grpcServer(gateway, front)}
  # What it tells of itself.
  server {
    listen ${PORT.collectorMetrics};
    access_log off;
    location = /metrics {
      default_type "text/plain; version=0.0.4; charset=utf-8";
      return 200 '${selfMetrics()}';
    }
    location / {
      return 404;
    }
  }
}
`;
}

function selfMetrics(): string {
  return ["active", "reading", "writing", "waiting"]
    .map(
      (state) =>
        `# TYPE gateway_connections_${state} gauge\ngateway_connections_${state} $connections_${state}\n`,
    )
    .join("");
}

function tls(
  { certificate, key, clientAuthorities }: GatewaySpec,
  { secretFile }: GatewayFront,
): string {
  return `
    ssl_certificate ${secretFile(certificate)};
    ssl_certificate_key ${secretFile(key)};
    ssl_protocols TLSv1.2 TLSv1.3;
    # Who was known a minute ago may not be now.
    ssl_session_cache off;
    ssl_session_tickets off;${
      clientAuthorities === undefined
        ? ""
        : `
    ssl_client_certificate ${secretFile(clientAuthorities)};
    ssl_verify_client on;
    ssl_verify_depth 4;`
    }`;
}

/** Senders by their certificate first, then by their token, then by how much they send. */
function limits(gateway: GatewaySpec, protocol: keyof typeof PACKING): string {
  const room = waitingRoom(gateway);
  return `
      if ($known = 0) {
        return 401;
      }
      if ($${protocol}_packing = other) {
        return ${PACKED};
      }
      limit_req zone=rate burst=${2 * gateway.requestsPerSecond} nodelay;
      limit_conn sender ${Math.ceil(room / 2)};
      limit_conn all ${room};`;
}

/** Where a request says how it is packed. */
const PACKING = { http: "content_encoding", grpc: "grpc_encoding" } as const;

/** A status of our own, since the collector behind it may answer with that which the sender gets. */
const PACKED = 452;

const ERRORS: Readonly<Record<string, Refusal>> = {
  "401": "denied",
  "495 496": "certificate",
  "413": "too_large",
  [PACKED]: "packed",
  "429": "too_often",
  "502 504": "busy",
  "404 405": "malformed",
};

function errorPages(protocol: "http" | "grpc"): string {
  return Object.entries(ERRORS)
    .map(
      ([statuses, refusal]) => `
    error_page ${statuses} = @${refusal};
    location @${refusal} {
      set $refused ${refusal};${protocol === "http" ? httpAnswer(refusal) : grpcAnswer(refusal)}
    }`,
    )
    .join("");
}

/** An agent would throw away what is refused for good. */
const KEPT: readonly Refusal[] = ["denied", "certificate"];

function httpAnswer(refusal: Refusal): string {
  const { http, meaning } = REFUSALS[refusal];
  const later = KEPT.includes(refusal) ? "10" : "2";
  return `${
    KEPT.includes(refusal)
      ? `
      if ($agent) {
        return 503 "${meaning}\\n";
      }`
      : ""
  }${
    [429, 503].includes(http) || KEPT.includes(refusal)
      ? `
      add_header Retry-After ${later} always;`
      : ""
  }
      return ${http} "${meaning}\\n";`;
}

function grpcAnswer(refusal: Refusal): string {
  const { grpc } = REFUSALS[refusal];
  return `
      default_type application/grpc;
      add_header grpc-status ${grpc.status} always;
      add_header grpc-message "${grpc.message}" always;
      return 204;`;
}

function httpServer(gateway: GatewaySpec, front: GatewayFront): string {
  return `  server {
    listen ${PORT.otlpHttp} ssl;${tls(gateway, front)}
    client_max_body_size ${gateway.maxRequest.toBytes()};${errorPages("http")}
    location ~ "^/v1/(logs|metrics|traces)$" {${limits(gateway, "http")}
      proxy_pass http://http;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host gateway;
      # Once only, or the collector might take another one than was looked at.
      proxy_set_header Content-Encoding $http_packing;
      proxy_next_upstream off;
      # Of the collector's answers those that say the same are said in the same way.
      proxy_intercept_errors on;
      proxy_connect_timeout 5s;
      proxy_send_timeout 30s;
      proxy_read_timeout 30s;
    }
    location / {
      return 404;
    }
  }`;
}

function grpcServer(gateway: GatewaySpec, front: GatewayFront): string {
  return `  server {
    listen ${PORT.otlpGrpc} ssl http2;${tls(gateway, front)}
    http2_max_concurrent_streams 16;
    # The five bytes before a message.
    client_max_body_size ${gateway.maxRequest.toBytes() + 5};${errorPages("grpc")}
    location ~ "^/opentelemetry\\\\.proto\\\\.collector\\\\.[a-z]+\\\\.v1\\\\.[A-Za-z]+Service/Export$" {${limits(gateway, "grpc")}
      grpc_pass grpc://grpc;
      grpc_set_header Host gateway;
      grpc_set_header grpc-encoding $grpc_packing;
      grpc_next_upstream off;
      grpc_connect_timeout 5s;
      grpc_send_timeout 30s;
      grpc_read_timeout 30s;
    }
    location / {
      return 404;
    }
  }`;
}
