import type { AlertReceiver } from "../domain/routing/receiver";
import type { NamedReceiver, RoutingTree } from "../domain/routing/route";
import {
  discordMessage,
  HEADLINE,
  MARKDOWN_TITLE,
  PAGERDUTY_SEVERITY,
  pagerDutyDetails,
  plainMessage,
  SLACK_COLOR,
  SLACK_TITLE,
  slackMessage,
  teamsMessage,
  TITLE,
  type MessageLinks,
} from "./alertmanager-templates";
import type { ConfigSection } from "./merge";

/** Receivers that a contact point of Grafana can be made of. */
type ContactReceiver = Exclude<AlertReceiver, { readonly kind: "sms" }>;

/** Name of the message template that holds all texts, and beginning of the names of its parts. */
export const TEMPLATE_GROUP = "observability";

/** Nobody listens there; policies that lead to it are muted always, but a contact point needs an address. */
const NOBODY = "http://127.0.0.1:9/nobody";

const PARTS = [
  "title",
  "headline",
  "message",
  "slack-title",
  "slack-color",
  "slack-message",
  "markdown-title",
  "discord-message",
  "teams-message",
  "pagerduty-severity",
] as const;

/**
 * Arguments of a `grafana_contact_point` for each receiver. Where a secret belongs stands its `SecretRef`. Receivers that
 * Grafana has no contact point for are left out: see `unsupportedReceivers`.
 */
export function renderContactPoints(
  tree: RoutingTree,
  links: MessageLinks,
): readonly ConfigSection[] {
  return tree.receivers.map((named) => renderContactPoint(named, links));
}

/** Names of receivers that need a short message by telephone, which only Alertmanager sends. */
export function unsupportedReceivers(tree: RoutingTree): readonly string[] {
  return tree.receivers.flatMap(({ name, receivers }) =>
    receivers.some((receiver) => !isContact(receiver)) ? [name] : [],
  );
}

/**
 * The texts of messages in the template language of Grafana, which is that of Alertmanager with more data.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/template-notifications/reference/
 */
export function renderMessageTemplate(links: MessageLinks): string {
  const texts = messages(grafanaLinks(links));
  return PARTS.map(
    (part) =>
      `{{ define "${TEMPLATE_GROUP}.${part}" }}${texts[part]}{{ end }}\n`,
  ).join("");
}

function messages(
  links: MessageLinks,
): Readonly<Record<(typeof PARTS)[number], string>> {
  return {
    title: TITLE,
    headline: HEADLINE,
    message: plainMessage(links),
    "slack-title": SLACK_TITLE,
    "slack-color": SLACK_COLOR,
    "slack-message": slackMessage(links),
    "markdown-title": MARKDOWN_TITLE,
    "discord-message": discordMessage(links),
    "teams-message": teamsMessage(links),
    "pagerduty-severity": PAGERDUTY_SEVERITY,
  };
}

/** Grafana itself knows the page that silences an alert. */
function grafanaLinks(links: MessageLinks): MessageLinks {
  return { ...links, silence: "{{ .SilenceURL }}" };
}

function part(name: (typeof PARTS)[number]): string {
  return `{{ template "${TEMPLATE_GROUP}.${name}" . }}`;
}

function renderContactPoint(
  { name, receivers }: NamedReceiver,
  links: MessageLinks,
): ConfigSection {
  const blocks: Record<string, ConfigSection[]> = {};
  for (const receiver of receivers.filter(isContact)) {
    const [kind, settings] = renderIntegration(receiver, links);
    (blocks[kind] ??= []).push({
      ...settings,
      disable_resolve_message: !receiver.sendResolved,
    });
  }
  return Object.keys(blocks).length === 0
    ? { name, webhook: [{ url: NOBODY }] }
    : { name, ...blocks };
}

function isContact(receiver: AlertReceiver): receiver is ContactReceiver {
  return receiver.kind !== "sms";
}

function renderIntegration(
  receiver: ContactReceiver,
  links: MessageLinks,
): readonly [kind: string, settings: ConfigSection] {
  switch (receiver.kind) {
    case "slack":
      return [
        "slack",
        {
          url: receiver.url,
          recipient: receiver.channel,
          color: part("slack-color"),
          title: part("slack-title"),
          text: part("slack-message"),
        },
      ];
    case "pagerDuty":
      return [
        "pagerduty",
        {
          integration_key: receiver.routingKey,
          summary: part("headline"),
          severity: receiver.severity ?? part("pagerduty-severity"),
          class: "{{ .CommonLabels.alertname }}",
          group: "{{ .CommonLabels.service }}",
          details: pagerDutyDetails(grafanaLinks(links)),
        },
      ];
    case "email":
      return [
        "email",
        {
          addresses: receiver.to,
          // One mail to all of them, as Alertmanager does.
          single_email: true,
          subject: part("title"),
          message: part("message"),
        },
      ];
    case "webhook":
      return [
        "webhook",
        {
          url: receiver.url,
          max_alerts: receiver.maxAlerts,
          ...(receiver.bearerToken && {
            authorization_scheme: "Bearer",
            authorization_credentials: receiver.bearerToken,
          }),
          title: part("title"),
          message: part("message"),
        },
      ];
    case "teams":
      return [
        "teams",
        {
          url: receiver.url,
          title: part("markdown-title"),
          message: part("teams-message"),
        },
      ];
    case "discord":
      return [
        "discord",
        {
          url: receiver.url,
          title: part("markdown-title"),
          message: part("discord-message"),
        },
      ];
    case "telegram":
      return [
        "telegram",
        {
          token: receiver.botToken,
          chat_id: String(receiver.chatId),
          // Grafana does not escape what alerts bring, so that nothing may be markup.
          parse_mode: "None",
          message: `${part("title")}\n\n${part("message")}`,
        },
      ];
    case "jira":
      return [
        "jira",
        {
          api_url: receiver.url,
          project: receiver.project,
          issue_type: receiver.issueType,
          user: receiver.user,
          password: receiver.token,
          summary: part("headline"),
          description: part("message"),
          labels: ["alert", "{{ .GroupLabels.alertname }}"],
          resolve_transition: receiver.resolveTransition,
          // An alert that comes back within this time opens its old ticket again.
          ...(receiver.reopenTransition && {
            reopen_transition: receiver.reopenTransition,
            reopen_duration: "3d",
          }),
        },
      ];
  }
}
