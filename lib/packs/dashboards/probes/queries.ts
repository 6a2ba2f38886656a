const CHOSEN = 'job=~"$job",instance=~"$instance"';

const average = (metric: string): string =>
  `avg_over_time(${metric}{${CHOSEN}}[5m])`;

/** What blackbox-exporter tells of the addresses that it asks. */
export const PROBE_QUERY = {
  success: `probe_success{${CHOSEN}}`,
  successRatio: `avg_over_time(probe_success{${CHOSEN}}[1h])`,
  changes: `changes(probe_success{${CHOSEN}}[1h])`,
  duration: average("probe_duration_seconds"),
  phases: `avg by (phase) (${average("probe_http_duration_seconds")})`,
  lookup: average("probe_dns_lookup_time_seconds"),
  status: `probe_http_status_code{${CHOSEN}} > 0`,
  redirects: `probe_http_redirects{${CHOSEN}}`,
  certificateLeft: `probe_ssl_earliest_cert_expiry{${CHOSEN}} - time()`,
  tls: `max by (instance, version) (probe_tls_version_info{${CHOSEN}})`,
  failing: `count(probe_success{${CHOSEN}} == 0) or on () vector(0)`,
  firing: `ALERTS{alertstate="firing",alertname=~"Blackbox.+|Probe.+"}`,
} as const;
