import type { MonitoringModel } from "../model";
import { suggestion } from "../names";
import { problem, warning, type Problem } from "../problem";
import type { LabelMatcher, PromqlSelector } from "../promql/ast";
import { compileRe2 } from "../promql/regexp";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** Queries for series that nothing here produces. */
export function referenceProblems(
  model: MonitoringModel,
  survey: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  // A Prometheus that runs elsewhere may know more than this model.
  const report = model.plan.prometheus.kind === "external" ? warning : problem;
  const seen = new Set<string>();
  const found: Problem[] = [];
  const isFirst = ({ path }: PromqlQuery, { about }: Fault): boolean => {
    const mistake = JSON.stringify([path, about]);
    const first = !seen.has(mistake);
    seen.add(mistake);
    return first;
  };
  for (const query of survey.promql) {
    for (const selector of query.parsed.selectors) {
      const job = jobOf(selector);
      const key = JSON.stringify([query.path, selector.metric, job]);
      const contradiction = contradictionOf(query, selector);
      if (contradiction && isFirst(query, contradiction)) {
        found.push(
          problem(contradiction.code, query.path, contradiction.message),
        );
      }
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      const fault = faultOf(query, selector, job, series);
      if (fault && isFirst(query, fault)) {
        found.push(report(fault.code, query.path, fault.message));
      }
    }
  }
  return found;
}

interface Fault {
  readonly code: string;
  readonly message: string;
  /** What one mistake in the program has in common with its other consequences. */
  readonly about: string;
}

/** The series of a histogram go by the name of the histogram. */
function familyOf(metric: string): string {
  return metric.replace(/_(?:bucket|count|sum)$/, "");
}

/** Two exact conditions on one label that no series fulfils. */
function contradictionOf(
  { what, parsed }: PromqlQuery,
  { matchers, from, to }: PromqlSelector,
): Fault | undefined {
  const exact = matchers.filter(({ operator }) => operator === "=");
  const second = exact.find(({ label, value }, index) =>
    exact
      .slice(0, index)
      .some((first) => first.label === label && first.value !== value),
  );
  return (
    second && {
      code: "matchers-contradict",
      about: `label ${second.label}`,
      message: `${what} must select some series, got two values of label "${second.label}" in ${JSON.stringify(parsed.text.slice(from, to))}; leave one out, or write ${second.label}=~"one|other"`,
    }
  );
}

function faultOf(
  query: PromqlQuery,
  selector: PromqlSelector,
  job: string | undefined,
  series: SeriesIndex,
): Fault | undefined {
  const { metric } = selector;
  if (job !== undefined && !series.hasJob(job)) {
    const produced = metric === undefined ? undefined : series.find(metric);
    return produced?.recorded ? undefined : unknownJob(query, job, series);
  }
  if (metric === undefined) {
    return unknownPattern(query, selector, series);
  }
  const produced = series.find(metric);
  if (!produced) {
    return unknownMetric(query, metric, job, series);
  }
  if (job !== undefined && !produced.recorded && !produced.jobs.has(job)) {
    return foreignMetric(query, metric, job, produced.jobs, series);
  }
  return undefined;
}

/** The job that a selector names. A value that stands for a dashboard variable names none. */
function jobOf({ matchers }: PromqlSelector): string | undefined {
  const matcher = matchers.find(
    ({ label, operator }) => label === "job" && operator === "=",
  );
  return matcher && matcher.value !== "" && !matcher.value.includes(".+")
    ? matcher.value
    : undefined;
}

function unknownJob(
  { what }: PromqlQuery,
  job: string,
  series: SeriesIndex,
): Fault {
  return {
    code: "job-unknown",
    about: `job ${job}`,
    message: `${what} must ask for a scrape job that is declared, got job="${job}"; ${suggestion(job, series.jobs(), "give the service its `metrics`, or declare the job with addScrapeJob")}`,
  };
}

function unknownMetric(
  { what }: PromqlQuery,
  metric: string,
  job: string | undefined,
  series: SeriesIndex,
): Fault {
  const nearest = series.nearest(metric, job) ?? series.nearest(metric);
  const remedy = series.isHistogram(metric)
    ? `it is a histogram, so ask for "${metric}_bucket", "${metric}_sum" or "${metric}_count"`
    : `${nearest ? `did you mean "${nearest}"? If not, ` : ""}name it in \`metrics.provides\` of the service that exposes it, or record it`;
  return {
    code: "metric-unknown",
    about: `metric ${familyOf(metric)}`,
    message: `${what} must use metrics that a scrape job exposes or a rule records, got "${metric}"; ${remedy}`,
  };
}

function foreignMetric(
  { what }: PromqlQuery,
  metric: string,
  job: string,
  jobs: ReadonlySet<string>,
  series: SeriesIndex,
): Fault {
  const nearest = series.nearest(metric, job);
  const elsewhere = [...jobs].slice(0, 3).map((name) => `"${name}"`);
  return {
    code: "metric-not-of-job",
    about: `metric ${familyOf(metric)} of ${job}`,
    message: `${what} must use metrics that its job exposes, got "${metric}" with job="${job}", which only ${elsewhere.join(", ")} exposes; correct the job, ${nearest ? `use "${nearest}", ` : ""}or name the metric in \`metrics.provides\` of service "${job}"`,
  };
}

/** A condition on the name that no name fulfils. */
function unknownPattern(
  { what }: PromqlQuery,
  { matchers }: PromqlSelector,
  series: SeriesIndex,
): Fault | undefined {
  const names = matchers.filter(({ label }) => label === "__name__");
  if (names.length === 0 || names.some(({ value }) => value.includes("(?"))) {
    return undefined;
  }
  for (const name of series.names()) {
    if (names.every((matcher) => fulfils(matcher, name))) {
      return undefined;
    }
  }
  const pattern = names.map(({ operator, value }) => `${operator}"${value}"`);
  return {
    code: "metric-unknown",
    about: pattern.join(),
    message: `${what} must select metrics that a scrape job exposes or a rule records, got __name__${pattern.join(", ")}; name a metric that exists`,
  };
}

function fulfils({ operator, value }: LabelMatcher, name: string): boolean {
  const matches = operator.includes("~")
    ? compileRe2(value)?.test(name) === true
    : value === name;
  return operator.startsWith("!") ? !matches : matches;
}
