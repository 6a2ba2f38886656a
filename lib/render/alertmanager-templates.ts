/**
 * What people read in a notification, in Go's template language; its data and functions are described at
 * https://prometheus.io/docs/alerting/latest/notifications/. A label or annotation that an alert lacks is empty there, and
 * its line is left out. What an alert brings may come from anybody, so that it must not become markup, a mention, a link or
 * a line of its own; each way of telling escapes as its program needs.
 */

/** Where links of messages lead, beside those that the alert brings. */
export interface MessageLinks {
  /** Dashboards that take a service as their variable `service`: title and address. */
  readonly ofService: readonly (readonly [title: string, address: string])[];
  /**
   * Template of the address that silences one alert, which is the dot there.
   * @default - the page of Alertmanager
   */
  readonly silence?: string;
}

/** How one program wants its messages. */
interface Style {
  readonly lineEnd: string;
  /** Template that prints a value which an alert brings, as text; `expr` is an expression. */
  readonly text: (expr: string) => string;
  /** Template that prints a value as part of an address' query. */
  readonly query: (expr: string) => string;
  readonly bold: (template: string) => string;
  readonly link: (title: string, address: string) => string;
}

/** A value with a line end would begin a line of its own, as if it were another fact. */
const oneLine = (expr: string): string => `${expr} | reReplaceAll "\\\\s+" " "`;

const plainText = (expr: string): string => `{{ ${oneLine(expr)} }}`;

/** A space as `+` is understood in few places. */
const escapedQuery = (expr: string): string =>
  `{{ ${expr} | urlquery | reReplaceAll "\\\\+" "%20" }}`;

/** Slack mentions, links and formats what stands between `<` and `>`. */
const slackText = (expr: string): string =>
  `{{ ${oneLine(expr)} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`;

const markdownText = (expr: string): string =>
  `{{ ${oneLine(expr)} | reReplaceAll "([\\\\\\\\*_~\`\\\\[\\\\]<>|#@])" "\\\\$1" }}`;

const PLAIN: Style = {
  lineEnd: "\n",
  text: plainText,
  query: escapedQuery,
  bold: (template) => template,
  link: (title, address) => `${title}: ${address}`,
};

const SLACK: Style = {
  ...PLAIN,
  text: slackText,
  bold: (template) => `*${template}*`,
  link: (title, address) => `<${address}|${title}>`,
};

/** Markdown as Discord knows it. */
const DISCORD: Style = {
  ...PLAIN,
  text: markdownText,
  bold: (template) => `**${template}**`,
  link: (title, address) => `[${title}](${address})`,
};

/** Teams needs an empty line to end a line. */
const TEAMS: Style = { ...DISCORD, lineEnd: "\n\n" };

/** HTML, in which Alertmanager itself escapes what the alert brings, by its place. */
const HTML: Style = {
  lineEnd: "\n",
  text: plainText,
  query: (expr) => `{{ ${expr} }}`,
  bold: (template) => `<b>${template}</b>`,
  link: (title, address) => `<a href="${address}">${title}</a>`,
};

const STATE = `(or (and (eq .Status "resolved") "RESOLVED") (.CommonLabels.severity | toUpper) "FIRING")`;

const SUBJECT = `(or .CommonLabels.alertname (printf "%d alerts" (len .Alerts)))`;

const SUMMARY = "(index .Alerts 0).Annotations.summary";

/** One line: `CRITICAL: OrdersStalled of checkout`. */
function titleIn({ text }: Style): string {
  return `${text(STATE)}: ${text(SUBJECT)}{{ with .CommonLabels.service }} of ${text(".")}{{ end }}`;
}

/** The sentence of the first alert, and how many more there are. */
function firstSummary({ text }: Style): string {
  return `${text(SUMMARY)}{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }} alerts){{ end }}`;
}

/** The page that silences one alert: how Alertmanager is told that somebody has it in hand. */
const SILENCE_FILTER = `(printf "{alertname=%q,service=%q}" .Labels.alertname .Labels.service)`;

function silenceAddress(query: Style["query"], links: MessageLinks): string {
  return (
    links.silence ??
    `{{ $.ExternalURL }}/#/silences/new?filter=${query(SILENCE_FILTER)}`
  );
}

/** The lines with links; `style` says how one ends. */
function linkLines(style: Style, links: MessageLinks): string {
  const { ofService } = links;
  const { query, link, lineEnd } = style;
  const line = (title: string, address: string): string =>
    `${link(title, address)}${lineEnd}`;
  const annotated = (title: string, annotation: string): string =>
    `{{ with .Annotations.${annotation} }}${line(title, "{{ . }}")}{{ end }}`;
  return [
    annotated("Runbook", "runbook_url"),
    annotated("Dashboard", "dashboard"),
    ...ofService.map(
      ([title, address]) =>
        `{{ with .Labels.service }}${line(title, `${address}?var-service=${query(".")}`)}{{ end }}`,
    ),
    `{{ if eq .Status "firing" }}${line("Silence", silenceAddress(query, links))}{{ end }}`,
  ].join("");
}

