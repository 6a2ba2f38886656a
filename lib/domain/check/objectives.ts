import type { MonitoringModel } from "../model";
import { warning, type Problem } from "../problem";

/** Objectives that are legal, but alert less than one may think. */
export function objectiveProblems(model: MonitoringModel): readonly Problem[] {
  return model.slos.flatMap(({ path, value }) =>
    value.warnings.map(({ code, message }) => warning(code, path, message)),
  );
}
