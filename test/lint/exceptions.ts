/** Where a rule does not fit, and why. */
export interface Exception {
  readonly rules: readonly string[];
  /** Uids of dashboards. */
  readonly dashboards: RegExp;
  /** Titles of panels. Default: the dashboard as a whole. */
  readonly panels?: RegExp;
  /** What is found. Default: anything. */
  readonly text?: RegExp;
  readonly reason: string;
}

const CHOICE_OF_TARGETS = [
  "template-job-rule",
  "template-instance-rule",
  "target-job-rule",
  "target-instance-rule",
];

export const EXCEPTIONS: readonly Exception[] = [
  {
    rules: CHOICE_OF_TARGETS,
    dashboards: /^(?:platform-overview|alerts|on-call|cost|logs|probes)$/,
    reason:
      "it shows one platform, whose components are its jobs; its rows name them, and what is chosen narrows the processes only, if at all",
  },
  {
    rules: CHOICE_OF_TARGETS,
    dashboards: /^(?:host|containers|infrastructure|resources|remote-hosts)$/,
    reason:
      "machines and containers are chosen by `instance`, `host` or `name` where they are recorded, whatever exporter tells of them",
  },
  {
    rules: CHOICE_OF_TARGETS,
    dashboards:
      /^(?:service-.+|services|system-performance|traces|slos|slo-.+|sla-report)$/,
    reason:
      "it is about services and objectives, chosen by `service` or `slo`; what it reads is recorded without instance or job",
  },
  {
    rules: CHOICE_OF_TARGETS,
    dashboards:
      /^(?:business|users|graphql)-.+$|^(?:executive-summary|releases|security)$/,
    reason:
      "it is about what people do with services, as it is recorded or logged, wherever their instances run",
  },
  {
    rules: ["target-logql-auto-rule", "target-rate-interval-rule"],
    dashboards:
      /^(?:security|business-.+|users-.+|graphql-.+|releases|queue.*|runtime.*|gateway-.+)$/,
    panels: /.+/,
    reason:
      "the panel shows what its alert sees, with the range of that alert, so that its line is that of the alert",
  },
  {
    rules: CHOICE_OF_TARGETS,
    dashboards: /^(?:nginx|database|caching|queue|runtime|gateway)-.+$/,
    reason:
      "it is made for one scrape job, whose name is in its uid and in each query",
  },
  {
    rules: ["target-rate-interval-rule", "target-logql-auto-rule"],
    dashboards: /.+/,
    panels: /.+/,
    text: /^fixed ranges (?:(?:\$__range|\d+[hd]),?)+ in /,
    reason:
      "a total over hours, days or the range of the dashboard must not change with the width of the screen",
  },
  {
    rules: ["target-counter-agg-rule"],
    dashboards: /^(?:containers|host|traces|runtime-node)$/,
    panels: /^(?:Restarts|Load$|Operations$|Open handles$)/,
    reason:
      "how often counters began anew, or how many there are, is counted; Node.js calls a gauge a total",
  },
  {
    rules: ["target-counter-agg-rule"],
    dashboards: /^remote-hosts$/,
    panels: /.+/,
    text: /^bare counter otelcol_process_uptime_total/,
    reason:
      "the clock of an agent tells when it last sent, and a counter is there only from its first loss on",
  },
  {
    rules: ["panel-units-rule"],
    dashboards: /.+/,
    panels: /^(?:Newest traces|Traces|Firing alerts)/,
    reason: "a list of texts and times has no unit",
  },
];
