const CHOSEN = 'job=~"$job",instance=~"$instance"';
const RATE = "[$__rate_interval]";

const perSecond = (what: string): string =>
  `sum by (instance) (rate(nginx_${what}{${CHOSEN}}${RATE}))`;
const connections = (what: string): string =>
  `sum by (instance) (nginx_connections_${what}{${CHOSEN}})`;

const REQUESTS = perSecond("http_requests_total");
const ACCEPTED = perSecond("connections_accepted");

/** What `stub_status` tells. */
export const NGINX_QUERY = {
  up: `min by (instance) (nginx_up{${CHOSEN}})`,
  requests: REQUESTS,
  accepted: ACCEPTED,
  handled: perSecond("connections_handled"),
  droppedRatio: `1 - ${perSecond("connections_handled")} / (${ACCEPTED} > 0)`,
  requestsPerConnection: `${REQUESTS} / (${perSecond("connections_handled")} > 0)`,
  active: connections("active"),
  reading: connections("reading"),
  writing: connections("writing"),
  waiting: connections("waiting"),
  readingRatio: `${connections("reading")} / (${connections("active")} > 0)`,
  shareOf: (limit: number): string => `${connections("active")} / ${limit}`,
  requestTime: `clamp_min(sum by (instance) (avg_over_time(nginx_connections_writing{${CHOSEN}}${RATE})) - 1, 0) / (${REQUESTS} > 0)`,
  starts: `sum by (instance) (resets(nginx_connections_accepted{${CHOSEN}}[1h]))`,
} as const;
