import { Duration } from "../../../domain/units";

/** From which values on the alerts about programs in Node.js fire. */
export interface NodeThresholds {
  /**
   * Delay of the event loop that 99 % of its rounds stay below.
   * @default Duration.millis(100)
   */
  readonly eventLoopLag?: Duration;
  /**
   * Share of the time in which the event loop is busy, from 0 to 1.
   * @default 0.9
   */
  readonly busyRatio?: number;
  /**
   * How much of its limit the heap may use, from 0 to 1, at the least of 15 minutes.
   * @default 0.9
   */
  readonly heapRatio?: number;
  /**
   * Multiple of the heap of 6 hours before, at the least of an hour each.
   * @default 1.5
   */
  readonly heapGrowthFactor?: number;
  /**
   * Heap below which its growth says nothing, in MiB.
   * @default 64
   */
  readonly heapGrowthMebibytes?: number;
  /**
   * Share of the time that garbage collection may take, from 0 to 1.
   * @default 0.1
   */
  readonly gcRatio?: number;
  /**
   * Multiple of the open handles of 6 hours before, at the least of an hour each.
   * @default 2
   */
  readonly handlesGrowthFactor?: number;
  /**
   * Open handles below which their growth says nothing.
   * @default 1000
   */
  readonly handlesMinimum?: number;
}

export const NODE_THRESHOLDS: Required<NodeThresholds> = {
  eventLoopLag: Duration.millis(100),
  busyRatio: 0.9,
  heapRatio: 0.9,
  heapGrowthFactor: 1.5,
  heapGrowthMebibytes: 64,
  gcRatio: 0.1,
  handlesGrowthFactor: 2,
  handlesMinimum: 1000,
};

/** From which values on the alerts about programs in Go fire. */
export interface GoThresholds {
  /**
   * Multiple of the goroutines of 6 hours before, at the least of an hour each.
   * @default 2
   */
  readonly goroutinesGrowthFactor?: number;
  /**
   * Goroutines below which their growth says nothing.
   * @default 1000
   */
  readonly goroutinesMinimum?: number;
  /**
   * Longest pause of garbage collection of late.
   * @default Duration.millis(100)
   */
  readonly gcPause?: Duration;
  /**
   * Share of the time in which garbage collection may stop the program, from 0 to 1.
   * @default 0.02
   */
  readonly gcRatio?: number;
  /**
   * How much of GOMEMLIMIT may be used, from 0 to 1; without that limit nothing is told.
   * @default 0.9
   */
  readonly memoryRatio?: number;
  /**
   * Share of the allowed file descriptors that may be open, from 0 to 1.
   * @default 0.8
   */
  readonly openFilesRatio?: number;
  /**
   * Threads of the operating system; at 10,000 the program ends itself.
   * @default 500
   */
  readonly threads?: number;
}

export const GO_THRESHOLDS: Required<GoThresholds> = {
  goroutinesGrowthFactor: 2,
  goroutinesMinimum: 1000,
  gcPause: Duration.millis(100),
  gcRatio: 0.02,
  memoryRatio: 0.9,
  openFilesRatio: 0.8,
  threads: 500,
};

/** From which values on the alerts about programs on the JVM fire. */
export interface JvmThresholds {
  /**
   * How much of its limit the heap may use after collections, from 0 to 1: at the least of 15 minutes.
   * @default 0.9
   */
  readonly heapRatio?: number;
  /**
   * Multiple of the heap of 6 hours before, at the least of an hour each.
   * @default 1.5
   */
  readonly heapGrowthFactor?: number;
  /**
   * Heap below which its growth says nothing, in MiB.
   * @default 64
   */
  readonly heapGrowthMebibytes?: number;
  /**
   * Share of the time that garbage collection may take, from 0 to 1.
   * @default 0.1
   */
  readonly gcRatio?: number;
  /**
   * Mean pause of garbage collection.
   * @default Duration.millis(500)
   */
  readonly gcPause?: Duration;
  /**
   * Threads that wait for a lock for 10 minutes.
   * @default 10
   */
  readonly blockedThreads?: number;
  /**
   * Direct buffers as a share of the heap's limit, which is their limit too unless `-XX:MaxDirectMemorySize` says otherwise.
   * @default 0.8
   */
  readonly directRatio?: number;
  /**
   * Multiple of the loaded classes of 6 hours before, at the least of an hour each.
   * @default 1.5
   */
  readonly classesGrowthFactor?: number;
  /**
   * Loaded classes below which their growth says nothing.
   * @default 10000
   */
  readonly classesMinimum?: number;
}

export const JVM_THRESHOLDS: Required<JvmThresholds> = {
  heapRatio: 0.9,
  heapGrowthFactor: 1.5,
  heapGrowthMebibytes: 64,
  gcRatio: 0.1,
  gcPause: Duration.millis(500),
  blockedThreads: 10,
  directRatio: 0.8,
  classesGrowthFactor: 1.5,
  classesMinimum: 10_000,
};
