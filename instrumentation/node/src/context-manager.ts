import { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, type Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { RequestState } from "./request-state";

/** After so many requests that nothing has asked for, nothing is expected to ask. */
export const UNASKED_REQUESTS = 10_000;

let isAside = false;

/** Does what is done for no request; that it asks for one does not count. */
export function aside<T>(work: () => T): T {
  const before = isAside;
  isAside = true;
  try {
    return work();
  } finally {
    isAside = before;
  }
}

/**
 * That of the SDK, with a way to enter a context without a function to run in it, and one that rests where nobody asks: that
 * Node.js carries the context along with each promise and timer is most of what the kit costs.
 */
export class RequestContextManager extends AsyncLocalStorageContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();
  private entered = 0;
  private isNeeded = false;
  private isResting = false;

  /** @param isExpected whether something is there that asks, though it has not yet */
  constructor(private readonly isExpected: () => boolean) {
    super();
  }

  /** Makes a context that of the present work and of all that follows from it. */
  enter(context: Context): void {
    if (this.isResting) {
      return;
    }
    if (!this.isNeeded) {
      this.entered += 1;
      if (this.entered > UNASKED_REQUESTS) {
        if (!this.isExpected()) {
          this.isResting = true;
          this.storage.disable();
          return;
        }
        this.isNeeded = true;
      }
    }
    this.storage.enterWith(context);
  }

  /** From now on each request has its context. */
  need(): void {
    this.isNeeded = true;
    this.isResting = false;
  }

  override active(): Context {
    const context = this.storage.getStore();
    if (
      !this.isNeeded &&
      !isAside &&
      (this.isResting || context instanceof RequestState)
    ) {
      this.need();
    }
    return context ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    work: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const bound = self === undefined ? work : work.bind(self);
    if (isAside) {
      return bound(...args);
    }
    return this.storage.run(context, bound as F, ...args);
  }

  override disable(): this {
    this.storage.disable();
    return this;
  }
}
