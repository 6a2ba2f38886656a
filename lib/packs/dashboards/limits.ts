import type { PanelThreshold } from "../../domain/dashboard/model";
import { CONTAINER_THRESHOLDS } from "../alerts/container/options";
import { HOST_THRESHOLDS } from "../alerts/host/options";
import { HTTP_SERVICE_THRESHOLDS } from "../alerts/http-service/options";

/** From which values on panels warn: the default thresholds of the packs' alerts. */
export const LIMIT = {
  errorRatio: [
    {
      value: HTTP_SERVICE_THRESHOLDS.errorRatioP3,
      color: "yellow",
      alert: "HttpErrorRatioElevated",
    },
    {
      value: HTTP_SERVICE_THRESHOLDS.errorRatioP2,
      color: "orange",
      alert: "HttpErrorRatioHigh",
    },
    {
      value: HTTP_SERVICE_THRESHOLDS.errorRatioP1,
      color: "red",
      alert: "HttpErrorRatioSevere",
    },
  ],
  latency: [
    {
      value: HTTP_SERVICE_THRESHOLDS.latencyP3.toSeconds(),
      color: "yellow",
      alert: "HttpLatencyElevated",
    },
    {
      value: HTTP_SERVICE_THRESHOLDS.latencyP2.toSeconds(),
      color: "orange",
      alert: "HttpLatencyHigh",
    },
    {
      value: HTTP_SERVICE_THRESHOLDS.latencyP1.toSeconds(),
      color: "red",
      alert: "HttpLatencySevere",
    },
  ],
  hostCpu: [
    { value: HOST_THRESHOLDS.cpuRatio, color: "yellow", alert: "HostCpuHigh" },
    {
      value: HOST_THRESHOLDS.cpuCriticalRatio,
      color: "red",
      alert: "HostCpuExhausted",
    },
  ],
  hostMemory: [
    {
      value: HOST_THRESHOLDS.memoryRatio,
      color: "yellow",
      alert: "HostMemoryHigh",
    },
    {
      value: HOST_THRESHOLDS.memoryCriticalRatio,
      color: "red",
      alert: "HostMemoryExhausted",
    },
  ],
  hostLoad: [
    {
      value: HOST_THRESHOLDS.loadPerCore,
      color: "orange",
      alert: "HostLoadHigh",
    },
  ],
  containerMemory: [
    {
      value: CONTAINER_THRESHOLDS.memoryRatio,
      color: "orange",
      alert: "ContainerMemoryNearLimit",
    },
  ],
  throttled: [
    {
      value: CONTAINER_THRESHOLDS.throttledRatio,
      color: "yellow",
      alert: "ContainerThrottled",
    },
  ],
} as const satisfies Readonly<Record<string, readonly PanelThreshold[]>>;

/** What is left of the space of file systems: red below the limit of the alert. */
export const SPACE_LEFT = {
  baseColor: "red",
  thresholds: [
    {
      value: HOST_THRESHOLDS.diskFreeRatio,
      color: "yellow",
      alert: "HostDiskAlmostFull",
    },
    { value: 0.2, color: "green" },
  ],
} as const satisfies {
  readonly baseColor: "red";
  readonly thresholds: readonly PanelThreshold[];
};

/** What is left of the inodes of file systems: red below the limit of the alert. */
export const INODES_LEFT = {
  baseColor: "red",
  thresholds: [
    {
      value: HOST_THRESHOLDS.inodesFreeRatio,
      color: "green",
      alert: "HostInodesAlmostUsedUp",
    },
  ],
} as const satisfies {
  readonly baseColor: "red";
  readonly thresholds: readonly PanelThreshold[];
};
