/**
 * What people read in a notification, in Go's template language; its data and functions are described at
 * https://prometheus.io/docs/alerting/latest/notifications/. A label or annotation that an alert lacks is empty there, and
 * its line is left out.
 */

const STATE = `{{ if eq .Status "resolved" }}RESOLVED{{ else if .CommonLabels.severity }}{{ .CommonLabels.severity | toUpper }}{{ else }}FIRING{{ end }}`;

const SUBJECT = `{{ if .CommonLabels.alertname }}{{ .CommonLabels.alertname }}{{ else }}{{ len .Alerts }} alerts{{ end }}`;

const OF_SERVICE = `{{ with .CommonLabels.service }} of {{ . }}{{ end }}`;

/** One line: `CRITICAL: OrdersStalled of checkout`. */
export const TITLE = `${STATE}: ${SUBJECT}${OF_SERVICE}`;

/** The sentence of the first alert, and how many more there are. */
export const FIRST_SUMMARY = `{{ (index .Alerts 0).Annotations.summary }}{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }} alerts){{ end }}`;

/** A line for each alert with what is needed to act; how a link looks depends on the program. */
function eachAlert(style: {
  readonly lineEnd: string;
  readonly bold: (text: string) => string;
  readonly link: (title: string, address: string) => string;
}): string {
  const { lineEnd, bold, link } = style;
  const fact = (title: string, label: string): string =>
    `{{ with .Labels.${label} }}${title}: {{ . }}${lineEnd}{{ end }}`;
  const linked = (title: string, annotation: string): string =>
    `{{ with .Annotations.${annotation} }}${link(title, "{{ . }}")}${lineEnd}{{ end }}`;
  return [
    "{{ range .Alerts }}",
    `${bold("{{ .Annotations.summary }}")}{{ if eq .Status "resolved" }} (resolved){{ end }}${lineEnd}`,
    `{{ with .Annotations.description }}{{ . }}${lineEnd}{{ end }}`,
    fact("Severity", "severity"),
    fact("Service", "service"),
    fact("Objective", "slo"),
    fact("Instance", "instance"),
    linked("Runbook", "runbook_url"),
    linked("Dashboard", "dashboard"),
    lineEnd,
    "{{ end }}",
  ].join("");
}

export const PLAIN_TEXT = eachAlert({
  lineEnd: "\n",
  bold: (text) => text,
  link: (title, address) => `${title}: ${address}`,
});

export const SLACK_TEXT = eachAlert({
  lineEnd: "\n",
  bold: (text) => `*${text}*`,
  link: (title, address) => `<${address}|${title}>`,
});

/** Markdown as Discord and Teams know it; Teams needs an empty line to end a line. */
export const DISCORD_TEXT = eachAlert({
  lineEnd: "\n",
  bold: (text) => `**${text}**`,
  link: (title, address) => `[${title}](${address})`,
});

export const TEAMS_TEXT = eachAlert({
  lineEnd: "\n\n",
  bold: (text) => `**${text}**`,
  link: (title, address) => `[${title}](${address})`,
});

/** HTML in which Alertmanager escapes what the alert brings. */
export const TELEGRAM_TEXT = `<b>${TITLE}</b>\n\n${eachAlert({
  lineEnd: "\n",
  bold: (text) => `<b>${text}</b>`,
  link: (title, address) => `<a href="${address}">${title}</a>`,
})}`;

export const EMAIL_HTML = `<h3>${TITLE}</h3>\n<p>${eachAlert({
  lineEnd: "<br>\n",
  bold: (text) => `<b>${text}</b>`,
  link: (title, address) => `<a href="${address}">${title}</a>`,
})}</p>\n<p><a href="{{ .ExternalURL }}">Alertmanager</a></p>\n`;

/** Colour of the bar beside a Slack message. */
export const SLACK_COLOR = `{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}`;

/** PagerDuty drops an event of any other severity than its own four. */
export const PAGERDUTY_SEVERITY = `{{ if eq .CommonLabels.severity "warning" }}warning{{ else if eq .CommonLabels.severity "info" }}info{{ else }}critical{{ end }}`;

/** Facts of an incident, by name. */
export const PAGERDUTY_DETAILS: Readonly<Record<string, string>> = {
  summary: FIRST_SUMMARY,
  description: "{{ (index .Alerts 0).Annotations.description }}",
  severity: "{{ .CommonLabels.severity }}",
  service: "{{ .CommonLabels.service }}",
  runbook: "{{ (index .Alerts 0).Annotations.runbook_url }}",
  dashboard: "{{ (index .Alerts 0).Annotations.dashboard }}",
};
