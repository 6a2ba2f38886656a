import {
  evidenceServices,
  LONGEST_TENANT,
  OWN_TENANT,
  PARTS_OF_VOLUME,
  tenantOptions,
  tenantOf,
  tenantsOfSelectors,
  type LogTenant,
} from "../logs/tenants";
import type { MonitoringModel } from "../model";
import { suggestion } from "../names";
import { problem, warning, type Problem } from "../problem";
import { keepsLabel } from "../promql/logql-labels";
import { Bytes } from "../units";
import type { LogqlQuery, Survey } from "./survey";

/** Least room of a queue on the disk: what is read of a file at once can be 100 lines of 256 KiB. */
const LEAST_QUEUE = Bytes.mebibytes(32);

/** Teams that no tenant can be made of, and what cannot be divided among tenants. */
export function tenantProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  const tenants = model.logTenants();
  if (tenants.length === 0) {
    return model.logRetentions.flatMap(({ path, value: { team } }) =>
      team === undefined
        ? []
        : [
            problem(
              "log-retention-team",
              path,
              `log retention of a team must have tenants, got team ${JSON.stringify(team)} on a platform where all lines are together; switch them on: logs: { tenants: "team" }, or leave the team out`,
            ),
          ],
    );
  }
  return [
    ...nameProblems(model),
    ...unknownTeams(model, tenants),
    ...queueProblems(model, tenants),
    ...ruleProblems(model, survey, tenants),
  ];
}

function nameProblems(model: MonitoringModel): readonly Problem[] {
  const known = new Map<string, string>();
  const options = tenantOptions(model.settings.logs?.tenants ?? "team");
  return model.services.flatMap(({ path, value: { name, team } }) => {
    if (team === undefined) {
      return [];
    }
    const tenant = tenantOf(team, options);
    const other = known.get(tenant.toLowerCase());
    if (other === team) {
      return [];
    }
    known.set(tenant.toLowerCase(), other ?? team);
    const what = `team of service "${name}"`;
    const got = `got ${JSON.stringify(team)}`;
    const wrong =
      tenant === ""
        ? [`${what} must have letters or digits of ASCII`, got]
        : tenant.length > LONGEST_TENANT
          ? [
              `${what} must have at most ${LONGEST_TENANT} characters`,
              `got ${tenant.length}`,
            ]
          : tenant.toLowerCase() === OWN_TENANT
            ? [
                `${what} must not become "${OWN_TENANT}", the tenant of what belongs to no team`,
                got,
              ]
            : other !== undefined
              ? [
                  `${what} must become another tenant than every other team`,
                  `${got} and ${JSON.stringify(other)}, which are both "${tenant}"`,
                ]
              : undefined;
    return wrong === undefined
      ? []
      : [
          problem(
            "log-tenant-name",
            path,
            `${wrong.join(", ")}; its log lines are to be kept in a tenant of Loki: name that in logs: { tenants: { per: "team", names: { ${JSON.stringify(team)}: "..." } } }, or rename the team`,
          ),
        ];
  });
}

function unknownTeams(
  model: MonitoringModel,
  tenants: readonly LogTenant[],
): readonly Problem[] {
  const teams = tenants.flatMap(({ team }) =>
    team === undefined ? [] : [team],
  );
  const { limits = {}, names = {} } = tenantOptions(
    model.settings.logs?.tenants ?? "team",
  );
  const named = [
    ...model.logRetentions.flatMap(({ path, value: { team } }) =>
      team === undefined ? [] : [{ path, what: "log retention", team }],
    ),
    ...[["limits", limits] as const, ["names", names] as const].flatMap(
      ([what, byTeam]) =>
        Object.keys(byTeam).map((team) => ({
          path: model.path,
          what: `${what} of tenants of logs`,
          team,
        })),
    ),
  ];
  return named
    .filter(({ team }) => !teams.includes(team))
    .map(({ path, what, team }) =>
      problem(
        "log-tenant-team",
        path,
        `${what} must name the team of a service, got ${JSON.stringify(team)}; ${suggestion(team, teams, `there ${teams.length === 0 ? "is none" : `are ${teams.join(", ")}`}`)}`,
      ),
    );
}

/** Each tenant has a queue of its own, so that none is sent in the name of another. */
function queueProblems(
  model: MonitoringModel,
  tenants: readonly LogTenant[],
): readonly Problem[] {
  const collector = model.plan["otel-collector"];
  const size =
    collector.kind === "deployed" ? collector.spec.volumes[0]?.size : undefined;
  const needed = Bytes.bytes(
    LEAST_QUEUE.toBytes() * PARTS_OF_VOLUME * tenants.length,
  );
  return size === undefined || size.toBytes() >= needed.toBytes()
    ? []
    : [
        problem(
          "log-tenant-queues",
          model.path,
          `volume of "otel-collector" must hold a queue for each of ${tenants.length} tenants, which is ${needed.toString()}, got ${size.toString()}; give it more space: components: { "otel-collector": { volumeSize: ... } }`,
        ),
      ];
}

/** A rule is evaluated in one tenant after the other, and none of them sees the lines of another. */
function ruleProblems(
  model: MonitoringModel,
  { logql }: Survey,
  tenants: readonly LogTenant[],
): readonly Problem[] {
  const evidence = evidenceServices(model.logs.map(({ value }) => value));
  return logql.flatMap((query) =>
    query.rule !== undefined &&
    tenantsOfSelectors(query.parsed.selectors, tenants, evidence).length > 1 &&
    !keepsLabel(query.parsed.text, "service")
      ? [divided(query)]
      : [],
  );
}

function divided({ path, what, rule, parsed }: LogqlQuery): Problem {
  const isAbsence = parsed.text.includes("absent_over_time");
  const harm =
    rule?.kind === "record"
      ? "each would record other numbers under one name"
      : isAbsence
        ? "lines of one team would be missed in the tenants of all others"
        : "each team's lines are counted by themselves";
  const tell = rule?.kind === "record" || isAbsence ? problem : warning;
  return tell(
    "log-tenant-rule",
    path,
    `${what} must keep the label service of lines of several teams, got a query that does not; it is evaluated in the tenant of each, and ${harm}: aggregate by (service), or choose services of one team`,
  );
}
