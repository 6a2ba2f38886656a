import type { MonitoringModel } from "../model";
import { nearestName } from "../names";
import { InvalidInputError, problem, type Problem } from "../problem";
import type { TraceProcessing } from "./processing";
import type { TraceSampling } from "./sampling";
import { chooseSampling } from "./sampling-input";

/** What does not fit to the rest of the model: services that are not declared, and more traces than the collector can hold. */
export function traceProblems(
  model: MonitoringModel,
  { sampling }: TraceProcessing,
): readonly Problem[] {
  return sampling === undefined
    ? []
    : [...unknownServices(model, sampling), ...tooMany(model, sampling)];
}

function unknownServices(
  { path, services }: MonitoringModel,
  sampling: TraceSampling,
): readonly Problem[] {
  const declared = services.map(({ value }) => value.name);
  return Object.keys(sampling.services ?? {})
    .filter((name) => !declared.includes(name))
    .map((name) => {
      const nearest = nearestName(name, declared);
      return problem(
        "sampling-service",
        path,
        `services of trace sampling must be declared ones, got "${name}"; ${nearest === undefined ? "add the service, or remove it here" : `did you mean "${nearest}"`}`,
      );
    });
}

function tooMany(
  { path, plan }: MonitoringModel,
  sampling: TraceSampling,
): readonly Problem[] {
  const choice = plan["otel-collector"];
  if (choice.kind !== "deployed") {
    return [
      problem(
        "sampling-collector",
        path,
        `trace sampling must run on a collector of this platform, got ${choice.kind}; switch "otel-collector" on, or sample where spans come from`,
      ),
    ];
  }
  try {
    chooseSampling(sampling, choice.spec.memory);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return [problem(error.code, path, error.message)];
    }
    throw error;
  }
}
