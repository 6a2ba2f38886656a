import { AsyncResource } from "node:async_hooks";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { setImmediate as later } from "node:timers/promises";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import {
  aside,
  RequestContextManager,
  UNASKED_REQUESTS,
} from "../../instrumentation/node/src/context-manager";
import { RequestState } from "../../instrumentation/node/src/request-state";

const message = new IncomingMessage(new Socket());

function request(): RequestState {
  return new RequestState("1", message, ROOT_CONTEXT, 0, undefined, () =>
    trace.wrapSpanContext({ traceId: "1", spanId: "1", traceFlags: 0 }),
  );
}

/** Answers a request, as a server does: apart from what was before it. */
function answer<T>(manager: RequestContextManager, work: () => T): T {
  return new AsyncResource("REQUEST").runInAsyncScope(() => {
    manager.enter(request());
    return work();
  });
}

function answerMany(manager: RequestContextManager, work = () => {}): void {
  for (let count = 0; count <= UNASKED_REQUESTS; count += 1) {
    answer(manager, work);
  }
}

/** Whether work that follows from a request knows it. */
function knows(manager: RequestContextManager): Promise<boolean> {
  return answer(manager, async () => {
    await later();
    return manager.active() instanceof RequestState;
  });
}

const managers: RequestContextManager[] = [];

function create(isExpected = false): RequestContextManager {
  const manager = new RequestContextManager(() => isExpected);
  managers.push(manager);
  return manager;
}

afterEach(() => {
  managers.splice(0).forEach((manager) => manager.disable());
});

it("knows the request in all that follows from it, and outside of requests none", async () => {
  const manager = create();
  expect(await knows(manager)).toBe(true);
  expect(manager.active()).toBe(ROOT_CONTEXT);
});

it("rests after many requests that nothing asked for, until something does", async () => {
  const manager = create();
  answerMany(manager);
  expect(await knows(manager)).toBe(false);
  expect(await knows(manager)).toBe(true);
  answerMany(manager);
  expect(await knows(manager)).toBe(true);
});

it.each<[string, (manager: RequestContextManager) => void, boolean?]>([
  [
    "one of them was asked for",
    (manager) => answer(manager, () => manager.active()),
  ],
  ["it is known to be needed", (manager) => manager.need()],
  ["a package is there that asks", () => undefined, true],
])("never rests where %s", async (_, prepare, isExpected = false) => {
  const manager = create(isExpected);
  prepare(manager);
  answerMany(manager);
  expect(await knows(manager)).toBe(true);
});

it("rests though the kit itself asks, which wakes it neither", async () => {
  const manager = create();
  const ask = () =>
    aside(() => manager.with(manager.active(), () => manager.active()));
  answerMany(manager, ask);
  ask();
  expect(await knows(manager)).toBe(false);
});
