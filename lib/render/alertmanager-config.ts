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
  DISCORD_TEXT,
  EMAIL_HTML,
  FIRST_SUMMARY,
  PAGERDUTY_DETAILS,
  PAGERDUTY_SEVERITY,
  PLAIN_TEXT,
  SLACK_COLOR,
  SLACK_TEXT,
  TEAMS_TEXT,
  TELEGRAM_TEXT,
  TITLE,
} from "./alertmanager-templates";
import { deepMerge, type ConfigSection } from "./merge";
import { names, renderTimeIntervals } from "./alertmanager-time";
import { toYaml } from "./yaml";

/** Path of a secret's file as Alertmanager sees it. */
type SecretFile = (secret: SecretRef) => string;

/**
 * The configuration file of Alertmanager, 0.31 or later. It holds paths of secrets, never secrets.
 *
 * @param extraConfig merged deeply into the file, unchecked
 */
export function renderAlertmanagerConfig(
  tree: RoutingTree,
  secretFile: SecretFile,
  extraConfig: ConfigSection = {},
): string {
  const config: ConfigSection = {
    // Prometheus tells when an alert ends; this is for senders that only stop. Alertmanager's own default.
    global: { resolve_timeout: "5m" },
    route: renderRoute(tree.root),
    ...renderTimeIntervals(tree),
    inhibit_rules: tree.inhibitions.map(renderInhibition),
    receivers: tree.receivers.map((receiver) =>
      renderReceiver(receiver, secretFile),
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
): ConfigSection {
  const integrations: Record<string, ConfigSection[]> = {};
  for (const receiver of receivers) {
    const [key, settings] = renderIntegration(receiver, secretFile);
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
): readonly [key: string, settings: ConfigSection] {
  switch (receiver.kind) {
    case "slack":
      return [
        "slack_configs",
        {
          api_url_file: secretFile(receiver.url),
          channel: receiver.channel,
          color: SLACK_COLOR,
          title: TITLE,
          text: SLACK_TEXT,
          fallback: `${TITLE}: ${FIRST_SUMMARY}`,
        },
      ];
    case "pagerDuty":
      return [
        "pagerduty_configs",
        {
          routing_key_file: secretFile(receiver.routingKey),
          description: `${TITLE}: ${FIRST_SUMMARY}`,
          severity: receiver.severity ?? PAGERDUTY_SEVERITY,
          class: "{{ .CommonLabels.alertname }}",
          group: "{{ .CommonLabels.service }}",
          details: PAGERDUTY_DETAILS,
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
          text: PLAIN_TEXT,
          html: EMAIL_HTML,
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
          title: TITLE,
          text: TEAMS_TEXT,
        },
      ];
    case "discord":
      return [
        "discord_configs",
        {
          webhook_url_file: secretFile(receiver.url),
          title: TITLE,
          message: DISCORD_TEXT,
        },
      ];
    case "telegram":
      return [
        "telegram_configs",
        {
          bot_token_file: secretFile(receiver.botToken),
          chat_id: receiver.chatId,
          parse_mode: "HTML",
          message: TELEGRAM_TEXT,
        },
      ];
  }
}
