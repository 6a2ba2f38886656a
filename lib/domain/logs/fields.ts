/** What a field of a log record holds. */
export interface LogField {
  readonly meaning: string;
  /** Whether it has as many values as there are people, requests or addresses. Default: false. */
  readonly unbounded?: boolean;
}

/**
 * Fields that mean the same in the lines of every source. They are structured metadata in Loki: filtered by
 * `| field="..."` after the braces of a query, and no stream of their own.
 *
 * Time, level, service, trace and span have places of their own in a record and are not among them.
 */
export const LOG_FIELDS = {
  message: { meaning: "what happened, without the rest of the line" },
  error: { meaning: "message of the error", unbounded: true },
  error_type: { meaning: "name of the error, such as TypeError" },
  stack: { meaning: "stack trace", unbounded: true },
  request_id: {
    meaning: "identifier that one request keeps through all services",
    unbounded: true,
  },
  user_id: { meaning: "who asked for it", unbounded: true },
  duration: { meaning: "how long it took, in seconds", unbounded: true },
  http_method: { meaning: "method of the request" },
  http_route: { meaning: "pattern of the path, such as /orders/:id" },
  http_path: {
    meaning: "path of the request without its query",
    unbounded: true,
  },
  http_status: { meaning: "status of the response" },
  http_user_agent: { meaning: "what the client calls itself", unbounded: true },
  http_referrer: {
    meaning: "page that led to the request, without its query",
    unbounded: true,
  },
  http_version: { meaning: "version of HTTP" },
  http_host: { meaning: "host that the client asked for" },
  response_bytes: { meaning: "size of the response", unbounded: true },
  client_ip: { meaning: "address of the client", unbounded: true },
  upstream: { meaning: "address of the server behind the proxy" },
  upstream_duration: {
    meaning: "how long the server behind the proxy took, in seconds",
    unbounded: true,
  },
  connection: { meaning: "number of the connection", unbounded: true },
  process_id: { meaning: "number of the process", unbounded: true },
  program: { meaning: "name of the program that wrote the line" },
  sender: { meaning: "host that a syslog message names" },
  facility: { meaning: "number of the syslog facility" },
  message_id: { meaning: "kind of the syslog message" },
  structured_data: { meaning: "structured data of RFC 5424", unbounded: true },
  role: {
    meaning: "part of Redis that wrote: X, C, S or M for the primary",
  },
  database: { meaning: "name of the database" },
  database_user: { meaning: "user of the database" },
  application: { meaning: "name that the client of a database gives itself" },
  statement: { meaning: "statement of SQL", unbounded: true },
  sql_state: { meaning: "SQLSTATE of an error" },
  detail: { meaning: "what PostgreSQL adds as DETAIL", unbounded: true },
  hint: { meaning: "what PostgreSQL adds as HINT", unbounded: true },
  action: {
    meaning: "what was tried, such as ssh_login, sudo, su or a type of audit",
  },
  actor: { meaning: "who tried it", unbounded: true },
  target_user: { meaning: "account that it was tried for" },
  result: { meaning: "success or failure" },
  command: { meaning: "command that was run", unbounded: true },
  terminal: { meaning: "terminal that it was run on" },
  audit_id: { meaning: "serial number of the audit event", unbounded: true },
  audit_key: { meaning: "key of the audit rule" },
  login_user: { meaning: "who logged in before any change of the user" },
  file_path: { meaning: "file that was touched", unbounded: true },
  parse_error: {
    meaning: "format that the line was declared to have and has not",
  },
  truncated: { meaning: "present when the line was longer than what is kept" },
} as const satisfies Readonly<Record<string, LogField>>;

export type LogFieldName = keyof typeof LOG_FIELDS;

/** Names of what has too many values for a label, whoever chose the name. */
const UNBOUNDED_NAME =
  /(?:^|_)(?:id|uuid|guid|ip|addr|address|path|url|uri|query|email|mail|session|token|time|timestamp|date|message|msg|line|duration|latency|user|username|request|trace|span|pid|hash|(?:user|customer|client|account|request|session|order|message|correlation|trace|span)id|(?:client|remote|source|peer)(?:ip|addr|address))$/i;

/** Whether what has this name has so many values that as a label it would make streams without end. */
export function isUnbounded(name: string): boolean {
  const known: Readonly<Record<string, LogField>> = LOG_FIELDS;
  const field = Object.hasOwn(known, name) ? known[name] : undefined;
  const snakeCase = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return field?.unbounded ?? UNBOUNDED_NAME.test(snakeCase);
}

/** What tells of the way that a line took, which neither a source nor a line may say of itself. */
const RESERVED =
  /^(?:parse_error|truncated|repeated|(?:sampling|join)_.*|(?:first|last)_observed_timestamp)$/;

/** Whether the agent itself writes a field of this name. */
export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}
