const CHOSEN = 'instance=~"$instance"';

/** What blackbox-exporter tells of the addresses that it asks. */
export const PROBE_QUERY = {
  success: `probe_success{${CHOSEN}}`,
  successRatio: `avg_over_time(probe_success{${CHOSEN}}[1h])`,
  duration: `probe_duration_seconds{${CHOSEN}}`,
} as const;
