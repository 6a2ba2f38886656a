import { catalog } from "./catalog";
import { goMetrics, processMetrics } from "./runtime";

/**
 * What Grafana exposes of itself on `/metrics`.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/set-up-grafana-monitoring/
 */
export const grafanaMetrics = [
  ...catalog({
    counter: {
      grafana_alerting_rule_evaluation_failures_total:
        "evaluations of alert rules that failed, by organization",
      grafana_alerting_rule_evaluations_total:
        "evaluations of alert rules, by organization",
      grafana_api_login_post_total: "logins with a password",
      grafana_api_response_status_total: "answers of the API, by status code",
      grafana_datasource_request_total:
        "requests to data sources, by data source, method and status code",
      grafana_instance_start_total: "starts of Grafana",
      grafana_page_response_status_total: "answers with pages, by status code",
      grafana_proxy_response_status_total:
        "answers of proxied data sources, by status code",
    },
    gauge: {
      grafana_build_info: "always 1; the label version is that of Grafana",
      grafana_datasource_request_in_flight:
        "requests to data sources under way",
      grafana_http_request_in_flight: "requests being answered",
      grafana_stat_active_users: "users that were active in the last 30 days",
      grafana_stat_total_orgs: "organizations",
      grafana_stat_total_users: "users",
      grafana_stat_totals_alert_rules: "alert rules",
      grafana_stat_totals_dashboard: "dashboards",
      grafana_stat_totals_datasource: "data sources, by plugin",
      grafana_stat_totals_folder: "folders",
    },
    histogram: {
      grafana_alerting_rule_evaluation_duration_seconds:
        "time to evaluate an alert rule, in seconds",
      grafana_datasource_request_duration_seconds:
        "time of requests to data sources, in seconds",
      grafana_http_request_duration_seconds:
        "time to answer a request, by handler and status code, in seconds",
      grafana_plugin_request_duration_milliseconds:
        "time of requests to plugins, in milliseconds",
    },
    summary: {
      grafana_api_dashboard_get_milliseconds:
        "time to load a dashboard, in milliseconds",
      grafana_api_dashboard_save_milliseconds:
        "time to save a dashboard, in milliseconds",
      grafana_api_dashboard_search_milliseconds:
        "time to search dashboards, in milliseconds",
      grafana_api_dataproxy_request_all_milliseconds:
        "time of proxied requests, in milliseconds",
    },
  }),
  ...goMetrics,
  ...processMetrics,
];
