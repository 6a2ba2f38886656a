import { ALWAYS_KEPT_LOGS } from "../../domain/logs/sampling";
import {
  OWN_TENANT,
  TENANT_HEADER,
  type LogTenant,
} from "../../domain/logs/tenants";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { ConfigSection } from "../merge";
import { delivery } from "./delivery";
import { literal } from "./operators";

/** What all lines go through to the pipelines of the tenants. */
export const TENANTS = "forward/tenants";

/** Says which tenant a record belongs to; the last thing before they part, and gone when it is sent. */
const TENANT = 'resource.attributes["loki.tenant"]';

const EVIDENCE = ALWAYS_KEPT_LOGS.map(
  (log) => `resource.attributes["log"] == ${literal(log)}`,
).join(" or ");

/** Where the lines of a tenant go. The platform's own queue is the one of before, so that it is emptied. */
function exporterOf({ name }: LogTenant): string {
  return name === OWN_TENANT ? "otlp_http/loki" : `otlp_http/loki_${name}`;
}

/** The last processor of lines that are to be divided. A sender says what service it is, but not whose tenant it writes. */
export function divideByTenant(
  tenants: readonly LogTenant[],
): Readonly<Record<string, ConfigSection>> {
  return {
    "transform/tenant": {
      error_mode: "ignore",
      log_statements: [
        {
          context: "resource",
          statements: [
            `set(${TENANT}, ${literal(OWN_TENANT)})`,
            ...tenants
              .filter(({ services }) => services.length > 0)
              .map(({ name, services }) => {
                const own = services
                  .map(
                    (each) =>
                      `resource.attributes["service"] == ${literal(each)}`,
                  )
                  .join(" or ");
                return `set(${TENANT}, ${literal(name)}) where (${own}) and not (${EVIDENCE})`;
              }),
          ],
        },
      ],
    },
  };
}

/**
 * A pipeline for each tenant, which sends in its name. All of them get every record and keep their own: exactly one keeps it,
 * since each record has one tenant.
 */
export function tenantPipelines(
  plan: DeploymentPlan,
  loki: string,
  tenants: readonly LogTenant[],
): ConfigSection {
  const each = <T>(entry: (tenant: LogTenant) => readonly [string, T]) =>
    Object.fromEntries(tenants.map(entry));
  return {
    connectors: { [TENANTS]: {} },
    processors: {
      ...each(({ name }) => [
        `filter/tenant_${name}`,
        {
          // A record that is not understood must not be in all of them.
          error_mode: "propagate",
          log_conditions: [`${TENANT} != ${literal(name)}`],
        },
      ]),
      "resource/tenant": {
        attributes: [{ key: "loki.tenant", action: "delete" }],
      },
    },
    exporters: each((tenant) => [
      exporterOf(tenant),
      {
        endpoint: `${loki}/otlp`,
        headers: { [TENANT_HEADER]: tenant.name },
        ...delivery(plan, tenants.length),
      },
    ]),
    service: {
      pipelines: each((tenant) => [
        `logs/tenant_${tenant.name}`,
        {
          receivers: [TENANTS],
          processors: [`filter/tenant_${tenant.name}`, "resource/tenant"],
          exporters: [exporterOf(tenant)],
        },
      ]),
    },
  };
}
