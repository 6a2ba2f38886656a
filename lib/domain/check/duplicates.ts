import type { Declared, MonitoringModel } from "../model";
import type { Labels } from "../names";
import { problem, type Problem } from "../problem";
import type { RoutingTree } from "../routing/route";
import type { Survey } from "./survey";

/** Two declarations of what may exist once. */
export function duplicateProblems(
  model: MonitoringModel,
  survey: Survey,
  tree: RoutingTree,
): readonly Problem[] {
  const services = model.services.map(({ path, value }) => ({
    path,
    value: value.name,
  }));
  const jobs = model.scrapeJobs.map(({ path, value }) => ({
    path,
    value: value.name,
  }));
  const slos = model.slos.map(({ path, value }) => ({ path, value: value.id }));
  const uids = survey.dashboards.map(({ path, value }) => ({
    path,
    value: value.uid,
  }));
  const receivers = tree.receivers.map(({ name }) => ({
    path: tree.root.path,
    value: name,
  }));
  const objectives = repeated(slos, "objective", "give one of them another id");
  const sameServices = repeated(services, "service", "rename one of them");
  return [
    ...sameServices,
    ...objectives,
    // What follows from a service or an objective repeats with it; that one is enough to tell.
    ...repeated(jobs, "scrape job", "rename one of them").filter(
      apartFrom(sameServices),
    ),
    ...repeated(uids, "dashboard uid", "give one of them another uid").filter(
      apartFrom(sameServices),
    ),
    ...repeated(receivers, "receiver", "rename one of them"),
    ...ruleDuplicates(survey).filter(apartFrom(objectives)),
    ...retentionDuplicates(model),
  ];
}

/** Whether a problem stands at another construct than those that are told of. */
function apartFrom(told: readonly Problem[]): (found: Problem) => boolean {
  const paths = new Set(told.map(({ path }) => path));
  return ({ path }) => !paths.has(path);
}

function repeated(
  names: readonly Declared<string>[],
  what: string,
  remedy: string,
): readonly Problem[] {
  const first = new Map<string, string>();
  return names.flatMap(({ path, value }) => {
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, path);
      return [];
    }
    return [
      problem(
        `duplicate-${what.replaceAll(" ", "-")}`,
        path,
        `${what} must be declared once, got "${value}" at ${before} and at ${path}; ${remedy}`,
      ),
    ];
  });
}

function ruleDuplicates({ groups }: Survey): readonly Problem[] {
  const names = groups.map(({ path, value }) => ({
    path,
    value: value.name,
    engine: value.engine,
  }));
  const rules = groups.flatMap(({ path, value }) =>
    value.rules.map((rule) => ({ path, rule, engine: value.engine })),
  );
  return (["prometheus", "loki"] as const).flatMap((engine) => [
    ...repeated(
      names.filter((name) => name.engine === engine),
      "rule group",
      "rename one of them, or, if one is the platform's own, leave yours out and tune that with platformAlerts",
    ),
    ...repeated(
      rules.flatMap(({ path, rule, engine: own }) =>
        rule.kind === "record" && own === engine
          ? [{ path, value: rule.record + labelText(rule.labels) }]
          : [],
      ),
      "recording rule",
      "rename one of them or give it a label that tells them apart",
    ),
    ...repeated(
      rules.flatMap(({ path, rule, engine: own }) =>
        rule.kind === "alert" && own === engine
          ? [
              {
                path,
                value: `${rule.alert}${labelText({ ...rule.labels, severity: rule.severity })} ${rule.expr}`,
              },
            ]
          : [],
      ),
      "alert",
      "remove one of them",
    ),
  ]);
}

/** Labels in the order of their names, so that equal sets give equal texts. */
function labelText(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return `{${pairs.join(",")}}`;
}

function retentionDuplicates(model: MonitoringModel): readonly Problem[] {
  const first = new Map<string | undefined, string>();
  return model.logRetentions.flatMap(({ path, value: { team } }) => {
    const before = first.get(team);
    if (before === undefined) {
      first.set(team, path);
      return [];
    }
    return [
      problem(
        "duplicate-log-retention",
        path,
        `log retention${team === undefined ? "" : ` of team ${JSON.stringify(team)}`} must be declared once, got one at ${before} and one at ${path}; add the streams of this one to the other`,
      ),
    ];
  });
}
