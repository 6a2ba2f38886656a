import { nearestName } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOptions, requireShape } from "../shape";
import { shown, typeOf } from "../shown";
import { extraConfigOf, type DeploymentPlan } from "../telemetry/plan";
import {
  LONGEST_TENANT,
  tenantOptions,
  type LogTenantOptions,
} from "./tenants";

const WHAT = "tenants of logs";

/**
 * @throws InvalidInputError for another division than by team, malformed limits, and a Loki that asks nobody for a tenant
 */
export function requireTenants(
  tenants: "team" | LogTenantOptions,
  plan: DeploymentPlan,
): void {
  requireDivision(tenants);
  const options = tenantOptions(tenants);
  const { limits: all = {}, names = {} } = options;
  requireKind(`limits of ${WHAT}`, all, "record");
  for (const [team, limits] of Object.entries(all)) {
    const what = `limits of team "${team}"`;
    requireOptions(what, limits, ["bytesPerSecond", "streams"]);
    requireShape(what, limits, { bytesPerSecond: "size?" });
    requireBetween(`streams of ${what}`, limits.streams, 1, MOST_STREAMS);
    requireBetween(
      `bytesPerSecond of ${what}`,
      limits.bytesPerSecond?.toBytes(),
      LEAST_RATE,
      Number.MAX_SAFE_INTEGER,
    );
  }
  requireNamesOfTenants(names);
  requireAuthentication(plan);
}

/** What Loki takes, and is a name of a folder and in the uid of a data source too. */
const TENANT = /^[A-Za-z0-9_-]+$/;

function requireNamesOfTenants(names: Readonly<Record<string, unknown>>): void {
  requireKind(`names of ${WHAT}`, names, "record");
  for (const [team, name] of Object.entries(names)) {
    if (
      typeof name !== "string" ||
      !TENANT.test(name) ||
      name.length > LONGEST_TENANT
    ) {
      throw new InvalidInputError(
        "log-tenant-name",
        `tenant of team ${JSON.stringify(team)} must be 1 to ${LONGEST_TENANT} letters of ASCII, digits, "_" and "-", got ${shown(name)}; choose another name`,
      );
    }
  }
}

/** One line of the greatest size that Loki takes must pass. */
const LEAST_RATE = 256 * 1024;

/** More than one Loki holds in any memory. */
const MOST_STREAMS = 1_000_000;

function requireDivision(tenants: unknown): void {
  const isRecord = typeOf(tenants) === "an object";
  if (isRecord) {
    requireOptions(WHAT, tenants as object, ["per", "limits", "names"]);
  }
  const per = isRecord ? (tenants as { per?: unknown }).per : tenants;
  if (per !== "team") {
    const nearest =
      typeof per === "string" ? nearestName(per, ["team"]) : undefined;
    throw new InvalidInputError(
      "log-tenants",
      `${WHAT} must be "team" or { per: "team", limits, names }, got ${shown(per)}; ${nearest === undefined ? "leave them out to keep all lines together" : `did you mean "${nearest}"`}`,
    );
  }
}

function requireBetween(
  what: string,
  value: number | undefined,
  least: number,
  most: number,
): void {
  if (
    value !== undefined &&
    !(Number.isInteger(value) && value >= least && value <= most)
  ) {
    throw new InvalidInputError(
      "log-tenant-limit",
      `${what} must be a whole number from ${least} to ${most}, got ${shown(value)}; leave it out for the usual one`,
    );
  }
}

/** Where nobody asks for a tenant, all lines would be in one; where another collector sends, none would arrive. */
function requireAuthentication(plan: DeploymentPlan): void {
  const { loki, "otel-collector": collector } = plan;
  if (collector.kind !== "deployed" || loki.kind === "absent") {
    const missing = loki.kind === "absent" ? "loki" : "otel-collector";
    throw new InvalidInputError(
      "log-tenants-component",
      `${WHAT} must have a Loki, and a collector that the platform runs and that divides the lines, got ${missing === "loki" ? "no Loki" : collector.kind === "absent" ? "no collector" : "an external collector"}; enable "${missing}" in \`components\`, or leave the tenants out`,
    );
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
