import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { BlackboxAlertSettings } from "./options";

/** A prober that refuses a certificate tells nothing of it, so its end is known from the day before. */
export const certificateEnded = (of: string): string =>
  `(probe_success{${of}} == 0 and last_over_time(probe_ssl_earliest_cert_expiry{${of}}[1d]) < time())`;

const FOR = Duration.minutes(10);

/** The end of certificates, and versions of TLS that RFC 8996 forbids: https://www.rfc-editor.org/rfc/rfc8996 */
export function certificateAlerts(
  alert: PackAlert,
  of: string,
  {
    limits: { certificateWithin, certificateSoon, downFor },
  }: BlackboxAlertSettings,
): readonly AlertRule[] {
  const left = `probe_ssl_earliest_cert_expiry{${of}} - time()`;
  const soon = certificateSoon.toSeconds();
  const description =
    "The first certificate of {{ $labels.instance }} to end does so in {{ $value | humanizeDuration }}.";
  return [
    alert("P1", {
      alert: "BlackboxCertificateExpired",
      expr: certificateEnded(of),
      for: downFor,
      summary: "The certificate of {{ $labels.instance }} has ended.",
      description:
        "{{ $labels.instance }} cannot be reached over TLS since its certificate has ended; visitors are warned off.",
    }),
    alert("P2", {
      alert: "BlackboxCertificateEndsSoon",
      expr: `${left} < ${soon}`,
      for: FOR,
      summary: "The certificate of {{ $labels.instance }} ends within days.",
      description,
    }),
    alert("P4", {
      alert: "BlackboxCertificateEnds",
      expr: `${left} >= ${soon} < ${certificateWithin.toSeconds()}`,
      for: FOR,
      summary: "The certificate of {{ $labels.instance }} ends within weeks.",
      description,
    }),
    alert("P3", {
      alert: "BlackboxTlsWeak",
      expr: `probe_tls_version_info{${of},version=~"SSL.*|TLS 1[.][01]"} == 1`,
      for: FOR,
      summary: "{{ $labels.instance }} uses a version of TLS that is not safe.",
      description:
        "{{ $labels.instance }} agrees on {{ $labels.version }} at best, which is forbidden since it can be broken.",
    }),
  ];
}
