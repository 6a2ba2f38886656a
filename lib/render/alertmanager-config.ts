import type { AlertReceiver } from "../domain/routing/receiver";
import type {
  InhibitionRule,
  NamedReceiver,
  Route,
  RouteMatcher,
  RoutingTree,
} from "../domain/routing/route";
import { SecretRef } from "../domain/secret";
import {
  discordMessage,
  HEADLINE,
  mailHtml,
  MARKDOWN_TITLE,
  PAGERDUTY_SEVERITY,
  pagerDutyDetails,
  plainMessage,
  SLACK_COLOR,
  SLACK_TITLE,
  slackMessage,
  SMS_TEXT,
  teamsMessage,
  telegramMessage,
  TITLE,
  type MessageLinks,
} from "./alertmanager-templates";
import { deepMerge, type ConfigSection } from "./merge";
import { names, renderTimeIntervals } from "./alertmanager-time";
import { toYaml } from "./yaml";

/** Path of a secret's file as Alertmanager sees it. */
type SecretFile = (secret: SecretRef) => string;

export interface AlertmanagerConfigOptions {
  /** Merged deeply into the file, unchecked. */
  readonly extraConfig?: ConfigSection | undefined;
  /** Where links of messages lead, beside those that the alert brings. */
  readonly links?: MessageLinks;
}

/** The configuration file of Alertmanager, 0.31 or later. It holds paths of secrets, never secrets. */
export function renderAlertmanagerConfig(
  tree: RoutingTree,
  secretFile: SecretFile,
  {
    extraConfig = {},
    links = { ofService: [] },
  }: AlertmanagerConfigOptions = {},
): string {
  const config: ConfigSection = {
    // Prometheus tells when an alert ends; this is for senders that only stop. Alertmanager's own default.
    global: { resolve_timeout: "5m" },
    route: renderRoute(tree.root),
    ...renderTimeIntervals(tree),
    inhibit_rules: tree.inhibitions.map(renderInhibition),
    receivers: tree.receivers.map((receiver) =>
      renderReceiver(receiver, secretFile, links),
    ),
  };
  return toYaml(deepMerge(config, extraConfig));
}

function renderRoute(route: Route): ConfigSection {
  return {
    receiver: route.receiver,
    ...(route.matchers.length > 0 && {
      matchers: route.matchers.map(renderMatcher),
    }),
    ...(route.continue && { continue: true }),
    group_by: route.groupBy,
    group_wait: route.groupWait?.toPrometheus(),
    group_interval: route.groupInterval?.toPrometheus(),
    repeat_interval: route.repeatInterval?.toPrometheus(),
    ...(route.muted && { mute_time_intervals: names(route.muted) }),
    ...(route.active && { active_time_intervals: names(route.active) }),
    ...(route.routes.length > 0 && { routes: route.routes.map(renderRoute) }),
  };
}

function renderInhibition(rule: InhibitionRule): ConfigSection {
  return {
    name: rule.name,
    source_matchers: rule.source.map(renderMatcher),
    target_matchers: rule.target.map(renderMatcher),
    equal: rule.equal,
  };
}

/** Always quoted, with only those escapes that the classic and the UTF-8 parser of Alertmanager read alike. */
function renderMatcher({ label, operator, value }: RouteMatcher): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
  return `${label}${operator}"${escaped}"`;
}

function renderReceiver(
  { name, receivers }: NamedReceiver,
  secretFile: SecretFile,
  links: MessageLinks,
): ConfigSection {
  const integrations: Record<string, ConfigSection[]> = {};
  for (const receiver of receivers) {
    const [key, settings] = renderIntegration(receiver, secretFile, links);
    (integrations[key] ??= []).push({
      send_resolved: receiver.sendResolved,
      ...settings,
    });
  }
  return { name, ...integrations };
}

function renderIntegration(
  receiver: AlertReceiver,
  secretFile: SecretFile,
  links: MessageLinks,
): readonly [key: string, settings: ConfigSection] {
  switch (receiver.kind) {
    case "slack":
      return [
        "slack_configs",
        {
          api_url_file: secretFile(receiver.url),
          channel: receiver.channel,
          color: SLACK_COLOR,
          title: SLACK_TITLE,
          text: slackMessage(links),
          fallback: HEADLINE,
        },
      ];
    case "pagerDuty":
      return [
        "pagerduty_configs",
        {
          routing_key_file: secretFile(receiver.routingKey),
          description: HEADLINE,
          severity: receiver.severity ?? PAGERDUTY_SEVERITY,
          class: "{{ .CommonLabels.alertname }}",
          group: "{{ .CommonLabels.service }}",
          details: pagerDutyDetails(links),
        },
      ];
    case "email":
      return [
        "email_configs",
        {
          to: receiver.to.join(", "),
          from: receiver.from,
          smarthost: receiver.smarthost,
          require_tls: receiver.requireTls,
          auth_username: receiver.username,
          auth_password_file:
            receiver.password && secretFile(receiver.password),
          headers: { Subject: TITLE },
          text: plainMessage(links),
          html: mailHtml(links),
        },
      ];
    case "webhook":
      return [
        "webhook_configs",
        {
          ...(receiver.url instanceof SecretRef
            ? { url_file: secretFile(receiver.url) }
            : { url: receiver.url }),
          max_alerts: receiver.maxAlerts,
          http_config: receiver.bearerToken && {
            authorization: {
              credentials_file: secretFile(receiver.bearerToken),
            },
          },
        },
      ];
    case "teams":
      return [
        "msteamsv2_configs",
        {
          webhook_url_file: secretFile(receiver.url),
          title: MARKDOWN_TITLE,
          text: teamsMessage(links),
        },
      ];
    case "discord":
      return [
        "discord_configs",
        {
          webhook_url_file: secretFile(receiver.url),
          title: MARKDOWN_TITLE,
          message: discordMessage(links),
        },
      ];
    case "telegram":
      return [
        "telegram_configs",
        {
          bot_token_file: secretFile(receiver.botToken),
          chat_id: receiver.chatId,
          parse_mode: "HTML",
          message: telegramMessage(links),
        },
      ];
    case "sms":
      return [
        "sns_configs",
        {
          sigv4: {
            region: receiver.region,
            ...(receiver.profile && { profile: receiver.profile }),
          },
          phone_number: receiver.phoneNumber,
          message: SMS_TEXT,
        },
      ];
    case "jira":
      return [
        "jira_configs",
        {
          api_url: receiver.url,
          project: receiver.project,
          issue_type: receiver.issueType,
          summary: HEADLINE,
          description: plainMessage(links),
          labels: ["alert", "{{ .GroupLabels.alertname }}"],
          // An alert that comes back within this time opens its old ticket again.
          ...(receiver.reopenTransition && {
            reopen_transition: receiver.reopenTransition,
            reopen_duration: "3d",
          }),
          ...(receiver.resolveTransition && {
            resolve_transition: receiver.resolveTransition,
          }),
          http_config: {
            basic_auth: {
              username: receiver.user,
              password_file: secretFile(receiver.token),
            },
          },
        },
      ];
  }
}
