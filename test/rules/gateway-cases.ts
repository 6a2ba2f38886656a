import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const OF = 'job="gateway",instance="gateway-collector:8888",team="platform"';

function labels(priority: "P2" | "P3"): Labels {
  return {
    priority,
    severity: priority === "P2" ? "critical" : "warning",
    service: "gateway",
    team: "platform",
    job: "gateway",
  };
}

const up = (values: string): Series => ({ [`up{${OF}}`]: values });

const refused = (reason: string, values: string): Series => ({
  [`otelcol_receiver_accepted_log_records{${OF},receiver="syslog/${reason}",transport=""}`]:
    values,
});

const FRONT_UP = {
  'up{job="gateway",instance="gateway:8889",team="platform"}': "1x60",
};

const http = (status: string, values: string): Series => ({
  [`http_server_request_duration_count{${OF},http_response_status_code="${status}"}`]:
    values,
});

const grpc = (status: string, values: string): Series => ({
  [`rpc_server_call_duration_count{${OF},rpc_response_status_code="${status}"}`]:
    values,
});

const limited = (signal: string, values: string): Series => ({
  [`otelcol_processor_memory_limiter_refused_${signal}{${OF}}`]: values,
});

const COLLECTOR_DOWN = {
  'up{job="otel-collector",instance="otel-collector:8888"}': "0x60",
};

export const GATEWAY_CASES: PackCases = {
  GatewayDown: {
    step: "15s",
    at: "4m",
    fires: { ...FRONT_UP, ...up("1x2 0x20") },
    expect: {
      labels: labels("P2"),
      summary: "gateway does not answer; no other host can send to it.",
      description:
        "Prometheus has not reached the gateway gateway, or the collector behind it, for 2m; nothing comes in from the hosts that send to it.",
    },
    silent: up("1x9 0x20"),
    edges: {
      "it answers again": { series: up("0x10 1x20") },
      "nothing is known of it": { series: up("1x2 _x20") },
    },
    alsoFires: {
      "both do not answer": {
        ...up("1x2 0x20"),
        'up{job="gateway",instance="gateway:8889",team="platform"}': "1x2 0x20",
      },
    },
  },
  GatewayRequestsDenied: {
    at: "20m",
    fires: refused("denied", "0+0.7x30"),
    expect: {
      labels: labels("P3"),
      summary: "gateway refuses requests without the right token.",
      description:
        "7 requests to gateway within 10 minutes had a wrong token or none and were refused.",
    },
    silent: refused("denied", "0+0.4x30"),
    edges: {
      "other requests are many": {
        series: { ...http("200", "0+900x30"), ...refused("busy", "0+900x30") },
      },
      "many were denied long ago": { series: refused("denied", "900x30") },
    },
    alsoFires: { "for the first time": refused("denied", "_x15 7x20") },
  },
  GatewayCertificatesRefused: {
    at: "20m",
    fires: refused("certificate", "0+0.7x30"),
    expect: {
      labels: labels("P3"),
      summary:
        "gateway refuses requests without a certificate that it accepts.",
      description:
        "7 requests to gateway within 10 minutes came with no certificate, with one that has ended, or with that of a stranger, and were refused.",
    },
    silent: refused("certificate", "0+0.4x30"),
    edges: { "tokens are wrong": { series: refused("denied", "0+9x30") } },
    alsoFires: { "for the first time": refused("certificate", "_x15 7x20") },
  },
  GatewayRequestsBad: {
    at: "20m",
    fires: {
      ...refused("too_large", "0+0.2x30"),
      ...refused("malformed", "0+0.2x30"),
      ...http("400", "0+0.3x30"),
    },
    expect: {
      labels: labels("P3"),
      summary: "gateway refuses requests that it cannot read.",
      description:
        "7 requests to gateway within 10 minutes were too large, packed in another way than by gzip, malformed or no OTLP, and were refused.",
    },
    silent: { ...http("400", "0+0.2x30"), ...grpc("INTERNAL", "0+0.2x30") },
    edges: {
      "tokens are wrong": { series: refused("denied", "0+9x30") },
      "senders come too often": { series: refused("too_often", "0+9x30") },
    },
    alsoFires: {
      "by gRPC alone": grpc("RESOURCE_EXHAUSTED", "0+0.7x30"),
      "of another content type": http("415", "0+0.7x30"),
      "that leave it speechless": http("500", "0+0.7x30"),
    },
  },
  GatewayCrowded: {
    at: "20m",
    fires: {
      ...refused("too_often", "0+6x30"),
      ...refused("busy", "0+4x30"),
      ...http("200", "0+90x30"),
    },
    expect: {
      labels: labels("P3"),
      summary: "gateway tells senders to come back later.",
      description:
        "10% of the requests to gateway within 5 minutes were told to come back later: a sender sends too many, or there are more than it has room for.",
    },
    silent: { ...refused("busy", "0+4x30"), ...http("200", "0+96x30") },
    edges: {
      "its collector is down, which is told": {
        series: {
          ...refused("busy", "0+10x30"),
          ...http("200", "0+90x30"),
          ...up("0x60"),
        },
      },
      "nobody sends": { series: refused("busy", "9x30") },
    },
    alsoFires: {
      "by want of room alone": {
        ...refused("busy", "0+10x30"),
        ...http("200", "0+90x30"),
      },
    },
  },
  GatewayOverloaded: {
    at: "20m",
    fires: {
      ...limited("spans", "0x5 0+10x30"),
      ...limited("log_records", "0x5 0+20x30"),
    },
    expect: {
      labels: labels("P3"),
      summary: "gateway gets more than it can hold.",
      description:
        "gateway has turned away 300 lines, points and spans within 10 minutes for want of memory; senders try again.",
    },
    silent: { ...limited("spans", "7x30"), ...limited("log_records", "9x30") },
    edges: {
      "it was so for a moment only": {
        series: limited("spans", "0x17 0+10x2 20x20"),
      },
    },
    alsoFires: { "by metric points": limited("metric_points", "0+30x30") },
  },
  GatewayNotDelivering: {
    at: "20m",
    fires: { ...http("503", "0+10x30"), ...grpc("OK", "0+90x30") },
    expect: {
      labels: labels("P3"),
      summary: "gateway cannot hand over what it gets.",
      description:
        "10% of the requests to gateway within 5 minutes were answered with a failure, since the collector behind it did not take them; senders try again.",
    },
    silent: { ...http("503", "0+4x30"), ...grpc("OK", "0+96x30") },
    edges: {
      "it is short of memory": {
        series: {
          ...http("503", "0+10x30"),
          ...grpc("OK", "0+90x30"),
          ...limited("spans", "0+10x30"),
        },
      },
      "the collector is down, which is told": {
        series: {
          ...http("503", "0+10x30"),
          ...grpc("OK", "0+90x30"),
          ...COLLECTOR_DOWN,
        },
      },
      "nobody sends": { series: http("503", "9x30") },
      "they are malformed": { series: http("500", "0+10x30") },
    },
    alsoFires: {
      "all by gRPC": {
        ...grpc("UNAVAILABLE", "0+10x30"),
        ...grpc("OK", "0+90x30"),
      },
    },
  },
};
