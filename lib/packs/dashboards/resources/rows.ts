import type { DashboardRow } from "../../../domain/dashboard/model";
import { LIMIT } from "../limits";
import {
  ANY_IS_BAD,
  prometheus,
  stat,
  table,
  timeseries,
  anyIsBad,
} from "../panels";
import {
  CONTAINER_USE as C,
  HOST_USE as H,
  LIMITS_QUERY as L,
  TREND_QUERY as T,
} from "./queries";

const HOST = "{{instance}}";
const NAME = "{{name}}";
const SHARE = { unit: "percentunit", min: 0 } as const;
const THIRD = { width: 8, height: 7 } as const;
const DAY = 86_400;

export const hostRows: readonly DashboardRow[] = [
  {
    title: "Processors: used, waited for",
    panels: [
      timeseries(
        "Used",
        "Share of their time that the processors of each host work.",
        [prometheus(H.cpu, HOST)],
        { ...SHARE, max: 1, ...THIRD, thresholds: LIMIT.hostCpu },
      ),
      timeseries(
        "Waiting",
        "Share of the time in which some task of the host waited for a processor.",
        [prometheus(H.cpuWaiting, HOST)],
        { ...SHARE, ...THIRD },
      ),
      timeseries(
        "Load per core",
        "Tasks that run or wait, for each core, over 15 minutes.",
        [prometheus(H.load, HOST)],
        {
          unit: "none",
          min: 0,
          decimals: 1,
          ...THIRD,
          thresholds: LIMIT.hostLoad,
        },
      ),
    ],
  },
  {
    title: "Memory: used, waited for, run out of",
    panels: [
      timeseries(
        "Used",
        "Share of its memory that programs of each host hold.",
        [prometheus(H.memory, HOST)],
        { ...SHARE, max: 1, ...THIRD, thresholds: LIMIT.hostMemory },
      ),
      timeseries(
        "Waiting",
        "Share of the time in which some task of the host waited for memory.",
        [prometheus(H.memoryWaiting, HOST)],
        { ...SHARE, ...THIRD },
      ),
      stat(
        "Programs ended",
        "Programs that the kernel ended within 6 hours for lack of memory.",
        [prometheus(H.kills, HOST)],
        {
          unit: "none",
          decimals: 0,
          ...THIRD,
          thresholds: anyIsBad("HostOutOfMemory"),
        },
      ),
    ],
  },
  {
    title: "Disks: filled, busy, waited for, broken",
    panels: [
      timeseries(
        "Space and inodes used",
        "Use of the fullest file system of each host.",
        [
          prometheus(H.space, `${HOST} space`),
          prometheus(H.inodes, `${HOST} inodes`),
        ],
        { ...SHARE, max: 1, ...THIRD },
      ),
      timeseries(
        "Busy",
        "Share of the time in which the busiest disk of each host worked.",
        [prometheus(H.diskBusy, HOST)],
        { ...SHARE, ...THIRD },
      ),
      timeseries(
        "Waiting",
        "Share of the time in which some task of the host waited for a disk.",
        [prometheus(H.diskWaiting, HOST)],
        { ...SHARE, ...THIRD },
      ),
      stat(
        "Unreadable",
        "File systems that the node exporter could not read.",
        [prometheus(H.diskErrors)],
        { unit: "none", width: 6, thresholds: ANY_IS_BAD },
      ),
      stat(
        "Read-only",
        "File systems that cannot be written, as kernels make them when a disk gives errors.",
        [prometheus(H.readOnly)],
        {
          unit: "none",
          width: 6,
          thresholds: [
            { value: 1, color: "yellow", alert: "HostFileSystemReadOnly" },
          ],
        },
      ),
      stat(
        "Full in",
        "Time until the fullest file system is full if the last 6 hours go on. Nothing is shown where it does not grow.",
        [prometheus(H.fullIn, HOST)],
        {
          unit: "s",
          width: 12,
          baseColor: "red",
          thresholds: [
            { value: DAY, color: "yellow" },
            { value: 7 * DAY, color: "green" },
          ],
        },
      ),
    ],
  },
  {
    title: "Trend of a week",
    panels: [
      timeseries(
        "Processors in a week",
        "Share of their time that the processors work, over 7 days.",
        [prometheus(T.cpu, HOST)],
        { ...SHARE, max: 1, range: "7d", ...THIRD },
      ),
      timeseries(
        "Memory in a week",
        "Share of the memory in use over 7 days.",
        [prometheus(T.memory, HOST)],
        { ...SHARE, max: 1, range: "7d", ...THIRD },
      ),
      timeseries(
        "Space in a week",
        "Use of the fullest file system over 7 days.",
        [prometheus(T.space, HOST)],
        { ...SHARE, max: 1, range: "7d", ...THIRD },
      ),
    ],
  },
];

export const containerRows: readonly DashboardRow[] = [
  {
    title: "Containers: used of what they may use",
    panels: [
      timeseries(
        "Processor time of limit",
        "Cores in use as a share of the limit, of the ten containers nearest to it.",
        [prometheus(C.cpuOfLimit, NAME)],
        { ...SHARE, ...THIRD },
      ),
      timeseries(
        "Held back",
        "Share of the periods in which a container was stopped because its processor time was used up.",
        [prometheus(C.throttled, NAME)],
        { ...SHARE, ...THIRD, thresholds: LIMIT.throttled },
      ),
      timeseries(
        "Memory of limit",
        "Memory in use as a share of the limit, of the ten containers nearest to it.",
        [prometheus(C.memoryOfLimit, NAME)],
        { ...SHARE, ...THIRD, thresholds: LIMIT.containerMemory },
      ),
      table(
        "Needed and allowed",
        "The most that each container needed in 7 days beside what it may use. Above 90 % it needs more; far below, the limit can be given to others.",
        [
          prometheus(L.memoryPeakOfLimit, "Most memory of limit", {
            unit: "percentunit",
            thresholds: LIMIT.containerMemory,
          }),
          prometheus(L.memoryPeak, "Most memory", { unit: "bytes" }),
          prometheus(L.memoryLimit, "Memory limit", { unit: "bytes" }),
          prometheus(L.cpuPeak, "Most cores", { unit: "none" }),
          prometheus(L.cpuLimit, "Cores limit", { unit: "none" }),
        ],
        {
          decimals: 2,
          height: 9,
          columns: [
            { label: "name", title: "Container" },
            { label: "instance", title: "Host" },
          ],
        },
      ),
    ],
  },
  {
    title: "Networks: used, broken",
    panels: [
      timeseries(
        "Received",
        "Bytes per second that the ten busiest containers receive.",
        [prometheus(C.received, NAME)],
        { unit: "Bps", min: 0 },
      ),
      timeseries(
        "Sent",
        "Bytes per second that the ten busiest containers send.",
        [prometheus(C.sent, NAME)],
        { unit: "Bps", min: 0 },
      ),
      timeseries(
        "Faulty packets",
        "Packets per second of each container that were faulty.",
        [prometheus(C.networkErrors, NAME)],
        { unit: "pps", min: 0 },
      ),
      timeseries(
        "Dropped packets",
        "Packets per second of each container that were dropped for want of room.",
        [prometheus(C.networkDrops, NAME)],
        { unit: "pps", min: 0 },
      ),
    ],
  },
];
