import { SAMPLED_LEVELS } from "../logs/sampling";
import { findSameFile } from "../logs/shared-files";
import type { ServiceLogs } from "../logs/source";
import type { MonitoringModel } from "../model";
import { suggestion } from "../names";
import { problem, warning, type Problem } from "../problem";
import type { Survey } from "./survey";

/** Lines that two services claim, rules of sampling for services that nobody declares, and objectives that lose what they count. */
export function logSourceProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  return [
    ...sharedPlaces(model),
    ...unknownServices(model),
    ...lostEvents(model, survey),
  ];
}

/** Of a container or sender only one service would have the lines; of a file both, so that each line counts twice. */
function sharedPlaces({ logs }: MonitoringModel): readonly Problem[] {
  const claims = logs.flatMap(({ path, value }): readonly Claim[] => {
    const place = placeOf(value);
    return place === undefined ? [] : [{ ...value, path, place }];
  });
  return claims.flatMap((claim, index) => {
    const before = claims.slice(0, index).find((each) => share(each, claim));
    if (before === undefined) {
      return [];
    }
    const { path, place, service } = claim;
    return [
      problem(
        "duplicate-log-source",
        path,
        `logs of service "${service}" must be of a place that no other service reads, got ${place}, ${
          before.place === place
            ? `as at ${before.path}; leave one of the two out`
            : `which has lines of ${before.place} at ${before.path} too; name places that have none in common`
        }`,
      ),
    ];
  });
}

/** Lines that a service says are its own. */
interface Claim extends ServiceLogs {
  readonly path: string;
  readonly place: string;
}

/** Whether there may be a line that both services have. */
function share(one: Claim, other: Claim): boolean {
  if (one.source.kind === "file" && other.source.kind === "file") {
    return findSameFile(one.source.path, other.source.path);
  }
  if (one.source.kind === "journal" && other.source.kind === "journal") {
    const units = [one.source.units, other.source.units] as const;
    return (
      units.some(({ length }) => length === 0) ||
      units[0].some((a) => units[1].some((b) => findSameFile(a, b)))
    );
  }
  return one.place === other.place;
}

/** Ports of syslog are looked at with those of everything else. */
function placeOf({ service, source }: ServiceLogs): string | undefined {
  switch (source.kind) {
    case "container":
      return `container ${JSON.stringify(source.container)}`;
    case "file":
      return `path ${JSON.stringify(source.path)}`;
    case "otlp":
      return `service.name ${JSON.stringify(source.serviceName ?? service)}`;
    case "journal":
      return source.units.length === 0
        ? "the whole journal"
        : `units ${[...source.units].sort().join(", ")} of the journal`;
    case "syslog":
      return undefined;
  }
}

/** Lines of a container that nobody declares have its name, so that such a rule may be meant. */
function unknownServices(model: MonitoringModel): readonly Problem[] {
  const known = model.services.map(({ value }) => value.name);
  return (model.settings.logs?.sampling ?? []).flatMap(
    ({ name, services = [] }) =>
      services
        .filter((service) => !known.includes(service))
        .map((service) => {
          return warning(
            "log-sampling-service-unknown",
            model.path,
            `services of sampling rule "${name}" of logs must be declared to be known, got "${service}"; ${suggestion(service, known, "declare it, unless it is the name of a container")}`,
          );
        }),
  );
}

/** A rule that keeps nothing of a level leaves nothing to count for an objective over lines of it. */
function lostEvents(
  model: MonitoringModel,
  { logql }: Survey,
): readonly Problem[] {
  const none = (model.settings.logs?.sampling ?? []).filter(
    ({ keep, routes }) => keep === 0 && routes === undefined,
  );
  const objectives = new Set(model.slos.map(({ path }) => path));
  return logql
    .filter(({ path }) => objectives.has(path))
    .flatMap(({ path, what, parsed }) =>
      none
        .filter(({ levels, services }) =>
          parsed.selectors.some(({ matchers }) => {
            const chosen = (label: string): string | undefined =>
              matchers.find(
                (matcher) =>
                  matcher.label === label && matcher.operator === "=",
              )?.value;
            const [service, level] = [chosen("service"), chosen("level")];
            return (
              (services === undefined ||
                service === undefined ||
                services.includes(service)) &&
              (level === undefined ||
                (levels ?? SAMPLED_LEVELS).some((each) => each === level))
            );
          }),
        )
        .map(({ name, levels }) =>
          warning(
            "log-objective-not-kept",
            path,
            `${what} must count lines that are kept, got sampling rule "${name}" of logs, which keeps none${levels === undefined ? "" : ` of level ${levels.join(", ")}`}; keep a part of them, or choose lines of other levels`,
          ),
        ),
    );
}
