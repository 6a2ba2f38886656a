import { ClientRequest, type RequestOptions } from "node:http";
import { join, sep } from "node:path";
import { diag } from "@opentelemetry/api";
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
import { withoutQuery } from "./url";

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
      ignoreOutgoingRequestHook: isOfExporter,
      requestHook: (span, request) => {
        if (request instanceof ClientRequest) {
          const host = String(request.getHeader("host") ?? request.host);
          const path = withoutQuery(request.path);
          span.setAttribute("url.full", `${request.protocol}//${host}${path}`);
        }
      },
    }),
    new UndiciInstrumentation({
      requireParentforSpans: true,
      startSpanHook: ({ origin, path }) => ({
        "url.full": `${origin}${withoutQuery(path)}`,
        "url.query": undefined,
      }),
    }),
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

/** Spans are sent for no request, and there are none of it. */
function isOfExporter({ headers }: RequestOptions): boolean {
  const agent = headers instanceof Array ? undefined : headers?.["User-Agent"];
  return String(agent).startsWith("OTel-OTLP-Exporter-JavaScript/");
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

/** That of Redis has one for each time of the package. */
function withInner(
  instrumentation: Instrumentation,
): readonly Instrumentation[] {
  const inner = Object.values(instrumentation).filter(
    (value: unknown): value is Instrumentation =>
      typeof value === "object" && value !== null && "_modules" in value,
  );
  return [instrumentation, ...inner];
}

/** What `InstrumentationBase` does with a module that is loaded while it watches. */
interface Watching {
  _onRequire(
    definition: InstrumentationModuleDefinition,
    exports: unknown,
    name: string,
    folder: string,
  ): unknown;
}

/**
 * Gives modules that are loaded, and that no hook has seen, to the instrumentations that ask for them.
 *
 * @param load with the cache of all modules
 * @returns the packages that were found
 */
export function patchLoaded(
  instrumentations: readonly Instrumentation[],
  load: NodeJS.Require,
): readonly string[] {
  const found = new Set<string>();
  const loaded = Object.values(load.cache);
  for (const instrumentation of instrumentations.flatMap(withInner)) {
    for (const definition of definitionsOf(instrumentation)) {
      for (const module of loaded) {
        const part = module?.loaded && unseenPart(module.id, definition, load);
        if (part) {
          found.add(definition.name);
          try {
            (instrumentation as Instrumentation & Watching)._onRequire(
              definition,
              module.exports,
              part.name,
              part.folder,
            );
          } catch (error) {
            diag.warn(`${definition.name} cannot be watched`, error);
          }
        }
      }
    }
  }
  return [...found];
}

/** What is to be patched in a file, and was not: what its package exports, or what the file itself does. */
function unseenPart(
  path: string,
  definition: InstrumentationModuleDefinition,
  load: NodeJS.Require,
): { readonly name: string; readonly folder: string } | undefined {
  const inside = join("node_modules", definition.name) + sep;
  const start = path.lastIndexOf(inside);
  if (start === -1) {
    return undefined;
  }
  const folder = path.slice(0, start + inside.length - 1);
  const name = join(definition.name, path.slice(folder.length));
  const isMain = path === mainOf(folder, load);
  const parts = isMain
    ? [definition]
    : definition.files.filter((file) => join(file.name) === name);
  return parts.length === 0 ||
    parts.some((part) => part.moduleExports !== undefined)
    ? undefined
    : { name: isMain ? definition.name : name, folder };
}

function mainOf(folder: string, load: NodeJS.Require): string | undefined {
  try {
    return load.resolve(folder);
  } catch {
    // A package may have only parts.
    return undefined;
  }
}
