import { isSame, jsonIn } from "./json";
import { parseLogql } from "../domain/promql/logql";
import type { BudgetingMethod } from "../domain/slo/measurement";
import { Sli } from "../domain/slo/sli";
import { Duration } from "../domain/units";
import { ANNOTATION } from "./annotations";
import { sliOf } from "./declaration";
import type { Field } from "./field";
import { isSelector, ratioIndicator, read, type Indicator } from "./indicator";

import { openSloIndicator } from "./openslo-fields";
import { metadataIn, type OpenSloObjects } from "./openslo-objects";
import { shorthandIn } from "./openslo-window";
import { queryIn } from "./query";

/** Where an SLO or an objective says what is measured, and how it is counted. */
export interface Measured {
  /** The SLI: inline, or of another document. */
  readonly sli: Field;
  readonly method: Field;
  readonly objective: Field;
  readonly groupBy: readonly string[];
}

/** The indicator of one objective. */
export function openSloSli(
  measured: Measured,
  objects: OpenSloObjects,
): Indicator {
  const metadata = metadataIn(measured.sli.peek("metadata"), ["annotations"]);
  const annotations = metadata("annotations").entries();
  for (const [name, at] of annotations) {
    if (name !== ANNOTATION.indicator) {
      at.warn("has no meaning for objectives of ours and is left out");
    }
  }
  const annotation = annotations.get(ANNOTATION.indicator);
  return annotation === undefined
    ? plainSli(measured, objects)
    : annotatedSli(measured, annotation);
}

/** The fields of OpenSLO are for others; they must say the same, so that a change of one of both is noticed. */
function annotatedSli(measured: Measured, annotation: Field): Indicator {
  const declared = jsonIn(annotation);
  const sli = annotation.checked(() => sliOf(declared));
  const fields = openSloIndicator(sli.events, measured.groupBy);
  const spec = Object.fromEntries(
    [...measured.sli.peek("spec").entries()]
      .filter(([name]) => name !== "description")
      .map(([name, at]) => [name, at.value()]),
  );
  const objective = Object.fromEntries(
    OBJECTIVE.flatMap((name) => {
      const at = measured.objective.peek(name);
      return at.isMissing ? [] : [[name, at.value()]];
    }),
  );
  if (
    fields === undefined ||
    !isSame(
      { spec, objective, method: measured.method.text() },
      {
        spec: fields.spec,
        objective: fields.objective,
        method: fields.budgetingMethod,
      },
    )
  ) {
    throw annotation.fault(
      "must say the same as the fields of the indicator and of its objective, got a difference; remove the annotation to take the fields, or export the objective again",
    );
  }
  return { sli, groupBy: measured.groupBy };
}

const OBJECTIVE = ["op", "value", "timeSliceTarget", "timeSliceWindow"];

const METHODS: readonly BudgetingMethod[] = [
  "Occurrences",
  "Timeslices",
  "RatioTimeslices",
];

function plainSli(
  { sli, method: methodField, objective, groupBy }: Measured,
  objects: OpenSloObjects,
): Indicator {
  const spec = sli.peek("spec").record({
    known: ["ratioMetric", "thresholdMetric"],
    harmless: ["description"],
  });
  const method = methodField.choice(METHODS);
  const [ratio, threshold] = [spec("ratioMetric"), spec("thresholdMetric")];
  if (ratio.isMissing === threshold.isMissing) {
    throw sli.fault(
      `must have either ratioMetric or thresholdMetric, got ${ratio.isMissing ? "neither" : "both"}; keep one of them`,
    );
  }
  if (!threshold.isMissing) {
    return {
      sli: thresholdSli(threshold, method, objective, objects),
      groupBy,
    };
  }
  for (const name of ["value", "op"]) {
    if (!objective.peek(name).isMissing) {
      objective
        .peek(name)
        .warn("has no meaning beside a ratioMetric and is left out");
    }
  }
  const counted = ratioIn(ratio, method, objective, objects);
  if (counted.groupBy.length > 0 && groupBy.length > 0) {
    throw ratio.fault(
      "must be grouped by its queries or by the annotation of the SLO, got both; remove groupBy from the annotation",
    );
  }
  return { ...counted, groupBy: [...counted.groupBy, ...groupBy] };
}

function ratioIn(
  field: Field,
  method: BudgetingMethod,
  objective: Field,
  objects: OpenSloObjects,
): Indicator {
  const get = field.record({
    known: ["counter", "good", "bad", "total", "raw", "rawType"],
  });
  if (!get("raw").isMissing) {
    for (const name of ["good", "bad", "total"]) {
      if (!get(name).isMissing) {
        throw get(name).fault("must not be beside raw; keep one of them");
      }
    }
    return {
      sli: rawSli(get("raw"), get("rawType"), method, objective, objects),
      groupBy: [],
    };
  }
  if (!get("counter").isMissing && !get("counter").flag()) {
    get("counter").unsupported(
      "cannot be false: events are counted by counters; record them as counters, or use a thresholdMetric",
    );
  }
  if (get("good").isMissing === get("bad").isMissing) {
    throw field.fault(
      `must have either good or bad beside total, got ${get("good").isMissing ? "neither" : "both"}; keep one of them`,
    );
  }
  const partIs = get("good").isMissing ? "bad" : "good";
  const part = sourceIn(get(partIs), objects);
  const total = sourceIn(get("total"), objects);
  if (part.isLogs !== total.isLogs) {
    throw field.fault("must have one source of metrics or of logs, got both");
  }
  if (part.isLogs) {
    const texts = [part.query, total.query].map((query) => {
      const text = query.text();
      query.checked(() => parseLogql(text));
      return text;
    });
    if (method !== "Occurrences") {
      throw field.fault(
        `must be counted by Occurrences, because log lines are counted one by one, got ${method}; change budgetingMethod`,
      );
    }
    const [some = "", all = ""] = texts;
    return {
      sli: field.checked(() =>
        read(
          Sli.logs(
            partIs === "bad"
              ? { bad: some, total: all }
              : { good: some, total: all },
          ),
        ),
      ),
      groupBy: [],
    };
  }
  const of = ratioIndicator(
    partIs,
    [part.query, queryIn(part.query, "any")],
    [total.query, queryIn(total.query, "any")],
  );
  return { sli: slicedSli(of.sli, method, objective), groupBy: of.groupBy };
}

