import { PARTS_OF_VOLUME } from "../../domain/logs/tenants";
import { InvalidInputError } from "../../domain/problem";
import { collectorMemory } from "../../domain/telemetry/collector-memory";
import type { ComponentSpec } from "../../domain/telemetry/component";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { Bytes } from "../../domain/units";
import type { ConfigSection } from "../merge";

/** The folder of the collector's volume. */
export const DATA = "/var/lib/otelcol";

/**
 * @throws InvalidInputError when the plan runs no collector
 */
export function collector(plan: DeploymentPlan): ComponentSpec {
  const choice = plan["otel-collector"];
  if (choice.kind !== "deployed") {
    throw new InvalidInputError(
      "collector-missing",
      `component "otel-collector" must run here to be configured, got ${choice.kind}; switch it on`,
    );
  }
  return choice.spec;
}

/** The memory limiter of a collector that is given so much. */
export function limiterWithin(memory: Bytes): ConfigSection {
  const { limit, spike } = collectorMemory(memory);
  return { check_interval: "1s", limit_mib: limit, spike_limit_mib: spike };
}

/** Refuses data before the memory of the container is used up, so that senders and files wait. */
export function memoryLimiter(plan: DeploymentPlan): ConfigSection {
  return limiterWithin(collector(plan).memory);
}

/**
 * Batches are made behind the queue and not before it, where they would be lost with the process.
 *
 * @param queues how many there are of this kind of data, which share its room
 */
export function delivery(plan: DeploymentPlan, queues = 1): ConfigSection {
  const [volume] = collector(plan).volumes;
  const space = volume?.size ?? Bytes.gigabytes(1);
  return {
    retry_on_failure: {
      enabled: true,
      initial_interval: "1s",
      // What waits here is overtaken by what is behind it, which is much as soon as the receiver is back.
      max_interval: "10s",
      max_elapsed_time: "0s",
    },
    sending_queue: {
      enabled: true,
      storage: "file_storage",
      sizer: "bytes",
      queue_size: Math.floor(space.toBytes() / PARTS_OF_VOLUME / queues),
      block_on_overflow: true,
      batch: {
        flush_timeout: "1s",
        min_size: 100_000,
        // More than any record has, which would be thrown away; Jaeger takes 4 MiB at once.
        max_size: 3_000_000,
      },
    },
  };
}

/**
 * What OTLP by HTTP may be packed with, which is all that OTLP asks for: 50 kB of zstd took hundreds of MiB.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export const OTLP_PACKING = { compression_algorithms: ["", "gzip"] } as const;

/** An address at which everybody on the container's networks is heard. */
export function listen(port: number): string {
  return `0.0.0.0:${port}`;
}
