import { nearestName } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { shown } from "../shown";
import { extraConfigOf, type DeploymentPlan } from "../telemetry/plan";
import { requireNames } from "../traces/sampling-input";
import type { LogTenantOptions } from "./tenants";

const WHAT = "tenants of logs";

/**
 * @throws InvalidInputError for another division than by team, malformed limits, and a Loki that asks nobody for a tenant
 */
export function requireTenants(
  tenants: "team" | LogTenantOptions,
  plan: DeploymentPlan,
): void {
  const options: LogTenantOptions =
    typeof tenants === "string" ? { per: tenants } : tenants;
  requireNames(WHAT, options, ["per", "limits"]);
  requireTeam(options.per);
  requireKind(`limits of ${WHAT}`, options.limits ?? {}, "record");
  for (const [team, limits] of Object.entries(options.limits ?? {})) {
    const what = `limits of team "${team}"`;
    requireNames(what, limits, ["bytesPerSecond", "streams"]);
    requireShape(what, limits, { bytesPerSecond: "size?" });
    requireAtLeast(`streams of ${what}`, limits.streams, 1);
    requireAtLeast(
      `bytesPerSecond of ${what}`,
      limits.bytesPerSecond?.toBytes(),
      LEAST_RATE,
    );
  }
  requireAuthentication(plan);
}

/** One line of the greatest size that Loki takes must pass. */
const LEAST_RATE = 256 * 1024;

function requireTeam(per: unknown): void {
  if (per !== "team") {
    const nearest =
      typeof per === "string" ? nearestName(per, ["team"]) : undefined;
    throw new InvalidInputError(
      "log-tenants",
      `${WHAT} must be "team", got ${shown(per)}; ${nearest === undefined ? "leave them out to keep all lines together" : `did you mean "${nearest}"`}`,
    );
  }
}

function requireAtLeast(
  what: string,
  value: number | undefined,
  least: number,
): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
    throw new InvalidInputError(
      "log-tenant-limit",
      `${what} must be a whole number of at least ${least}, got ${shown(value)}; leave it out for the usual one`,
    );
  }
}

/** Where nobody asks for a tenant, all lines would be in one. */
function requireAuthentication(plan: DeploymentPlan): void {
  const { loki, "otel-collector": collector } = plan;
  for (const [name, choice] of [
    ["loki", loki],
    ["otel-collector", collector],
  ] as const) {
    if (choice.kind === "absent") {
      throw new InvalidInputError(
        "log-tenants-component",
        `${WHAT} must have the component "${name}", got a platform without it; enable it in \`components\`, or leave the tenants out`,
      );
    }
  }
  if (loki.kind === "external" && loki.tenants !== true) {
    throw new InvalidInputError(
      "log-tenants-external",
      `${WHAT} must have a Loki that asks for a tenant, got an external one that is not declared to; start it with auth_enabled: true and say so: components: { loki: { external: "...", tenants: true } }`,
    );
  }
  if (extraConfigOf(plan, "loki")?.["auth_enabled"] === false) {
    throw new InvalidInputError(
      "log-tenants-authentication",
      `${WHAT} must have a Loki that asks for a tenant, got auth_enabled: false in its extraConfig; remove that, or leave the tenants out`,
    );
  }
}
