import type { MonitoringModel } from "../model";
import { suggestion } from "../names";
import { InvalidInputError, problem, warning, type Problem } from "../problem";
import type { TraceProcessing } from "./processing";
import type { ChosenSampling, TraceSampling } from "./sampling";
import { chooseSampling } from "./sampling-input";
import { searchStorage, type TraceStorage } from "./storage";

/**
 * What does not fit to the rest of the model: services that are not declared, more traces than the collector can hold, and
 * a storage that no Jaeger here uses or that nothing here tidies.
 */
export function traceProblems(
  model: MonitoringModel,
  { sampling, storage }: TraceProcessing,
): readonly Problem[] {
  return [
    ...(sampling === undefined
      ? []
      : [...unknownServices(model, sampling), ...tooMany(model, sampling)]),
    ...(storage === undefined ? [] : storageProblems(model, storage)),
  ];
}

function storageProblems(
  { path, plan, settings }: MonitoringModel,
  storage: TraceStorage,
): readonly Problem[] {
  const { kind } = plan.jaeger;
  if (kind !== "deployed") {
    return [
      problem(
        "trace-storage-jaeger",
        path,
        `storage of traces must be that of a Jaeger of this platform, got ${kind}; switch "jaeger" on, or leave the storage out and configure it where Jaeger runs`,
      ),
    ];
  }
  const search = searchStorage(storage);
  if (search === undefined) {
    return [];
  }
  const time = settings.traceRetention.time.toString();
  const plain = search.urls.find((url) => url.startsWith("http:"));
  return [
    warning(
      "trace-storage-cleaning",
      path,
      `indices of the storage "${search.kind}" must be deleted after ${time}, got a storage that nothing here tidies; let a policy of the cluster or jaeger-es-index-cleaner do it, see docs/traces.md`,
    ),
    ...(search.password !== undefined && plain !== undefined
      ? [
          warning(
            "trace-storage-plain",
            path,
            `urls of the storage "${search.kind}" must begin with "https:" where there is a password, got "${plain}"; everybody between Jaeger and the cluster can read it otherwise`,
          ),
        ]
      : []),
  ];
}

function unknownServices(
  { path, services }: MonitoringModel,
  sampling: TraceSampling,
): readonly Problem[] {
  const declared = services.map(({ value }) => value.name);
  return Object.keys(sampling.services ?? {})
    .filter((name) => !declared.includes(name))
    .map((name) => {
      return problem(
        "sampling-service",
        path,
        `services of trace sampling must be declared ones, got "${name}"; ${suggestion(name, declared, "add the service, or remove it here")}`,
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
    return tooEarly(path, chooseSampling(sampling, choice.spec.memory));
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return [problem(error.code, path, error.message)];
    }
    throw error;
  }
}

/** A request sends what it called before itself, and by then the trace may be decided without what makes it slow. */
function tooEarly(
  path: string,
  { slow, services, decisionWait }: ChosenSampling,
): readonly Problem[] {
  const all = [
    ["trace sampling", slow],
    ...Object.entries(services).map(
      ([name, own]) => [`service "${name}"`, own.slow] as const,
    ),
  ] as const;
  return all.flatMap(([whose, threshold]) =>
    threshold === undefined || threshold.compare(decisionWait) < 0
      ? []
      : [
          warning(
            "sampling-wait-short",
            path,
            `decisionWait of trace sampling must be longer than what is slow, got ${decisionWait.toString()} with slow of ${whose} at ${threshold.toString()}; a trace is decided before its slow span has ended, so set decisionWait to more than ${threshold.toString()}`,
          ),
        ],
  );
}
