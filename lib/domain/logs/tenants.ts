import { dashboardUid } from "../dashboard/uid";
import { DATA_SOURCE, slug } from "../names";
import type { LogqlSelector } from "../promql/logql";
import type { Service } from "../telemetry/service";
import type { Bytes } from "../units";
import type { LogRetention } from "./retention";
import { ALWAYS_KEPT_LOGS } from "./sampling";
import type { ServiceLogs } from "./source";

/** The header by which Loki and Grafana tell tenants apart. */
export const TENANT_HEADER = "X-Scope-OrgID";

/**
 * The tenant of what belongs to no team. It is the one that Loki itself uses while it asks for no tenant, so that lines of
 * before stay where they are found, and are deleted in time.
 */
export const OWN_TENANT = "fake";

/**
 * The longest that Loki takes.
 * @see https://grafana.com/docs/loki/latest/operations/multi-tenancy/
 */
export const LONGEST_TENANT = 150;

/**
 * The volume of the collector in parts of which the queues of lines together have one, and that of spans another: each takes
 * twice its size for a while when it is compacted.
 */
export const PARTS_OF_VOLUME = 4;

/** What one tenant may send. */
export interface LogTenantLimits {
  /**
   * Lines per second, by their size; twice as much at once.
   * @default Bytes.mebibytes(64)
   */
  readonly bytesPerSecond?: Bytes;
  /**
   * Streams at one time.
   * @default 5000
   */
  readonly streams?: number;
}

/** Lines of each team in a tenant of its own. */
export interface LogTenantOptions {
  readonly per: "team";
  /**
   * What single teams may send, by the names of the teams.
   * @default {}
   */
  readonly limits?: Readonly<Record<string, LogTenantLimits>>;
  /**
   * Names of tenants, by those of teams; for a team that is written in other letters, or that keeps the tenant of its former
   * name.
   * @default {} - the team's name in small letters, digits and dashes
   */
  readonly names?: Readonly<Record<string, string>>;
}

/** Whose lines are kept apart, and where each is found. */
export interface LogTenant {
  /** As in the header `X-Scope-OrgID`. */
  readonly name: string;
  /** Nothing for that of lines which belong to no team. */
  readonly team?: string;
  /** Values of the label `service` of its lines. */
  readonly services: readonly string[];
  readonly limits?: LogTenantLimits;
  /** Default: as for all lines. */
  readonly retention?: LogRetention;
}

/** The tenant of a team: what it is declared to be, or its name in small letters, digits and dashes. */
export function tenantOf(
  team: string,
  { names = {} }: Pick<LogTenantOptions, "names"> = {},
): string {
  return (Object.hasOwn(names, team) ? names[team] : undefined) ?? slug(team);
}

/** The short form in the long one. */
export function tenantOptions(
  tenants: "team" | LogTenantOptions,
): LogTenantOptions {
  return tenants === "team" ? { per: "team" } : tenants;
}

/** One tenant for each team of a service, in the order of their names, after that of everything else. */
export function tenantsPerTeam(
  services: readonly Service[],
  options: LogTenantOptions,
  retentions: readonly LogRetention[],
): readonly LogTenant[] {
  const { limits = {} } = options;
  const teams = [
    ...new Set(services.flatMap(({ team }) => (team ? [team] : []))),
  ].sort((a, b) => (a < b ? -1 : 1));
  return [
    { name: OWN_TENANT, services: [] },
    ...teams.map((team): LogTenant => {
      const own = Object.hasOwn(limits, team) ? limits[team] : undefined;
      const retention = retentions.find((each) => each.team === team);
      return {
        name: tenantOf(team, options),
        team,
        services: services.flatMap((each) =>
          each.team === team ? [each.name] : [],
        ),
        ...(own && { limits: own }),
        ...(retention && { retention }),
      };
    }),
  ];
}

/** Reads the lines of all tenants at once. */
export function allTenants(tenants: readonly LogTenant[]): string {
  return tenants.map(({ name }) => name).join("|");
}

/** Uid of the data source that reads one tenant. */
export function tenantDataSource({ name }: LogTenant): string {
  return dashboardUid(`${DATA_SOURCE.loki}-${name}`);
}

/**
 * The tenants that may hold lines of which the selectors of a query ask, by the services and logs that they name. What names
 * neither may be in any.
 *
 * @param evidence services whose source is a log of `auth` or `audit`, whatever team they have
 */
export function tenantsOfSelectors(
  selectors: readonly LogqlSelector[],
  tenants: readonly LogTenant[],
  evidence: ReadonlySet<string>,
): readonly LogTenant[] {
  const found = new Set([
    // What asks for no lines is the same everywhere, and once is enough.
    ...(selectors.length === 0 ? [OWN_TENANT] : []),
    ...selectors.flatMap(({ matchers }) => {
      const logs = valuesOf(matchers, "log");
      if (logs?.every(isEvidence)) {
        return [OWN_TENANT];
      }
      const services = valuesOf(matchers, "service");
      return (
        services?.map((service) =>
          evidence.has(service)
            ? OWN_TENANT
            : tenantOfService(service, tenants),
        ) ?? tenants.map(({ name }) => name)
      );
    }),
  ]);
  return tenants.filter(({ name }) => found.has(name));
}

/** Services whose source tells who did what: their lines are in no tenant of a team. */
export function evidenceServices(
  logs: readonly ServiceLogs[],
): ReadonlySet<string> {
  return new Set(
    logs.flatMap(({ service, source }) =>
      isEvidence(source.labels["log"] ?? "") ? [service] : [],
    ),
  );
}

/** Who did what on a host concerns whoever answers for the platform, and no team may write it anew. */
export function isEvidence(log: string): boolean {
  return ALWAYS_KEPT_LOGS.some((kept) => kept === log);
}

function tenantOfService(
  service: string,
  tenants: readonly LogTenant[],
): string {
  return (
    tenants.find(({ services }) => services.includes(service))?.name ??
    OWN_TENANT
  );
}

type Matchers = LogqlSelector["matchers"];

/** Names that an expression lists, and nothing else. */
const LISTED = /^[\w-]+(?:\|[\w-]+)*$/;

/** The values that a label can have, as far as one condition lists them. */
function valuesOf(
  matchers: Matchers,
  label: string,
): readonly string[] | undefined {
  for (const { label: own, operator, value } of matchers) {
    if (own === label && operator === "=") {
      return [value];
    }
    if (own === label && operator === "=~" && LISTED.test(value)) {
      return value.split("|");
    }
  }
  return undefined;
}
