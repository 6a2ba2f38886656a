import { readFileSync } from "node:fs";

/** Where the shop finds what it needs. */
export const SETTINGS = {
  service: "shop",
  port: 8080,
  metricsPort: 9464,
  faultsPort: 8090,
  /** Where customers look at the orders as they come. */
  stream: "/graphql/stream",
  databaseHost: "shop-db",
  cacheHost: "shop-cache",
  collector: "http://otel-collector:4318",
  version: process.env.SHOP_VERSION ?? "1.0.0",
  /** A small volume of its own for pictures that customers upload. */
  pictures: "/pictures",
};

/** A secret as a file, which the platform mounts. */
export function secret(name: string): string {
  return readFileSync(`/run/secrets/${name}`, "utf8").trim();
}
