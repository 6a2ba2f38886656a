import { readFileSync } from "node:fs";

/** Where the shop finds what it needs; the stack sets what differs from these defaults. */
export const SETTINGS = {
  service: "shop",
  port: 8080,
  metricsPort: 9464,
  faultsPort: 8090,
  databaseHost: process.env.DATABASE_HOST ?? "shop-db",
  cacheHost: process.env.CACHE_HOST ?? "shop-cache",
  collector:
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "http://otel-collector:4318",
  version: process.env.SHOP_VERSION ?? "1.0.0",
  /** A small volume of its own for pictures that customers upload. */
  pictures: process.env.PICTURES ?? "/pictures",
};

/** A secret as a file, which the platform mounts. */
export function secret(name: string): string {
  return readFileSync(`/run/secrets/${name}`, "utf8").trim();
}
