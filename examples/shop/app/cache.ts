import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { Switch } from "./faults";
import { kit } from "./kit";
import { SETTINGS, secret } from "./settings";

const KEEP_SECONDS = 300;

const redis = new Redis({
  host: SETTINGS.cacheHost,
  username: "shop",
  password: secret("shop-cache-password"),
  commandTimeout: 1_000,
  // Who waits for a cache that is gone is slower than who has none.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
});
redis.on("error", (error: Error) =>
  kit.logger.warn({ error: error.message }, "cache connection lost"),
);
kit.onShutdown(() => redis.disconnect());

/** While on, no entry is ever found again. */
export const missStorm = new Switch();

/** The value of the cache, or else that of `read`, which is then kept. Without a cache all works, slower. */
export async function cached<T>(
  key: string,
  read: () => Promise<T>,
): Promise<T> {
  const asked = missStorm.on ? `${key}:${randomUUID()}` : key;
  const found = await redis.get(asked).catch(() => null);
  if (found !== null) {
    return JSON.parse(found) as T;
  }
  const value = await read();
  await redis
    .set(asked, JSON.stringify(value), "EX", KEEP_SECONDS)
    .catch(() => undefined);
  return value;
}
