import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import { certificateAlerts, certificateEnded } from "./certificates";
import {
  blackboxSettings,
  type BlackboxAlertOptions,
  type BlackboxAlertSettings,
} from "./options";

/**
 * Alerts about addresses that a blackbox exporter asks: whether each answers, as expected, in time, and over TLS that is
 * safe and stays valid. One failure is told once, by its cause where the prober knows it.
 *
 * @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense
 */
export function blackboxAlerts(
  options: BlackboxAlertOptions,
): readonly RuleGroup[] {
  const settings = blackboxSettings(options);
  const { job, service, team, runbookUrl, dashboardUid, dashboardIsDefault } =
    settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  const of = `job=${quoteLabelValue(job)}`;
  return [
    {
      name: `blackbox-${job}`,
      engine: "prometheus",
      rules: [
        ...failureAlerts(alert, of, settings),
        ...slownessAlerts(alert, of, settings),
        ...certificateAlerts(alert, of, settings),
        ...oddityAlerts(alert, of, settings),
      ],
    },
  ];
}

/** Bridges a success between two failures. */
const KEEP = Duration.minutes(2);

/** A failure whose cause is known is no case for the alert that knows none. */
function failureAlerts(
  alert: PackAlert,
  of: string,
  { limits: { downFor, flaps } }: BlackboxAlertSettings,
): readonly AlertRule[] {
  const failed = `probe_success{${of}} == 0`;
  const status = `probe_http_status_code{${of}} >= 300`;
  const unresolved = `probe_ip_protocol{${of}} == 0`;
  const content = `probe_failed_due_to_regex{${of}} == 1`;
  const lasting = { for: downFor, keepFiringFor: KEEP };
  const since = downFor.toPrometheus();
  return [
    alert("P1", {
      alert: "BlackboxProbeDown",
      expr: `${failed} unless ${status} unless ${unresolved} unless ${content} unless ${certificateEnded(of)}`,
      ...lasting,
      summary: "{{ $labels.instance }} does not answer.",
      description: `Probes of {{ $labels.instance }} have failed for ${since}: no connection, no TLS, no answer in time, or not the one that the module expects.`,
    }),
    alert("P2", {
      alert: "BlackboxHttpStatusWrong",
      expr: `${status} and ${failed}`,
      ...lasting,
      summary: "{{ $labels.instance }} answers with an error.",
      description: `{{ $labels.instance }} has answered with status {{ $value }} for ${since}.`,
    }),
    alert("P2", {
      alert: "BlackboxDnsFailing",
      expr: `${unresolved} and ${failed}`,
      ...lasting,
      summary: "The name in {{ $labels.instance }} leads nowhere.",
      description: `No address has been found for the name in {{ $labels.instance }} for ${since}.`,
    }),
    alert("P2", {
      alert: "BlackboxContentWrong",
      expr: content,
      ...lasting,
      summary: "{{ $labels.instance }} answers with the wrong content.",
      description: `{{ $labels.instance }} has answered for ${since}, but not with what the module of the probe looks for.`,
    }),
    alert("P3", {
      alert: "BlackboxProbeFlapping",
      expr: `changes(probe_success{${of}}[1h]) >= ${flaps}`,
      summary: "{{ $labels.instance }} answers by turns.",
      description:
        "{{ $labels.instance }} has changed between success and failure {{ $value }} times within an hour.",
    }),
    alert("P3", {
      alert: "BlackboxProberUnreachable",
      expr: `min by (job) (up{${of}}) == 0 or absent(up{${of}})`,
      for: Duration.minutes(5),
      summary: "The probes of {{ $labels.job }} are not made.",
      description:
        "Prometheus has not reached the prober for {{ $labels.job }} for 5 minutes; whether the addresses answer is not known.",
    }),
  ];
}

/** Only what succeeds is slow; a probe that waits in vain is down. */
function slownessAlerts(
  alert: PackAlert,
  of: string,
  { limits }: BlackboxAlertSettings,
): readonly AlertRule[] {
  const answered = `probe_success{${of}} == 1`;
  return [
    alert("P3", {
      alert: "BlackboxProbeSlow",
      expr: `avg_over_time(probe_duration_seconds{${of}}[5m]) > ${limits.slow.toSeconds()} and ${answered}`,
      for: Duration.minutes(5),
      summary: "{{ $labels.instance }} answers slowly.",
      description:
        "A probe of {{ $labels.instance }} takes {{ $value | humanizeDuration }} on average over 5 minutes.",
    }),
    alert("P4", {
      alert: "BlackboxPhaseSlow",
      expr: `avg_over_time(probe_http_duration_seconds{${of}}[5m]) > ${limits.slowPhase.toSeconds()} and on (job, instance) ${answered}`,
      for: Duration.minutes(10),
      summary:
        "{{ $labels.instance }} is slow in the phase {{ $labels.phase }}.",
      description:
        "The phase {{ $labels.phase }} of a probe of {{ $labels.instance }} takes {{ $value | humanizeDuration }} on average over 5 minutes.",
    }),
  ];
}

function oddityAlerts(
  alert: PackAlert,
  of: string,
  { limits: { redirects } }: BlackboxAlertSettings,
): readonly AlertRule[] {
  return [
    alert("P4", {
      alert: "BlackboxRedirectsMany",
      expr: `probe_http_redirects{${of}} >= ${redirects}`,
      for: Duration.minutes(10),
      summary: "{{ $labels.instance }} answers after many redirects.",
      description:
        "{{ $labels.instance }} sends its visitors on {{ $value }} times before it answers; each costs them a round trip.",
    }),
  ];
}
