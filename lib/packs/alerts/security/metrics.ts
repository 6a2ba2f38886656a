import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { quoteLabelValue } from "../../../domain/promql/literal";
import type { MetricSpec } from "../../../domain/telemetry/scrape";
import type { PackAlert } from "../priority";
import type { SecuritySettings } from "./options";
import { escapePattern } from "./patterns";

/** What a node exporter tells beside its own metrics when checksums of files are written for its textfile collector. */
export const securityFileMetrics: readonly MetricSpec[] = [
  {
    name: "security_file_checksum",
    type: "gauge",
    help: "number made of the content of a file, by path",
  },
];

/** Requests by status code. */
export function requestAlerts(
  alert: PackAlert,
  {
    jobs,
    requests,
    refused,
    limited,
  }: NonNullable<SecuritySettings["requests"]>,
  { limits }: SecuritySettings,
): readonly AlertRule[] {
  const { authFailureRatio, minimumRate, rateLimitHits } = limits;
  const chosen = jobMatcher(jobs);
  const rate = (matchers: string, window: string): string =>
    `sum by (job) (rate(${requests}{${matchers}}[${window}]))`;
  return [
    alert("P3", {
      alert: "AuthFailureRatioHigh",
      expr: `${rate(`${chosen},${refused}`, "5m")} / (${rate(chosen, "5m")} > ${minimumRate}) > ${authFailureRatio}`,
      for: Duration.minutes(2),
      summary: "{{ $labels.job }} refuses many requests for want of a log-in.",
      description:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} were refused for want of a valid log-in or right within 5 minutes.",
    }),
    alert("P3", {
      alert: "RateLimitHitsHigh",
      expr: `${rate(`${chosen},${limited}`, "2m")} * 60 > ${rateLimitHits}`,
      summary: "{{ $labels.job }} refuses very many requests.",
      description: `{{ $labels.job }} refuses {{ $value | humanize }} requests per minute since too many come; up to ${rateLimitHits} are usual.`,
    }),
  ];
}

/** `job="shop"`, or a pattern of several. */
export function jobMatcher(jobs: readonly string[]): string {
  const [job = "", ...others] = jobs;
  return others.length === 0
    ? `job=${quoteLabelValue(job)}`
    : `job=~${quoteLabelValue(jobs.map(escapePattern).join("|"))}`;
}

/** How far back a change is told of. */
const CHANGED_WITHIN = "10m";

/** Files that were changed, came or went, as their checksums tell. */
export function fileAlerts(
  alert: PackAlert,
  files: NonNullable<SecuritySettings["files"]>,
  { limits: { checksumAge } }: SecuritySettings,
): readonly AlertRule[] {
  const { job, checksum, sshKeyPaths, textfile } = files;
  const chosen = `job=${quoteLabelValue(job)}`;
  const paths = quoteLabelValue(sshKeyPaths);
  // Without any checksum of the host there is nothing to compare with: it is new, or it stopped to tell of its files.
  const changed = (matchers: string): string => {
    const series = `${checksum}{${chosen},${matchers}}`;
    const before = `${series} offset ${CHANGED_WITHIN}`;
    const told = (when: string): string =>
      `count by (instance) (${checksum}{${chosen}}${when})`;
    return `max by (instance, path) (changes(${series}[${CHANGED_WITHIN}]) > 0 or (${series} unless ${before}) and on (instance) ${told(` offset ${CHANGED_WITHIN}`)} or (${before} unless ${series}) and on (instance) ${told("")})`;
  };
  const description =
    "The content of {{ $labels.path }} on {{ $labels.instance }} changed within the last 10 minutes, or the file came or went.";
  const age = `time() - node_textfile_mtime_seconds{${chosen},file=~${quoteLabelValue(textfile)}}`;
  return [
    alert("P2", {
      alert: "SshKeyFileChanged",
      expr: changed(`path=~${paths}`),
      keepFiringFor: Duration.minutes(10),
      summary: "Authorized keys changed on {{ $labels.instance }}.",
      description,
    }),
    alert("P2", {
      alert: "FileChecksumChanged",
      expr: changed(`path!~${paths}`),
      keepFiringFor: Duration.minutes(10),
      summary: "{{ $labels.path }} changed on {{ $labels.instance }}.",
      description,
    }),
    alert("P3", {
      alert: "FileChecksumsOld",
      expr: `max by (instance) (${age}) > ${checksumAge.toSeconds()} or absent_over_time(${checksum}{${chosen}}[${checksumAge.toPrometheus()}])`,
      // A Prometheus that is new has not asked yet.
      for: Duration.minutes(5),
      summary:
        "The checksums of files{{ with $labels.instance }} on {{ . }}{{ end }} are not renewed.",
      description: `No checksums of files were written{{ with $labels.instance }} on {{ . }}{{ end }} for ${checksumAge.toPrometheus()}; a change would not be seen.`,
    }),
  ];
}
