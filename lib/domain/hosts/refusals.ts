/** Why the front of a gateway refuses a request by itself, before the collector behind it sees any of it. */
export const REFUSALS = {
  denied: {
    meaning: "a wrong token, or none",
    port: 5601,
    http: 401,
    grpc: { status: 16, message: "the token is not known" },
  },
  certificate: {
    meaning: "no certificate, one that has ended, or of a stranger",
    port: 5602,
    http: 403,
    grpc: { status: 7, message: "the certificate is not accepted" },
  },
  too_large: {
    meaning: "more than one request may hold",
    port: 5603,
    http: 413,
    grpc: { status: 8, message: "the request is too large" },
  },
  too_often: {
    meaning:
      "more requests than one sender may send, or than there is room for",
    port: 5604,
    http: 429,
    grpc: { status: 14, message: "too many requests, come back later" },
  },
  busy: {
    meaning: "the collector behind takes no more, or does not answer",
    port: 5605,
    http: 503,
    grpc: { status: 14, message: "busy, come back later" },
  },
  packed: {
    // A few bytes of zstd make its reader take hundreds of MiB before it knows how much there is.
    meaning: "packed in another way than by gzip",
    port: 5607,
    http: 415,
    grpc: { status: 12, message: "only gzip is understood" },
  },
  malformed: {
    meaning: "no request that it understands, or one that came too slowly",
    port: 5606,
    http: 404,
    grpc: { status: 12, message: "there is no such service" },
  },
} as const;

export type Refusal = keyof typeof REFUSALS;

export const REFUSAL_NAMES = Object.keys(REFUSALS) as readonly Refusal[];

/** By this header an agent says which host it runs on; what it would lose if it were refused for good it is told to keep. */
export const AGENT_HEADER = "x-observability-host";
