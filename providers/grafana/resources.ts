/** The resources that bindings are generated for, without the prefix `grafana_`. */
export const RESOURCES = [
  "annotation",
  "apps_notifications_inhibitionrule_v1beta1",
  "contact_point",
  "dashboard",
  "dashboard_permission",
  "data_source",
  "folder",
  "folder_permission",
  "library_panel",
  "message_template",
  "mute_timing",
  "notification_policy",
  "oncall_escalation",
  "oncall_escalation_chain",
  "oncall_integration",
  "oncall_on_call_shift",
  "oncall_route",
  "oncall_schedule",
  "role_assignment",
  "rule_group",
  "service_account",
  "service_account_token",
  "slo",
  "synthetic_monitoring_check",
  "synthetic_monitoring_check_alerts",
  "synthetic_monitoring_probe",
  "team",
] as const;

/** Address of the provider in schema documents. */
export const PROVIDER = "registry.terraform.io/grafana/grafana";
