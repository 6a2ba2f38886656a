import type {
  Instrumentation,
  InstrumentationModuleDefinition,
} from "@opentelemetry/instrumentation";
import {
  ExpressInstrumentation,
  ExpressLayerType,
} from "@opentelemetry/instrumentation-express";
import { GraphQLInstrumentation } from "@opentelemetry/instrumentation-graphql";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { IORedisInstrumentation } from "@opentelemetry/instrumentation-ioredis";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RedisInstrumentation } from "@opentelemetry/instrumentation-redis";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";

/**
 * The official instrumentations, without a span for what no request asked for. The span of the server is the kit's own: the
 * official one doubles the time that a small request takes (see docs/instrumentation.md).
 *
 * @param sends whether there are spans; where not, requests to other services still take the ids along
 */
export function officialInstrumentations(
  sends: boolean,
): readonly Instrumentation[] {
  const outgoing = [
    new HttpInstrumentation({
      disableIncomingRequestInstrumentation: true,
      requireParentforOutgoingSpans: true,
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
  ];
  const inside = [
    new ExpressInstrumentation({
      ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER],
    }),
    new PgInstrumentation({ requireParentSpan: true }),
    new IORedisInstrumentation({ requireParentSpan: true }),
    new RedisInstrumentation({ requireParentSpan: true }),
    new GraphQLInstrumentation({
      ignoreTrivialResolveSpans: true,
      mergeItems: true,
    }),
  ];
  return [...outgoing, ...(sends ? inside : [])];
}

/** Gives modules of a bundle to the instrumentations that ask for them by name. */
export function patchModules(
  instrumentations: readonly Instrumentation[],
  modules: Readonly<Record<string, unknown>>,
): void {
  for (const [name, module] of Object.entries(modules)) {
    const definition = instrumentations
      .flatMap(definitionsOf)
      .find((candidate) => candidate.name === name);
    definition?.patch?.(module, definition.moduleVersion);
  }
}

/** What `InstrumentationBase` offers to the classes made from it. */
function definitionsOf(
  instrumentation: Instrumentation,
): readonly InstrumentationModuleDefinition[] {
  const { _modules: modules } = instrumentation as Instrumentation & {
    readonly _modules?: readonly InstrumentationModuleDefinition[];
  };
  return modules ?? [];
}
