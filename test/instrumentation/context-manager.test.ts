import { AsyncResource } from "node:async_hooks";
import { setImmediate as later } from "node:timers/promises";
import { createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { RequestContextManager } from "../../instrumentation/node/src/context-manager";

const KEY = createContextKey("request");
const manager = new RequestContextManager();

afterAll(() => manager.disable());

/** Answers a request, as a server does: apart from what was before it. */
async function answer(id: number): Promise<unknown> {
  return new AsyncResource("REQUEST").runInAsyncScope(async () => {
    manager.enter(ROOT_CONTEXT.setValue(KEY, id));
    await later();
    return manager.active().getValue(KEY);
  });
}

it("knows each request in all that follows from it, however many nobody asked for, and outside of requests none", async () => {
  const ids = Array.from({ length: 11_000 }, (_, index) => index);
  expect(await Promise.all(ids.map(answer))).toEqual(ids);
  expect(manager.active()).toBe(ROOT_CONTEXT);
});
