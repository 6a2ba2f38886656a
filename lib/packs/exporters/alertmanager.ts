import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

/** What Alertmanager exposes of itself; those of a cluster only when it runs as one. */
export const alertmanagerMetrics = [
  ...catalog({
    counter: {
      alertmanager_alerts_invalid_total: "alerts refused as malformed",
      alertmanager_alerts_received_total: "alerts received, firing or resolved",
      alertmanager_cluster_messages_received_total:
        "messages received from other members",
      alertmanager_cluster_messages_sent_total:
        "messages sent to other members",
      alertmanager_cluster_reconnections_failed_total:
        "reconnections to other members that failed",
      alertmanager_dispatcher_aggregation_group_limit_reached_total:
        "groups not made because there are too many",
      alertmanager_http_concurrency_limit_exceeded_total:
        "requests refused because too many were under way",
      alertmanager_nflog_maintenance_errors_total:
        "failures to keep up the log of notifications",
      alertmanager_nflog_queries_total: "questions to the log of notifications",
      alertmanager_nflog_query_errors_total:
        "questions to the log of notifications that failed",
      alertmanager_notification_requests_failed_total:
        "requests to receivers that failed, by integration",
      alertmanager_notification_requests_total:
        "requests to receivers, by integration",
      alertmanager_notifications_failed_total:
        "notifications that failed, by integration and reason",
      alertmanager_notifications_total: "notifications tried, by integration",
      alertmanager_silences_gc_errors_total: "failures to remove old silences",
      alertmanager_silences_maintenance_errors_total:
        "failures to keep up the silences",
      alertmanager_silences_queries_total: "questions for silences",
      alertmanager_silences_query_errors_total:
        "questions for silences that failed",
    },
    gauge: {
      alertmanager_alerts: "alerts by state",
      alertmanager_build_info:
        "always 1; the label version is that of Alertmanager",
      alertmanager_cluster_enabled: "1 when it runs as a cluster",
      alertmanager_cluster_failed_peers: "members that are lost",
      alertmanager_cluster_health_score:
        "0 when the cluster is healthy, more when slow",
      alertmanager_cluster_members: "members of the cluster",
      alertmanager_cluster_messages_queued:
        "messages that wait for other members",
      alertmanager_config_hash: "hash of the loaded configuration",
      alertmanager_config_last_reload_success_timestamp_seconds:
        "time of the last good reload, as Unix time in seconds",
      alertmanager_config_last_reload_successful:
        "1 when the last reload of the configuration succeeded, else 0",
      alertmanager_dispatcher_aggregation_groups: "groups of alerts that exist",
      alertmanager_http_requests_in_flight: "requests being answered",
      alertmanager_inhibition_rules: "inhibition rules that are configured",
      alertmanager_integrations: "integrations that are configured",
      alertmanager_marked_alerts: "alerts by state, muted ones included",
      alertmanager_nflog_snapshot_size_bytes:
        "size of the saved log of notifications, in bytes",
      alertmanager_receivers: "receivers that are configured",
      alertmanager_silences: "silences by state",
      alertmanager_silences_snapshot_size_bytes:
        "size of the saved silences, in bytes",
    },
    histogram: {
      alertmanager_http_request_duration_seconds:
        "time to answer a request, by handler, in seconds",
      alertmanager_http_response_size_bytes:
        "size of answers, by handler, in bytes",
      alertmanager_notification_latency_seconds:
        "time to deliver a notification, by integration, in seconds",
      alertmanager_nflog_query_duration_seconds:
        "time to ask the log of notifications, in seconds",
      alertmanager_silences_query_duration_seconds:
        "time to ask for silences, in seconds",
    },
    summary: {
      alertmanager_dispatcher_alert_processing_duration_seconds:
        "time to sort an alert into groups, in seconds",
      alertmanager_nflog_gc_duration_seconds:
        "time to remove old notifications, in seconds",
      alertmanager_nflog_snapshot_duration_seconds:
        "time to save the log of notifications, in seconds",
      alertmanager_silences_gc_duration_seconds:
        "time to remove old silences, in seconds",
      alertmanager_silences_snapshot_duration_seconds:
        "time to save the silences, in seconds",
    },
  }),
  ...goMetrics,
  ...processMetrics,
  ...metricsHandlerMetrics,
];
