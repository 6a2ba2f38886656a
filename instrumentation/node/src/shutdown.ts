import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "./options";

export interface Stoppable {
  /** Says to whoever asks that no more work is wanted. */
  readonly announce: () => void;
  /** Takes no more connections. */
  readonly close: () => void;
  readonly openRequests: () => number;
  /** Closes what the service has opened. */
  readonly hooks: () => readonly (() => unknown)[];
  /** Sends what waits. */
  readonly flush: () => Promise<void>;
  readonly warn: (message: string, error?: unknown) => void;
}

const POLL_MILLIS = 20;
/** Of the time that is left, for open requests, and for the hooks after them; the rest is for sending. */
const DRAIN_SHARE = 0.6;
const HOOKS_SHARE = 0.5;

/** Not ready, drained, closed, flushed: each step within its share of the time, whatever the others do. */
export async function stopGracefully(
  { delayMillis, timeoutMillis }: Settings["shutdown"],
  service: Stoppable,
): Promise<void> {
  service.announce();
  if (delayMillis > 0) {
    await sleep(delayMillis);
  }
  const end = Date.now() + timeoutMillis;
  const left = () => Math.max(0, end - Date.now());
  service.close();
  const drained = Date.now() + left() * DRAIN_SHARE;
  while (service.openRequests() > 0 && Date.now() < drained) {
    await sleep(POLL_MILLIS);
  }
  if (service.openRequests() > 0) {
    service.warn("requests were open at the end");
  }
  const hooks = service.hooks().map((hook) =>
    settled(hook).catch((error: unknown) => {
      service.warn("a hook of the shutdown failed", error);
    }),
  );
  await bounded(left() * HOOKS_SHARE, Promise.all(hooks), () =>
    service.warn("hooks of the shutdown took too long"),
  );
  await bounded(left(), service.flush(), () =>
    service.warn("spans could not be sent before the end"),
  );
}

/** A hook that throws at once is no other than one that rejects. */
async function settled(hook: () => unknown): Promise<void> {
  await hook();
}

/** Waits for work no longer than so. */
export async function bounded(
  millis: number,
  work: Promise<unknown>,
  late: () => void,
): Promise<void> {
  const stop = new AbortController();
  const timer = sleep(millis, "late", { signal: stop.signal }).catch(() => "");
  const first = await Promise.race([work.then(() => "done"), timer]);
  stop.abort();
  if (first === "late") {
    late();
  }
}
