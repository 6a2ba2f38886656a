/** Where an image comes from. The digest is that of the index over all processor architectures. */
export interface ImageSource {
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
}

/** The images of components and exporters. `npm run images:pin` adds the digests; change tags by hand. */
export const IMAGE_TABLE = {
  alertmanager: {
    repository: "prom/alertmanager",
    tag: "v0.31.1",
  },
  "blackbox-exporter": {
    repository: "prom/blackbox-exporter",
    tag: "v0.28.0",
  },
  cadvisor: {
    repository: "ghcr.io/google/cadvisor",
    tag: "0.60.6",
  },
  grafana: {
    repository: "grafana/grafana",
    tag: "13.2.0",
  },
  jaeger: {
    repository: "jaegertracing/jaeger",
    tag: "2.13.0",
  },
  loki: {
    repository: "grafana/loki",
    tag: "3.7.8",
  },
  nginx: {
    repository: "nginx",
    tag: "1.29-alpine",
  },
  "nginx-exporter": {
    repository: "nginx/nginx-prometheus-exporter",
    tag: "1.5.1",
  },
  "node-exporter": {
    repository: "prom/node-exporter",
    tag: "v1.12.1",
  },
  "otel-collector": {
    repository: "otel/opentelemetry-collector-contrib",
    tag: "0.159.0",
  },
  "postgres-exporter": {
    repository: "prometheuscommunity/postgres-exporter",
    tag: "v0.17.1",
  },
  prometheus: {
    repository: "prom/prometheus",
    tag: "v3.15.0",
  },
  "redis-exporter": {
    repository: "oliver006/redis_exporter",
    tag: "v1.88.0",
  },
} as const satisfies Readonly<Record<string, ImageSource>>;
