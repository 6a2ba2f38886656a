import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { acceptedLines, counted, most, type Logins } from "./lines";
import type { SecuritySettings } from "./options";

/** Where it happened, in a sentence; streams need not say it. */
const AT = {
  host: "{{ with $labels.host }} on {{ . }}{{ end }}",
  service: "{{ with $labels.service }} to {{ . }}{{ end }}",
} as const;

/**
 * Failed log-ins, and those after which one succeeded. What anybody can cause from outside is never urgent enough to mute
 * other alerts.
 *
 * @param prefix begins the names of the alerts
 */
export function loginAlerts(
  alert: PackAlert,
  prefix: "Ssh" | "App",
  { place, failed, failedOfAccounts, guessable }: Logins,
  { limits }: SecuritySettings,
): readonly AlertRule[] {
  const at = AT[place];
  const {
    loginFailuresPerSource,
    loginFailures,
    bruteForceFailures,
    accountsPerSource,
    sourcesPerAccount,
  } = limits;
  const tried = (of: string, by: readonly string[], each: string): string =>
    `count by (${by.join(", ")}) (${(of === "source" ? failedOfAccounts : failed)("15m", ...by, each)})`;
  return [
    alert("P3", {
      alert: `${prefix}LoginFailuresFromSource`,
      expr: most(
        `${failed("1m", place, "source")} > ${loginFailuresPerSource}`,
      ),
      summary: `Many log-ins from {{ $labels.source }} fail${at}.`,
      description: `{{ $value }} log-ins from {{ $labels.source }} failed${at} within a minute; up to ${loginFailuresPerSource} are usual.`,
    }),
    alert("P3", {
      alert: `${prefix}LoginFailuresHigh`,
      expr: `${failed("1m")} > ${loginFailures}`,
      summary: "Very many log-ins fail.",
      description: `{{ $value }} log-ins failed within a minute, from all addresses together; up to ${loginFailures} are usual.`,
    }),
    alert("P1", {
      alert: `${prefix}BruteForceSucceeded`,
      expr: most(
        `(${failed("15m", place, "source")} >= ${bruteForceFailures} and ${guessable("5m", place, "source")} > 0)`,
      ),
      keepFiringFor: Duration.minutes(30),
      summary: `Somebody at {{ $labels.source }} may have guessed a password${at}.`,
      description: `After {{ $value }} failed log-ins within 15 minutes, one from {{ $labels.source }} succeeded${at}.`,
    }),
    alert("P3", {
      alert: `${prefix}LoginManyAccounts`,
      expr: most(
        `${tried("user", [place, "source"], "user")} > ${accountsPerSource}`,
      ),
      summary: `{{ $labels.source }} tries many accounts${at}.`,
      description: `Log-ins from {{ $labels.source }} to {{ $value }} accounts failed${at} within 15 minutes; somebody tries a list of names.`,
    }),
    alert("P3", {
      alert: `${prefix}LoginManySources`,
      expr: most(
        `${tried("source", [place, "user"], "source")} > ${sourcesPerAccount}`,
      ),
      summary: `Many addresses try the account {{ $labels.user }}${at}.`,
      description: `Log-ins to {{ $labels.user }} failed${at} from {{ $value }} addresses within 15 minutes; somebody spreads a search for its password.`,
    }),
  ];
}

/** The share of log-ins to a service that fail. */
export function loginRatioAlert(
  alert: PackAlert,
  { failed, succeeded }: Logins,
  { limits }: SecuritySettings,
): AlertRule {
  const { loginFailureRatio, minimumLogins } = limits;
  const failures = failed("15m", "service");
  const all = `(${failures} + ${succeeded("15m", "service")} or ${failures})`;
  return alert("P3", {
    alert: "AppLoginFailureRatioHigh",
    expr: `${failures} / (${all} >= ${minimumLogins}) > ${loginFailureRatio}`,
    summary: "Most log-ins to {{ $labels.service }} fail.",
    description: `{{ $value | humanizePercentage }} of the log-ins to {{ $labels.service }} failed within 15 minutes. Either somebody guesses passwords, or people cannot log in.`,
  });
}

/** Times between two looks at the whole history. */
export const NETWORKS_INTERVAL = Duration.minutes(5);

/**
 * A log-in from a network that was not seen before. Silent until there is a day of history to compare with. It looks at
 * twice its interval, so that no log-in falls between two looks.
 */
export function newNetworkAlert(
  alert: PackAlert,
  auth: NonNullable<SecuritySettings["auth"]>,
  { limits }: SecuritySettings,
): AlertRule {
  const accepted = counted(`${acceptedLines(auth)} | network!=""`);
  const recent = NETWORKS_INTERVAL.times(2).toPrometheus();
  const past = limits.knownNetworks.toPrometheus();
  const known = accepted(`${past} offset ${recent}`, "host", "network");
  const history = accepted(`${past} offset 1d`, "host");
  return alert("P3", {
    alert: "SshLoginFromNewNetwork",
    expr: most(
      `((${accepted(recent, "host", "network", "user")} unless on (host, network) ${known}) and on (host) ${history})`,
    ),
    summary: `{{ $labels.user }} logged in from a new network${AT.host}.`,
    description: `{{ $labels.user }} logged in${AT.host} from an address that begins with {{ $labels.network }}, from where nobody did in the ${past} before.`,
  });
}
