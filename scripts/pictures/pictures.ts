import type { PanelQuery } from "../../lib/domain/dashboard/model";
import { createSlo } from "../../lib/domain/slo/objective";
import { Sli } from "../../lib/domain/slo/sli";
import { Bytes, Duration } from "../../lib/domain/units";
import { buildPlan } from "../../lib/packs/components/profile";
import { sloDashboard } from "../../lib/packs/dashboards/slo/dashboard";
import { drawDashboard } from "./dashboard";
import { exampleData, firing, type Story } from "./example-data";
import { drawPlatform } from "./platform";

const plan = buildPlan({
  profile: "standard",
  metricRetention: { time: Duration.days(15), size: Bytes.gibibytes(8) },
  traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
});

const stories: readonly Story[] = [
  {
    slo: createSlo({
      name: "CheckoutAvailability",
      service: "checkout",
      team: "payments",
      objective: 0.999,
      sli: Sli.ratio({
        errors: 'http_requests_total{job="checkout",code=~"5.."}',
        total: 'http_requests_total{job="checkout"}',
      }),
    }),
    requestsPerSecond: 20,
    usualErrorRatio: 0.0002,
    incidents: [
      { hoursAgo: 2.2, minutes: 65, errorRatio: 0.019 },
      { hoursAgo: 24 * 9.4, minutes: 120, errorRatio: 0.085 },
      { hoursAgo: 24 * 19.1, minutes: 60, errorRatio: 0.06 },
      { hoursAgo: 24 * 36, minutes: 70, errorRatio: 0.06 },
    ],
  },
  {
    slo: createSlo({
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
    requestsPerSecond: 20,
    usualErrorRatio: 0.011,
    incidents: [{ hoursAgo: 2.2, minutes: 65, errorRatio: 0.2 }],
  },
];

const data = exampleData(stories);
const lookup = (query: PanelQuery) => {
  const found = data.get(query.expr);
  if (found === undefined) {
    throw new Error(`no example data for the query ${query.expr}`);
  }
  return found;
};

const dashboard = sloDashboard({
  uid: "checkout-slo",
  title: "Service level objectives: checkout",
  slos: stories.map(({ slo }) => slo),
  plan,
});

/** The pictures of the README by file name: the same bytes as long as the model is the same. */
export function drawPictures(): Readonly<Record<string, string>> {
  const pages = stories.slice(0, 1).flatMap((story) => firing(story, data));
  return {
    "dashboard.svg": drawDashboard(dashboard, 2, lookup, pages),
    "platform.svg": drawPlatform(plan),
  };
}
