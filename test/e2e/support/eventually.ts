import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tries until `attempt` neither throws nor returns nothing, and returns what it returned.
 *
 * @throws Error after `seconds`, with what the last attempt complained of
 */
export async function eventually<T>(
  what: string,
  seconds: number,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last = "it returned nothing";
  for (;;) {
    try {
      const result = await attempt();
      if (result !== undefined) {
        return result;
      }
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${seconds} s; ${last}`);
    }
    await sleep(500);
  }
}