function slicedSli(of: Sli, method: BudgetingMethod, objective: Field): Sli {
  if (method === "Occurrences") {
    return of;
  }
  const slice = sliceIn(objective.peek("timeSliceWindow"));
  return objective.checked(() => {
    const target = objective.peek("timeSliceTarget");
    return read(
      method === "RatioTimeslices"
        ? Sli.ratioTimeSlices({ of, slice })
        : Sli.timeSlices({ good: { of, atLeast: target.number() }, slice }),
    );
  });
}

/** Samples of a ratio: their mean counts, or the slices in which they are good enough. */
function rawSli(
  field: Field,
  rawType: Field,
  method: BudgetingMethod,
  objective: Field,
  objects: OpenSloObjects,
): Sli {
  const type = rawType.choice(["success", "failure"]);
  const { query } = metricsIn(field, objects);
  const text = query.text();
  if (!query.checked(() => isSelector(text))) {
    throw query.fault(
      "must be the selector of a recorded ratio, got another expression; record it and give the name of the record",
    );
  }
  if (method === "Timeslices") {
    const target = objective.peek("timeSliceTarget").number();
    const slice = sliceIn(objective.peek("timeSliceWindow"));
    const good =
      type === "success" ? `${text} >= ${target}` : `${text} <= 1 - ${target}`;
    return query.checked(() => read(Sli.timeSlices({ good, slice })));
  }
  if (type === "failure") {
    throw rawType.fault(
      "must be success where the mean of a ratio counts, got failure, which has no plain form; record 1 less the ratio, or use bad and total",
    );
  }
  return query.checked(() => read(Sli.probe(text)));
}

const OPERATORS = { lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function thresholdSli(
  field: Field,
  method: BudgetingMethod,
  objective: Field,
  objects: OpenSloObjects,
): Sli {
  const { query } = metricsIn(field, objects);
  const text = query.text();
  const op = objective.peek("op").choice(["lt", "lte", "gt", "gte"]);
  const value = objective.peek("value").number();
  const target = objective.peek("timeSliceTarget");
  if (method === "RatioTimeslices") {
    throw field.fault(
      "must be counted by Timeslices, because a threshold is either met or not, got RatioTimeslices; change budgetingMethod",
    );
  }
  if (method === "Timeslices" && !target.isMissing && target.number() !== 1) {
    target.unsupported(
      "cannot be below 1 with a threshold, because a slice is judged at its end; leave it at 1",
    );
  }
  if (method === "Occurrences") {
    objective.warn(
      "counts samples: ours are taken each 30s, whenever the metric is scraped",
    );
  }
  const slice =
    method === "Timeslices"
      ? sliceIn(objective.peek("timeSliceWindow"))
      : Duration.seconds(30);
  return query.checked(() =>
    read(
      Sli.timeSlices({ good: `(${text}) ${OPERATORS[op]} ${value}`, slice }),
    ),
  );
}

/** A number is one of minutes. */
function sliceIn(field: Field): Duration {
  const value = field.value();
  return typeof value === "number"
    ? field.checked(() => Duration.minutes(value))
    : shorthandIn(field);
}

const METRICS: readonly string[] = [
  "prometheus",
  "mimir",
  "thanos",
  "cortex",
  "victoriametrics",
  "amazonprometheus",
];
const LOGS: readonly string[] = ["loki", "grafanaloki"];

function metricsIn(field: Field, objects: OpenSloObjects) {
  const source = sourceIn(field, objects);
  if (source.isLogs) {
    throw source.query.fault(
      "must be a query of metrics, got one of logs; count lines by good and total",
    );
  }
  return source;
}

function sourceIn(
  field: Field,
  objects: OpenSloObjects,
): { readonly query: Field; readonly isLogs: boolean } {
  const source = field.record({ known: ["metricSource"] })("metricSource");
  const get = source.record({ known: ["metricSourceRef", "type", "spec"] });
  const spec = get("spec").record({ known: ["query", "queryType"] });
  const queryType = spec("queryType");
  if (!queryType.isMissing) {
    queryType.choice(["promql", "logql"]);
  }
  const reference = get("metricSourceRef");
  const type = !get("type").isMissing
    ? get("type")
    : !reference.isMissing && objects.has("DataSource", reference.text())
      ? objects.find("DataSource", reference).peek("spec").peek("type")
      : undefined;
  if (type === undefined) {
    throw source.fault(
      "must have a type, or refer to a DataSource of the file, got neither; add type: Prometheus",
    );
  }
  const name = type
    .text()
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  if (!METRICS.includes(name) && !LOGS.includes(name)) {
    throw type.fault(
      `must be Prometheus or Loki, got ${JSON.stringify(type.text().slice(0, 60))}; bring the metrics to Prometheus first`,
    );
  }
  return { query: spec("query"), isLogs: LOGS.includes(name) };
}