/** Some lines for each alert with what is needed to act. */
function eachAlert(style: Style, links: MessageLinks): string {
  const { lineEnd, text, bold } = style;
  const fact = (title: string, label: string): string =>
    `{{ with .Labels.${label} }}${title}: ${text(".")}${lineEnd}{{ end }}`;
  return [
    "{{ range .Alerts }}",
    `${bold(text(".Annotations.summary"))}{{ if eq .Status "resolved" }} (resolved){{ end }}${lineEnd}`,
    `{{ with .Annotations.description }}${text(".")}${lineEnd}{{ end }}`,
    fact("Severity", "severity"),
    fact("Priority", "priority"),
    fact("Service", "service"),
    fact("Objective", "slo"),
    fact("Instance", "instance"),
    linkLines(style, links),
    lineEnd,
    "{{ end }}",
  ].join("");
}

export const TITLE = titleIn(PLAIN);

/** The title and what the first alert says, in one line. */
export const HEADLINE = `${TITLE}: ${firstSummary(PLAIN)}`;

export const SLACK_TITLE = titleIn(SLACK);

export const MARKDOWN_TITLE = titleIn(DISCORD);

export const slackMessage = (links: MessageLinks): string =>
  eachAlert(SLACK, links);

export const discordMessage = (links: MessageLinks): string =>
  eachAlert(DISCORD, links);

export const teamsMessage = (links: MessageLinks): string =>
  eachAlert(TEAMS, links);

export const plainMessage = (links: MessageLinks): string =>
  eachAlert(PLAIN, links);

export const telegramMessage = (links: MessageLinks): string =>
  `<b>${titleIn(HTML)}</b>\n\n${eachAlert(HTML, links)}`;

/** A mail that fits a phone: one column, large letters, links that a thumb hits. */
export function mailHtml(links: MessageLinks): string {
  const button = (title: string, address: string): string =>
    `<a href="${address}" style="display:inline-block;margin:0 8px 8px 0;padding:10px 14px;border-radius:6px;background:#24507f;color:#ffffff;text-decoration:none">${title}</a>`;
  const style: Style = { ...HTML, lineEnd: "<br>\n", link: button };
  const fact = (title: string, label: string): string =>
    `{{ with .Labels.${label} }}<b>${title}</b> ${style.text(".")}<br>{{ end }}`;
  return [
    '<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    '<body style="margin:0;padding:12px;background:#eef1f4;font:16px/1.45 sans-serif;color:#1c2733"><div style="max-width:600px;margin:0 auto">',
    `<h1 style="margin:0 0 12px;padding:12px 14px;border-radius:6px;font-size:20px;color:#ffffff;background:{{ if eq .Status "resolved" }}#1f7a43{{ else if eq .CommonLabels.severity "critical" }}#b3261e{{ else }}#8a5a00{{ end }}">${titleIn(style)}</h1>`,
    '{{ range .Alerts }}<div style="margin:0 0 12px;padding:14px;border-radius:6px;background:#ffffff;overflow-wrap:anywhere">',
    `<p style="margin:0 0 8px;font-size:18px"><b>${style.text(".Annotations.summary")}</b>{{ if eq .Status "resolved" }} (resolved){{ end }}</p>`,
    `{{ with .Annotations.description }}<p style="margin:0 0 8px">${style.text(".")}</p>{{ end }}`,
    `<p style="margin:0 0 12px">${fact("Severity", "severity")}${fact("Priority", "priority")}${fact("Service", "service")}${fact("Objective", "slo")}${fact("Instance", "instance")}</p>`,
    `<p style="margin:0">${linkLines({ ...style, lineEnd: "" }, links)}</p>`,
    '</div>{{ end }}<p><a href="{{ .ExternalURL }}">All alerts</a></p></div></body></html>',
  ].join("\n");
}

/** Longest message of the mobile network that is not cut into several. */
const SMS_CHARACTERS = 160;

/** The title and what the first alert says, cut where a text message ends. */
export const SMS_TEXT = `{{ printf "%.${SMS_CHARACTERS}s" (${oneLine(`printf "%s: %s: %s" ${STATE} ${SUBJECT} ${SUMMARY}`)}) }}`;

/** Colour of the bar beside a Slack message. */
export const SLACK_COLOR = `{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}`;

/** PagerDuty drops an event of any other severity than its own four. */
export const PAGERDUTY_SEVERITY = `{{ if eq .CommonLabels.severity "warning" }}warning{{ else if eq .CommonLabels.severity "info" }}info{{ else }}critical{{ end }}`;

/** Facts of an incident, by name. */
export function pagerDutyDetails(
  links: MessageLinks,
): Readonly<Record<string, string>> {
  const first = "(index .Alerts 0)";
  return {
    summary: firstSummary(PLAIN),
    description: plainText(`${first}.Annotations.description`),
    severity: "{{ .CommonLabels.severity }}",
    priority: "{{ .CommonLabels.priority }}",
    service: plainText(".CommonLabels.service"),
    runbook: `{{ ${first}.Annotations.runbook_url }}`,
    dashboard: `{{ ${first}.Annotations.dashboard }}`,
    ...Object.fromEntries(
      links.ofService.map(([title, address]) => [
        title.toLowerCase(),
        `{{ with .CommonLabels.service }}${address}?var-service=${escapedQuery(".")}{{ end }}`,
      ]),
    ),
    silence: `{{ with ${first} }}${silenceAddress(escapedQuery, links)}{{ end }}`,
  };
}
