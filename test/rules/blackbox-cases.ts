import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const SITE = 'job="site",instance="https://shop.example/"';

const SEVERITY: Readonly<Record<string, string>> = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
};

function labels(priority: string, more: Labels = {}): Labels {
  const severity = SEVERITY[priority] ?? "";
  const own = { priority, severity, service: "shop", team: "sales" };
  return {
    ...own,
    job: "site",
    instance: "https://shop.example/",
    ...more,
  };
}

/** Series of one probe by metric; a text in braces adds labels. */
function probe(values: Readonly<Record<string, string>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([name, each]) => {
      const [, metric = "", more = ""] =
        /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
      return [`probe_${metric}{${SITE}${more === "" ? "" : `,${more}`}}`, each];
    }),
  );
}

/** Fails from the 20th minute on; all else is as of a probe that got no answer. */
const NO_ANSWER: Readonly<Record<string, string>> = {
  success: "1x79 0x80",
  ip_protocol: "4x160",
  http_status_code: "200x79 0x80",
  failed_due_to_regex: "0x160",
};

/** In the 20th minute plus the given number of steps of 15 s. */
const STEP = { step: "15s" } as const;
const LATER = "24m";
const AFTER_45_SECONDS = "20m45s";

const DAY = 86_400;
const NAME = "https://shop.example/";

/** The end of a certificate that has so many days left at the time of the look, 24 minutes after 1970 began. */
function ends(days: number, success = "1x160"): Series {
  return probe({
    success,
    ssl_earliest_cert_expiry: `${days * DAY + 1440}x160`,
  });
}

