import { dashboardUid } from "../domain/dashboard/uid";
import { slug } from "../domain/names";
import type {
  AlertRule,
  Rule,
  RuleEngine,
  RuleGroup,
} from "../domain/rules/rule";
import type { Duration } from "../domain/units";
import { grafanaDuration } from "./grafana-alerting-duration";
import { grafanaTemplate, QUERY_STAGE } from "./grafana-alerting-template";
import type { ConfigSection } from "./merge";

export interface GrafanaRuleOptions {
  readonly folderUid: string;
  /** Uid of the data source that each engine's queries go to. */
  readonly dataSources: Readonly<Record<RuleEngine, string>>;
  /** Address of Grafana, without a slash at the end, for the links from alerts to dashboards. */
  readonly grafanaUrl: string;
  /** Time between evaluations of groups that have none of their own. */
  readonly interval: Duration;
  /** Uid of the data source that recorded series are written to; needed when there are recording rules. */
  readonly recordingTarget?: string | undefined;
}

/** Grafana evaluates rules at multiples of this only. */
const INTERVAL_STEP_SECONDS = 10;

/** Id of the stage that says whether the alert fires. */
const FIRING_STAGE = "B";

/** Grafana hands this much time to the data source; an instant query looks at the end of it only. */
const QUERY_SECONDS = 600;

/** Time between evaluations in Grafana: the group's own, or the next longer one that Grafana has. */
export function grafanaIntervalSeconds(
  { interval }: Pick<RuleGroup, "interval">,
  fallback: Duration,
): number {
  const seconds = (interval ?? fallback).toSeconds();
  const steps = Math.max(1, Math.ceil(seconds / INTERVAL_STEP_SECONDS));
  return steps * INTERVAL_STEP_SECONDS;
}

/** Arguments of a `grafana_rule_group` for each group, by names that are unique among the groups of both engines. */
export function renderGrafanaRuleGroups(
  groups: readonly RuleGroup[],
  options: GrafanaRuleOptions,
): readonly ConfigSection[] {
  const uids = new Set<string>();
  return groups.map((group) => {
    const name = grafanaGroupName(group);
    return {
      name,
      folder_uid: options.folderUid,
      interval_seconds: grafanaIntervalSeconds(group, options.interval),
      rule: group.rules.map((rule) => ({
        uid: uniqueUid(uids, options.folderUid, name, rule),
        ...(rule.kind === "alert"
          ? alertArguments(rule, group.engine, options)
          : {
              name: rule.record,
              labels: rule.labels,
              record: {
                metric: rule.record,
                from: QUERY_STAGE,
                target_datasource_uid: options.recordingTarget,
              },
              data: [queryStage(rule.expr, group.engine, options)],
            }),
      })),
    };
  });
}

/** Groups of the two engines may share a name, in the folder of Grafana they must not. */
export function grafanaGroupName({
  name,
  engine,
}: Pick<RuleGroup, "name" | "engine">): string {
  return engine === "loki" ? `${name} (logs)` : name;
}

/**
 * Without a uid, Terraform tells the rules of a group apart by their positions, so that one that is put in front would take
 * over the history of the next.
 */
function uniqueUid(
  taken: Set<string>,
  folder: string,
  group: string,
  rule: Rule,
): string {
  const [name, labels] =
    rule.kind === "alert"
      ? [rule.alert, { severity: rule.severity, ...rule.labels }]
      : [rule.record, rule.labels];
  const text = slug(
    [name, folder, group, ...Object.entries(labels).flat()].join(" "),
  );
  for (let number = 1; ; number++) {
    const uid = dashboardUid(number === 1 ? text : `${text}-${number}`);
    if (!taken.has(uid)) {
      taken.add(uid);
      return uid;
    }
  }
}

function alertArguments(
  rule: AlertRule,
  engine: RuleEngine,
  options: GrafanaRuleOptions,
): ConfigSection {
  const { dashboardUid: uid } = rule;
  return {
    name: rule.alert,
    condition: FIRING_STAGE,
    for: rule.for && grafanaDuration(rule.for),
    keep_firing_for: rule.keepFiringFor && grafanaDuration(rule.keepFiringFor),
    // A query that returns nothing is the good case, and an alert ends as soon as its series is gone.
    no_data_state: "OK",
    missing_series_evals_to_resolve: 1,
    exec_err_state: "Error",
    labels: translated({ severity: rule.severity, ...rule.labels }),
    annotations: translated({
      ...rule.annotations,
      summary: rule.summary,
      description: rule.description,
      runbook_url: rule.runbookUrl,
      dashboard: uid && `${options.grafanaUrl}/d/${uid}`,
    }),
    data: [queryStage(rule.expr, engine, options), firingStage()],
  };
}

function translated(
  texts: Readonly<Record<string, string | undefined>>,
): ConfigSection {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      text === undefined ? [] : [[key, grafanaTemplate(text)]],
    ),
  );
}

function queryStage(
  expr: string,
  engine: RuleEngine,
  { dataSources }: GrafanaRuleOptions,
): ConfigSection {
  const uid = dataSources[engine];
  const queryType = engine === "loki" ? { queryType: "instant" } : {};
  return {
    ref_id: QUERY_STAGE,
    datasource_uid: uid,
    query_type: queryType.queryType,
    relative_time_range: { from: QUERY_SECONDS, to: 0 },
    model: model({
      datasource: { type: engine, uid },
      expr,
      instant: true,
      range: false,
      ...queryType,
      refId: QUERY_STAGE,
    }),
  };
}

/**
 * Prometheus fires for each series that a query returns, whatever its value. Grafana fires for each value other than zero,
 * so that this stage turns every value into 1.
 */
function firingStage(): ConfigSection {
  const a = `$${QUERY_STAGE}`;
  return {
    ref_id: FIRING_STAGE,
    datasource_uid: "__expr__",
    query_type: "math",
    relative_time_range: { from: 0, to: 0 },
    model: model({
      datasource: { type: "__expr__", uid: "__expr__" },
      expression: `is_number(${a}) || is_nan(${a}) || is_inf(${a})`,
      refId: FIRING_STAGE,
      type: "math",
    }),
  };
}

/** In the order in which the provider writes it, so that a plan shows real changes only. */
function model(members: ConfigSection): string {
  return JSON.stringify(members, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}
