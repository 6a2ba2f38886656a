import { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, type Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";

/** That of the SDK, with a way to enter a context without a function to run in it. */
export class RequestContextManager extends AsyncLocalStorageContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();

  /** Makes a context that of the present work and of all that follows from it. */
  enter(context: Context): void {
    this.storage.enterWith(context);
  }

  override active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    work: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const bound = self === undefined ? work : work.bind(self);
    return this.storage.run(context, bound as F, ...args);
  }

  override disable(): this {
    this.storage.disable();
    return this;
  }
}
