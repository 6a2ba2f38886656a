import type { ComponentSpec } from "../../domain/telemetry/component";

/** Never below this: other containers of the host may run as the same user. */
const LEAST = 1024;

/** Leaves room for a second platform on the host, and for containers that are being replaced. */
const ROOM = 4;

/**
 * The limit on processes and threads that the Docker provider can express (`ulimit nproc`). Linux counts them for each
 * user over the whole host, so the limit covers all components of that user. For root it has no effect.
 *
 * @see https://man7.org/linux/man-pages/man2/getrlimit.2.html RLIMIT_NPROC
 */
export function processLimit(
  user: string,
  specs: readonly Pick<ComponentSpec, "user" | "processes">[],
): number {
  const sum = specs
    .filter((each) => userId(each.user) === userId(user))
    .reduce((total, { processes }) => total + processes, 0);
  return Math.max(LEAST, sum * ROOM);
}

/** The numeric user of `uid:gid`. */
export function userId(user: string): number {
  return Number(user.split(":")[0]);
}
