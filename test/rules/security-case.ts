import type { Labels } from "../../lib/domain/names";
import type { AgedLine } from "./security-loki";

export type Lines = readonly AgedLine[];

/** An alert about lines, and the lines of one stream that make it fire and that do not. */
export interface LogCase {
  readonly stream: Labels;
  readonly fires: Lines;
  readonly expect: {
    readonly labels: Labels;
    readonly summary: string;
    readonly description: string;
  };
  /** As near to firing as a healthy system gets. */
  readonly silent: Lines;
  /** What else must not make it fire. */
  readonly edges?: Readonly<Record<string, Lines>>;
  /** What else must make it fire, once. */
  readonly alsoFires?: Readonly<Record<string, Lines>>;
}

export const AUTH = { log: "auth", host: "web1" };
export const AUDIT = { log: "audit", host: "web1" };
export const ACCESS = { log: "access", service: "nginx" };
export const APP = { service: "shop" };

const SEVERITY = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
} as const;

const SERVICE = { auth: "web1", audit: "web1", access: "nginx", app: "shop" };

/** The labels of an alert; `log` and `service` of its streams are its own only where the query keeps them. */
export function labels(
  priority: keyof typeof SEVERITY,
  of: keyof typeof SERVICE | "all",
  more: Labels = {},
): Labels {
  return {
    priority,
    severity: SEVERITY[priority],
    team: "security",
    ...(of !== "all" && { service: SERVICE[of] }),
    ...((of === "auth" || of === "audit") && { host: "web1" }),
    ...more,
  };
}

export const IP = "203.0.113.9";
export const DAY = 86_400;

export const aged = (age: number, lines: readonly string[]): Lines =>
  lines.map((line) => [age, line] as const);

/** An address for each number. */
export const address = (n: number): string =>
  `198.51.${100 + Math.floor(n / 250)}.${1 + (n % 250)}`;
