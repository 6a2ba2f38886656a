/** The programs that a monitoring platform consists of. */
export const COMPONENT_NAMES = [
  "prometheus",
  "alertmanager",
  "grafana",
  "loki",
  "jaeger",
  "otel-collector",
  "node-exporter",
  "cadvisor",
  "blackbox-exporter",
] as const;

export type ComponentName = (typeof COMPONENT_NAMES)[number];
