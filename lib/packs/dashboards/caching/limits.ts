import type { PanelThreshold } from "../../../domain/dashboard/model";
import type { RedisThresholds } from "../../alerts/redis/options";

/** The limits of the alerts as colours of panels, each with the name of its alert. */
export function limits(of: Required<RedisThresholds>) {
  const warning = (value: number, alert: string): PanelThreshold => ({
    value,
    color: "yellow",
    alert,
  });
  const page = (value: number, alert: string): PanelThreshold => ({
    value,
    color: "red",
    alert,
  });
  return {
    /** Red below the first, yellow up to the second, green above. */
    hitRatio: [
      warning(of.hitRatioP2, "RedisHitRatioVeryLow"),
      { value: of.hitRatioP3, color: "green", alert: "RedisHitRatioLow" },
    ],
    memory: [
      warning(of.memoryRatioP3, "RedisMemoryFilling"),
      page(of.memoryRatioP2, "RedisMemoryExhausted"),
    ],
    fragmentation: [warning(of.fragmentationFactor, "RedisFragmentationHigh")],
    evictions: [warning(of.evictionRate, "RedisEvictions")],
    clients: [warning(of.clientRatio, "RedisClientsHigh")],
    blocked: [warning(of.blockedClients, "RedisBlockedClients")],
    lag: [warning(of.replicaLag.toSeconds(), "RedisReplicaLagging")],
    latency: [warning(of.latency.toSeconds(), "RedisLatencyHigh")],
    slowEntries: [warning(of.slowCommands, "RedisSlowLogGrowing")],
  } as const;
}

export type CachingLimits = ReturnType<typeof limits>;
