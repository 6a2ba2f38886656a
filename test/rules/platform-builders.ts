import type { PackCase, Series } from "./pack-suite";

/** What happens; the text that reaches somebody stands in `platform-notifications.ts`. */
export type PlatformCase = Omit<PackCase, "expect" | "at"> & {
  /** Minute at which to look. Default: 60. */
  readonly minute?: number;
};

export function down(job: string): PlatformCase {
  const up = `up{job="${job}",instance="a"}`;
  return {
    fires: { [up]: "1x50 0x20" },
    silent: { [up]: "1x58 0x20" },
    edges: { "a blip": { series: { [up]: "1x57 0 1x20" } } },
  };
}

/** One of two; when both are down, another alert says so. */
export function oneDown(job: string): PlatformCase {
  const [first, second] = ["a", "b"].map(
    (instance) => `up{job="${job}",instance="${instance}"}`,
  ) as [string, string];
  return {
    fires: { [first]: "1x50 0x20", [second]: "1x80" },
    silent: { [first]: "1x58 0x20", [second]: "1x80" },
    edges: {
      "both are down": { series: { [first]: "0x80", [second]: "0x80" } },
    },
  };
}

/** A case that an Alertmanager which is down keeps silent. */
export function unlessDown(each: PlatformCase): PlatformCase {
  return {
    ...each,
    edges: {
      ...each.edges,
      "an Alertmanager that is down, which is told": {
        series: {
          ...each.fires,
          'up{job="alertmanager",instance="x"}': "0x120",
          'up{job="alertmanager",instance="y"}': "1x120",
        },
      },
    },
  };
}

/** A flag that is 1 while all is well. */
export function flag(series: string): PlatformCase {
  return {
    fires: { [series]: "1x10 0x60" },
    silent: { [series]: "1x10 0 0 1x60" },
    edges: { "series that are missing": { series: {} } },
  };
}

/** A counter of failures. */
export function failures(series: string, minute = 60): PlatformCase {
  return {
    fires: { [series]: `0+2x${2 * minute}` },
    silent: { [series]: `7x${2 * minute}` },
    edges: {
      "a restart after failures long ago": {
        series: { [series]: `7x${minute - 3} 0x${minute}` },
      },
    },
    minute,
  };
}

/** Several counters of failures, of which one goes up. */
export function anyOf(counters: readonly string[], minute = 60): PlatformCase {
  const [first = "", ...others] = counters;
  const still = Object.fromEntries(
    others.map((counter) => [counter, `0x${2 * minute}`]),
  );
  const { fires, silent, edges } = failures(first, minute);
  return {
    fires: { ...still, ...fires },
    silent: { ...still, ...(silent as Series) },
    ...(edges && { edges }),
    alsoFires: { "the others were never counted": fires },
    minute,
  };
}

/** One series among all that fail, and a healthy one. */
export function share(failed: string, all: string): PlatformCase {
  return {
    fires: { [failed]: "0+10x120", [all]: "0+100x120" },
    silent: { [failed]: "0+4x120", [all]: "0+100x120" },
    edges: {
      "nothing at all": { series: { [failed]: "7x120", [all]: "9x120" } },
    },
  };
}

/** A gauge, as full as it may be and fuller. */
export function level(
  series: string,
  over: number,
  under: number,
  more: Series = {},
): PlatformCase {
  return {
    fires: { [series]: `${over}x120`, ...more },
    silent: { [series]: `${under}x120`, ...more },
  };
}

/** Requests of which 1 in 10 is in the bucket above `limit`. */
export function slow(histogram: string, labels: string): PlatformCase {
  const bucket = (le: string, values: string): Series => ({
    [`${histogram}_bucket{${labels},le="${le}"}`]: values,
  });
  return {
    fires: {
      ...bucket("4", "0+80x120"),
      ...bucket("10", "0+100x120"),
      ...bucket("+Inf", "0+100x120"),
    },
    silent: {
      ...bucket("4", "0+100x120"),
      ...bucket("10", "0+100x120"),
      ...bucket("+Inf", "0+100x120"),
    },
  };
}
