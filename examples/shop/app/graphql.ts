import { createHash } from "node:crypto";
import {
  execute,
  getOperationAST,
  parse,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
} from "graphql";
import {
  errors,
  measure,
  operations,
  durations,
  persisted,
  subscriptions,
} from "./graphql-metrics";
import { schema } from "./graphql-schema";
import { Refused } from "./shop";

export interface GraphqlRequest {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A query may be asked for by its hash, and is sent in full when the server does not know it yet. */
  readonly extensions?: {
    readonly persistedQuery?: { readonly sha256Hash: string };
  };
}

const MOST_PERSISTED = 100;

const queries = new Map<string, string>();

/** The text of a query, unless it is known by its hash only and that not here. */
function textOf({ query, extensions }: GraphqlRequest): string | undefined {
  const hash = extensions?.persistedQuery?.sha256Hash;
  if (hash === undefined) {
    return query;
  }
  if (query === undefined) {
    const known = queries.get(hash);
    persisted.add(1, { result: known === undefined ? "miss" : "hit" });
    return known;
  }
  const right = createHash("sha256").update(query).digest("hex") === hash;
  if (!right) {
    throw new Refused(400, "the hash must be that of the query");
  }
  if (queries.size < MOST_PERSISTED) {
    queries.set(hash, query);
  }
  return query;
}

interface Operation {
  readonly document: DocumentNode;
  readonly labels: { readonly operation: string; readonly type: string };
}

/** @throws Refused for what is no valid query */
function prepare(text: string, operationName: string | undefined): Operation {
  try {
    const document = parse(text);
    const [problem] = validate(schema, document);
    const operation = getOperationAST(document, operationName);
    if (problem === undefined && operation) {
      measure(operation);
      return {
        document,
        labels: {
          operation: operation.name?.value ?? "",
          type: operation.operation,
        },
      };
    }
  } catch {
    // What cannot be parsed is refused like what does not fit the schema.
  }
  throw new Refused(400, "the query does not fit the schema");
}

function noteErrors(found: readonly GraphQLError[] = []): "ok" | "error" {
  for (const { originalError } of found) {
    errors.add(1, {
      code: originalError instanceof Refused ? "REFUSED" : "INTERNAL",
    });
  }
  return found.length === 0 ? "ok" : "error";
}

export async function executeGraphql(
  request: GraphqlRequest,
): Promise<unknown> {
  const text = textOf(request);
  if (text === undefined) {
    return { errors: [{ message: "PersistedQueryNotFound" }] };
  }
  const { document, labels } = prepare(text, request.operationName);
  const begin = performance.now();
  const result = await execute({
    schema,
    document,
    operationName: request.operationName ?? null,
    variableValues: request.variables ?? null,
  });
  durations.observe((performance.now() - begin) / 1000, labels);
  operations.add(1, { ...labels, status: noteErrors(result.errors) });
  return result;
}

/** @throws Refused for what is no subscription */
export async function subscribeGraphql(
  request: GraphqlRequest,
): Promise<AsyncGenerator<ExecutionResult, void, void>> {
  const text = textOf(request) ?? "";
  const { document, labels } = prepare(text, request.operationName);
  const source = await subscribe({ schema, document });
  if (!(Symbol.asyncIterator in source)) {
    throw new Refused(400, "the operation must be a subscription");
  }
  operations.add(1, { ...labels, status: "ok" });
  return counted(source);
}

let watching = 0;

async function* counted(
  source: AsyncGenerator<ExecutionResult, void, void>,
): AsyncGenerator<ExecutionResult, void, void> {
  subscriptions.active.set((watching += 1));
  try {
    for await (const event of source) {
      subscriptions.events.add(1);
      yield event;
    }
  } finally {
    subscriptions.active.set((watching -= 1));
  }
}
