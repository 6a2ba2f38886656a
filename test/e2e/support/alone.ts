import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A port that nothing else uses; who listens on it may publish those of the examples. */
const LOCK_PORT = 18_079;

/** Milliseconds in which every other test of an example has ended. */
export const ALONE_LIMIT = 20 * 60_000;

/**
 * Waits until no other test has an example deployed: they publish the same ports. The system takes the lock back from a test
 * that was interrupted.
 *
 * @returns what gives the lock back
 */
export async function publishAlone(): Promise<() => void> {
  for (;;) {
    const server = createServer();
    const listens = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(LOCK_PORT, "127.0.0.1", () => resolve(true));
    });
    if (listens) {
      return () => void server.close();
    }
    await sleep(1000);
  }
}
