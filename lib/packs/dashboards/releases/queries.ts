import { HTTP_METRIC } from "../../alerts/http-service/recordings";
import { RELEASE_METRIC } from "../../alerts/release/recordings";
import { orZero } from "../promql";

const CHOSEN = '{service=~"$service"}';
const of = (key: keyof typeof RELEASE_METRIC): string =>
  `${RELEASE_METRIC[key]}${CHOSEN}`;

/** A service has the name of its scrape job. */
const ofJob = (metric: string): string =>
  `max by (job) (${metric}{job=~"$service"})`;

/** Deployments of the chosen services. They read recorded series only. */
export const RELEASE_QUERIES = {
  sinceLast: `min(time() - ${of("deployed")})`,
  lastDay: orZero(`sum(count_over_time(${of("deployment")}[1d]))`),
  lastWeek: orZero(`sum(count_over_time(${of("deployment")}[7d]))`),
  takenBack: orZero(`sum(count_over_time(${of("rollback")}[7d]))`),
  instances: `sum by (service, version) (${of("instances")})`,
  age: `time() - max by (service, version) (${of("deployed")})`,
  running: `max by (service, version) (${of("instances")})`,
  mixed: orZero(`count(count by (service) (${of("instances")}) > 1)`),
  perDay: `sum by (service) (count_over_time(${of("deployment")}[1d]))`,
  errors: ofJob(HTTP_METRIC.errorRatio),
  errorsBefore: `max by (service) (${of("errorsBefore")})`,
  latency: ofJob(HTTP_METRIC.latency),
  latencyBefore: `max by (service) (${of("latencyBefore")})`,
} as const;