export const BLACKBOX_CASES: PackCases = {
  BlackboxProbeDown: {
    ...STEP,
    at: LATER,
    fires: probe(NO_ANSWER),
    expect: {
      labels: labels("P1"),
      summary: `${NAME} does not answer.`,
      description: `Probes of ${NAME} have failed for 1m: no connection, no TLS, no answer in time, or not the one that the module expects.`,
    },
    silent: probe({ ...NO_ANSWER, success: "1x93 0x1 1x60" }),
    edges: {
      "it has failed for 45 s": {
        near: true,
        at: AFTER_45_SECONDS,
        series: probe(NO_ANSWER),
      },
      "nothing is probed any more": { series: {} },
      "the status tells the cause": {
        series: probe({ ...NO_ANSWER, http_status_code: "200x79 503x80" }),
      },
      "the name cannot be resolved": {
        series: probe({ ...NO_ANSWER, ip_protocol: "4x79 0x80" }),
      },
      "the content is wrong": {
        series: probe({ ...NO_ANSWER, failed_due_to_regex: "0x79 1x80" }),
      },
      "the certificate has ended": {
        series: {
          ...probe(NO_ANSWER),
          ...probe({ ssl_earliest_cert_expiry: "1200x79 stale" }),
        },
      },
    },
    alsoFires: {
      "only connections are probed": probe({
        success: "1x79 0x80",
        ip_protocol: "4x160",
      }),
    },
  },
  BlackboxHttpStatusWrong: {
    ...STEP,
    at: LATER,
    fires: probe({ ...NO_ANSWER, http_status_code: "200x79 503x80" }),
    expect: {
      labels: labels("P2"),
      summary: `${NAME} answers with an error.`,
      description: `${NAME} has answered with status 503 for 1m.`,
    },
    silent: probe({ ...NO_ANSWER, http_status_code: "200x79 299x80" }),
    edges: {
      "it has failed for 45 s": {
        near: true,
        at: AFTER_45_SECONDS,
        series: probe({ ...NO_ANSWER, http_status_code: "200x79 503x80" }),
      },
      "nothing is probed any more": { series: {} },
      "the module expects a redirect": {
        series: probe({ success: "1x160", http_status_code: "302x160" }),
      },
    },
  },
  BlackboxDnsFailing: {
    ...STEP,
    at: LATER,
    fires: probe({ ...NO_ANSWER, ip_protocol: "4x79 0x80" }),
    expect: {
      labels: labels("P2"),
      summary: `The name in ${NAME} leads nowhere.`,
      description: `No address has been found for the name in ${NAME} for 1m.`,
    },
    silent: probe(NO_ANSWER),
    edges: {
      "it has failed for 45 s": {
        near: true,
        at: AFTER_45_SECONDS,
        series: probe({ ...NO_ANSWER, ip_protocol: "4x79 0x80" }),
      },
      "nothing is probed any more": { series: {} },
    },
  },
  BlackboxContentWrong: {
    ...STEP,
    at: LATER,
    fires: probe({ ...NO_ANSWER, failed_due_to_regex: "0x79 1x80" }),
    expect: {
      labels: labels("P2"),
      summary: `${NAME} answers with the wrong content.`,
      description: `${NAME} has answered for 1m, but not with what the module of the probe looks for.`,
    },
    silent: probe(NO_ANSWER),
    edges: {
      "it has failed for 45 s": {
        near: true,
        at: AFTER_45_SECONDS,
        series: probe({ ...NO_ANSWER, failed_due_to_regex: "0x79 1x80" }),
      },
      "nothing is probed any more": { series: {} },
    },
  },
  BlackboxProbeFlapping: {
    at: "60m",
    fires: probe({ success: "1x40 0x2 1x2 0x2 1x2 0x2 1x20" }),
    expect: {
      labels: labels("P3"),
      summary: `${NAME} answers by turns.`,
      description: `${NAME} has changed between success and failure 6 times within an hour.`,
    },
    silent: probe({ success: "1x40 0x2 1x2 0x2 1x2 0x30" }),
  },
  BlackboxProberUnreachable: {
    at: "20m",
    fires: { [`up{${SITE}}`]: "1x5 0x20" },
    expect: {
      labels: {
        priority: "P3",
        severity: "warning",
        service: "shop",
        team: "sales",
        job: "site",
      },
      summary: "The probes of site are not made.",
      description:
        "Prometheus has not reached the prober for site for 5 minutes; whether the addresses answer is not known.",
    },
    silent: { [`up{${SITE}}`]: "1x17 0x20" },
    alsoFires: { "nothing is probed": {} },
  },
  BlackboxProbeSlow: {
    at: "30m",
    fires: probe({ success: "1x40", duration_seconds: "2.5x40" }),
    expect: {
      labels: labels("P3"),
      summary: `${NAME} answers slowly.`,
      description: `A probe of ${NAME} takes 2.5s on average over 5 minutes.`,
    },
    silent: probe({ success: "1x40", duration_seconds: "1.9x40" }),
    edges: {
      "it waits in vain": {
        series: probe({ success: "0x40", duration_seconds: "5x40" }),
      },
    },
  },
  BlackboxPhaseSlow: {
    at: "30m",
    fires: probe({
      success: "1x40",
      'http_duration_seconds{phase="tls"}': "1.2x40",
      'http_duration_seconds{phase="connect"}': "0.9x40",
    }),
    expect: {
      labels: labels("P4", { phase: "tls" }),
      summary: `${NAME} is slow in the phase tls.`,
      description: `The phase tls of a probe of ${NAME} takes 1.2s on average over 5 minutes.`,
    },
    silent: probe({
      success: "1x40",
      'http_duration_seconds{phase="tls"}': "0.9x40",
      'http_duration_seconds{phase="connect"}': "0.9x40",
    }),
    edges: {
      "it waits in vain": {
        series: probe({
          success: "0x40",
          'http_duration_seconds{phase="processing"}': "5x40",
        }),
      },
    },
  },
  BlackboxCertificateExpired: {
    ...STEP,
    at: LATER,
    // It ended when the 20th minute began; since then the prober refuses it.
    fires: probe({
      success: "1x79 0x80",
      ssl_earliest_cert_expiry: "1200x79 stale",
    }),
    expect: {
      labels: labels("P1"),
      summary: `The certificate of ${NAME} has ended.`,
      description: `${NAME} cannot be reached over TLS since its certificate has ended; visitors are warned off.`,
    },
    silent: probe({
      success: "1x79 0x80",
      ssl_earliest_cert_expiry: "1500x79 stale",
    }),
    edges: {
      "it has failed for 45 s": {
        near: true,
        at: AFTER_45_SECONDS,
        series: probe({
          success: "1x79 0x80",
          ssl_earliest_cert_expiry: "1200x79 stale",
        }),
      },
      "a certificate that nobody needs has ended": {
        series: probe({
          success: "1x160",
          ssl_earliest_cert_expiry: "1200x160",
        }),
      },
      "nothing is known of the certificate": {
        series: probe({ success: "0x160" }),
      },
    },
  },
  BlackboxCertificateEndsSoon: {
    ...STEP,
    at: LATER,
    fires: ends(2),
    expect: {
      labels: labels("P2"),
      summary: `The certificate of ${NAME} ends within days.`,
      description: `The first certificate of ${NAME} to end does so in 2d 0h 0m 0s.`,
    },
    silent: ends(7.1),
    edges: {
      "there is no TLS": { series: probe({ success: "1x160" }) },
    },
  },
  BlackboxCertificateEnds: {
    ...STEP,
    at: LATER,
    fires: ends(20),
    expect: {
      labels: labels("P4"),
      summary: `The certificate of ${NAME} ends within weeks.`,
      description: `The first certificate of ${NAME} to end does so in 20d 0h 0m 0s.`,
    },
    silent: ends(30.1),
    edges: {
      "it ends within days, which pages": { series: ends(6) },
    },
  },
  BlackboxTlsWeak: {
    at: "30m",
    fires: probe({ 'tls_version_info{version="TLS 1.1"}': "1x40" }),
    expect: {
      labels: labels("P3", { version: "TLS 1.1" }),
      summary: `${NAME} uses a version of TLS that is not safe.`,
      description: `${NAME} agrees on TLS 1.1 at best, which is forbidden since it can be broken.`,
    },
    silent: probe({ 'tls_version_info{version="TLS 1.2"}': "1x40" }),
  },
  BlackboxRedirectsMany: {
    at: "30m",
    fires: probe({ http_redirects: "3x40" }),
    expect: {
      labels: labels("P4"),
      summary: `${NAME} answers after many redirects.`,
      description: `${NAME} sends its visitors on 3 times before it answers; each costs them a round trip.`,
    },
    silent: probe({ http_redirects: "2x40" }),
  },
};

/** One probe of each kind of failure, for all alerts at once. */
export const FAILURES: Readonly<Record<string, Series>> = {
  BlackboxProbeDown: probe(NO_ANSWER),
  BlackboxHttpStatusWrong: probe({
    ...NO_ANSWER,
    http_status_code: "200x79 503x80",
  }),
  BlackboxDnsFailing: probe({ ...NO_ANSWER, ip_protocol: "4x79 0x80" }),
  BlackboxContentWrong: probe({
    ...NO_ANSWER,
    failed_due_to_regex: "0x79 1x80",
  }),
  BlackboxCertificateExpired: {
    ...probe(NO_ANSWER),
    ...probe({ ssl_earliest_cert_expiry: "1200x79 stale" }),
  },
};
