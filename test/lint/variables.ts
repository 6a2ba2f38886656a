/** The choices that each dashboard offers, as far as its series have such labels. */
export const CHOICES = ["job", "instance", "service"] as const;

/** Dashboards without some of the choices, and why. */
export interface Missing {
  /** Uids of dashboards. */
  readonly dashboards: RegExp;
  readonly variables: readonly (typeof CHOICES)[number][];
  readonly reason: string;
}

export const MISSING: readonly Missing[] = [
  {
    dashboards: /^(?:nginx|database|caching|runtime)-.+$/,
    variables: ["service"],
    reason: "made for one scrape job; its series have no label of a service",
  },
  {
    dashboards: /^gateway-.+$/,
    variables: ["job", "instance", "service"],
    reason: "made for one scrape job, of one front and one collector",
  },
  {
    dashboards: /^remote-hosts$/,
    variables: ["job", "instance", "service"],
    reason: "hosts are chosen by `host`, as their agents name them",
  },
  {
    dashboards: /^graphql-.+$/,
    variables: ["service"],
    reason: "made for one service, whose name is in its uid",
  },
  {
    dashboards: /^queue-.+$/,
    variables: ["instance", "service"],
    reason:
      "made for one scrape job and recorded by queue, which every instance of a broker tells of alike",
  },
  {
    dashboards: /^service-.+$/,
    variables: ["job", "service"],
    reason: "made for one service, whose job has its name",
  },
  {
    dashboards: /^users-.+$/,
    variables: ["job", "service"],
    reason: "made for one service, whose job has its name",
  },
  {
    dashboards: /^business-.+$/,
    variables: ["job", "instance", "service"],
    reason:
      "made for one service and recorded without labels: orders are no one instance's",
  },
  {
    dashboards: /^(?:services|system-performance|releases)$/,
    variables: ["job", "instance"],
    reason:
      "recorded by service, whose job has its name, for all of its instances",
  },
  {
    dashboards: /^traces$/,
    variables: ["job", "instance"],
    reason:
      "spans are counted by service; job and instance are the collector's, which counts them",
  },
  {
    dashboards: /^(?:slo-.+|sla-report|executive-summary)$/,
    variables: ["job", "instance"],
    reason: "recorded by objective and service",
  },
  {
    dashboards: /^slos$/,
    variables: ["job", "instance", "service"],
    reason: "has a row for each of the objectives that it was made for",
  },
  {
    dashboards: /^(?:alerts|on-call)$/,
    variables: ["job", "instance"],
    reason:
      "alerts are recorded by name, severity, service and team; many have neither job nor instance",
  },
  {
    dashboards: /^logs$/,
    variables: ["job", "instance"],
    reason: "streams of lines have the labels service, level, log and host",
  },
  {
    dashboards: /^cost$/,
    variables: ["instance", "service"],
    reason: "what is stored is counted by job, or as a whole",
  },
  {
    dashboards: /^(?:infrastructure|resources)$/,
    variables: ["job", "service"],
    reason:
      "recorded by instance and container, whichever job tells of them; machines serve many services",
  },
  {
    dashboards: /^(?:host|containers|platform-overview|probes)$/,
    variables: ["service"],
    reason: "what exporters tell has no label of a service",
  },
];
