import { InvalidInputError } from "./problem";
import { typeOf } from "./shown";

/** Label sets of metrics, alerts and log streams. */
export type Labels = Readonly<Record<string, string>>;

/** Label keys that more than one module must agree on. */
export const LABEL = {
  severity: "severity",
  /** How soon somebody must respond, from P1 to P4. */
  priority: "priority",
  team: "team",
  service: "service",
  slo: "slo",
  component: "component",
  burnWindow: "burn_window",
  /** What people feel of the cause: `errors` or `latency`. */
  symptom: "symptom",
} as const;

/** Uids of the data sources that dashboards refer to; fixed, so that links stay valid. */
export const DATA_SOURCE = {
  prometheus: "prometheus",
  loki: "loki",
  jaeger: "jaeger",
  alertmanager: "alertmanager",
} as const;

export type DataSourceUid = (typeof DATA_SOURCE)[keyof typeof DATA_SOURCE];

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const ALERT_NAME = /^[A-Z][a-zA-Z0-9]*$/;

export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && !name.startsWith("__");
}

export function isMetricName(name: string): boolean {
  return typeof name === "string" && METRIC_NAME.test(name);
}

export function isAlertName(name: string): boolean {
  return typeof name === "string" && ALERT_NAME.test(name);
}

/** Checks each key of `labels`; `what` names the labels in the message. */
export function requireLabels(what: string, labels: Labels): Labels {
  if (typeOf(labels) !== "an object") {
    throw new InvalidInputError(
      "label-set",
      `${what} must have labels in an object, got ${typeOf(labels)}; write them like { team: "payments" }`,
    );
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabelName(key)) {
      throw new InvalidInputError(
        "label-name",
        `${what} must have label names of letters, digits and "_" that do not start with a digit or "__", got ${JSON.stringify(key)}; rename the label`,
      );
    }
    if (typeof value !== "string") {
      throw new InvalidInputError(
        "label-value",
        `${what} must have text as the value of label "${key}", got ${typeOf(value)}; quote it`,
      );
    }
  }
  return labels;
}

/**
 * A lower-case identifier of letters, digits and dashes: `CheckoutAvailability` becomes `checkout-availability`.
 * Two different texts can give one slug; who needs uniqueness checks it.
 */
export function slug(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Upper camel case, the form of alert names: `checkout-availability` becomes `CheckoutAvailability`. */
export function pascalCase(text: string): string {
  return slug(text)
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The entry of `candidates` with the smallest edit distance to `name`, if it is near enough to be a typing error. */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  const length = name.length + bestDistance + 1;
  const rows: Rows = [new Uint32Array(length), new Uint32Array(length)];
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate, bestDistance, rows);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The remedy of a message about an unknown `name`: the nearest of `candidates`, or else what `otherwise` says. */
export function suggestion(
  name: string,
  candidates: Iterable<string>,
  otherwise: string,
): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? otherwise : `did you mean "${nearest}"`;
}

/** Room for two rows of the table of distances, longer than any text that is compared. */
type Rows = readonly [Uint32Array, Uint32Array];

/**
 * Levenshtein distance, or `limit` when it is not less. Only places that are less than `limit` apart can be the same
 * place of both texts, so that the others are not compared.
 */
function editDistance(a: string, b: string, limit: number, rows: Rows): number {
  if (Math.abs(a.length - b.length) >= limit) {
    return limit;
  }
  let [previous, current] = rows;
  for (let j = 0; j <= b.length; j++) {
    previous[j] = j;
  }
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit + 1);
    const to = Math.min(b.length, i + limit - 1);
    const character = a.charCodeAt(i - 1);
    let left = from === 1 ? i : limit;
    let least = left;
    current[from - 1] = left;
    current[to + 1] = limit;
    for (let j = from; j <= to; j++) {
      const substitution = character === b.charCodeAt(j - 1) ? 0 : 1;
      left = Math.min(
        left + 1,
        (previous[j] ?? limit) + 1,
        (previous[j - 1] ?? limit) + substitution,
      );
      current[j] = left;
      least = Math.min(least, left);
    }
    if (least >= limit) {
      return limit;
    }
    [previous, current] = [current, previous];
  }
  return Math.min(previous[b.length] ?? limit, limit);
}
