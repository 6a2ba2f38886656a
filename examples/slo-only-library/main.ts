import {
  createSlo,
  Duration,
  renderRuleGroups,
  Sli,
  sloRuleGroups,
} from "cdktf-observability";

const objectives = [
  createSlo({
    name: "CheckoutAvailability",
    service: "checkout",
    team: "payments",
    objective: 0.999,
    sli: Sli.ratio({
      errors: 'http_requests_total{job="checkout",code=~"5.."}',
      total: 'http_requests_total{job="checkout"}',
    }),
  }),
  createSlo({
    name: "CheckoutLatency",
    service: "checkout",
    team: "payments",
    objective: 0.95,
    sli: Sli.latency({
      histogram: "http_request_duration_seconds",
      threshold: Duration.millis(500),
      matchers: { job: "checkout" },
    }),
  }),
];

process.stdout.write(renderRuleGroups(objectives.flatMap(sloRuleGroups)));
