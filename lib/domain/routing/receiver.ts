import { InvalidInputError } from "../problem";
import { requireSecretRef, SecretRef } from "../secret";
import { requireProperties } from "../shape";
import { typeOf } from "../shown";
import {
  requireChatId,
  requireEmail,
  requireHostPort,
  requireMaxAlerts,
  requirePhoneNumber,
  requirePublicUrl,
  requireRegion,
  requireSlackChannel,
} from "./receiver-input";

export interface ReceiverOptions {
  /**
   * Whether the end of an alert is told too.
   * @default true
   */
  readonly sendResolved?: boolean;
}

export interface SlackOptions extends ReceiverOptions {
  /** `#channel`, `@user` or Slack's id of one. */
  readonly channel: string;
  /** Address of the incoming webhook; who knows it can post, so it is a secret. */
  readonly url: SecretRef;
}

export type PagerDutySeverity = "critical" | "error" | "warning" | "info";

export interface PagerDutyOptions extends ReceiverOptions {
  /** Integration key of an Events API v2 integration. */
  readonly routingKey: SecretRef;
  /** @default - the severity of the alert */
  readonly severity?: PagerDutySeverity;
}

export interface EmailOptions extends ReceiverOptions {
  readonly to: string | readonly string[];
  readonly from: string;
  /** `host:port` of the mail server. Port 465 speaks TLS at once, others after `STARTTLS`. */
  readonly smarthost: string;
  /** @default - no login */
  readonly username?: string;
  /** @default - no login */
  readonly password?: SecretRef;
  /**
   * Whether mail is only sent when the connection is encrypted.
   * @default true
   */
  readonly requireTls?: boolean;
}

export interface WebhookOptions extends ReceiverOptions {
  /** Address that gets the alerts as JSON; a SecretRef if who knows it can post. */
  readonly url: string | SecretRef;
  /** @default - no `Authorization` header */
  readonly bearerToken?: SecretRef;
  /**
   * Most alerts in one message; the rest are only counted.
   * @default - all
   */
  readonly maxAlerts?: number;
}

export interface TeamsOptions extends ReceiverOptions {
  /** Address of the Teams workflow that posts to the channel. */
  readonly url: SecretRef;
}

export interface DiscordOptions extends ReceiverOptions {
  /** Address of the channel's webhook. */
  readonly url: SecretRef;
}

export interface TelegramOptions extends ReceiverOptions {
  readonly botToken: SecretRef;
  /** Groups and channels have negative ids. */
  readonly chatId: number;
}

export interface SmsOptions extends ReceiverOptions {
  /** In international form, such as `+491701234567`. */
  readonly phoneNumber: string;
  /** Region of AWS whose SNS sends it, such as `eu-central-1`. */
  readonly region: string;
  /**
   * Profile of the credentials file, which is the secret `aws-credentials`.
   * @default "default"
   */
  readonly profile?: string;
}

export interface JiraOptions extends ReceiverOptions {
  /** Address of the REST API, such as `https://example.atlassian.net/rest/api/2`. */
  readonly url: string;
  /** Key of the project. */
  readonly project: string;
  /** @default "Task" */
  readonly issueType?: string;
  /** E-mail address of the user in whose name tickets are made. */
  readonly user: string;
  /** API token of that user. */
  readonly token: SecretRef;
  /**
   * Name of the transition that closes a ticket when the alert ends.
   * @default - tickets stay open
   */
  readonly resolveTransition?: string;
  /**
   * Name of the transition that opens a ticket again when the alert comes back within 3 days.
   * @default - a new ticket
   */
  readonly reopenTransition?: string;
}

/**
 * Where a notification goes. Made by the factories of the same name, which check their input.
 *
 * Opsgenie is left out on purpose: Atlassian ends it in April 2027
 * (https://www.atlassian.com/software/opsgenie/migration).
 */
export type AlertReceiver =
  | ({ readonly kind: "slack" } & Resolved<SlackOptions>)
  | ({ readonly kind: "pagerDuty" } & Resolved<PagerDutyOptions>)
  | ({
      readonly kind: "email";
      readonly to: readonly string[];
      readonly requireTls: boolean;
    } & Resolved<Omit<EmailOptions, "to" | "requireTls">>)
  | ({ readonly kind: "webhook" } & Resolved<WebhookOptions>)
  | ({ readonly kind: "teams" } & Resolved<TeamsOptions>)
  | ({ readonly kind: "discord" } & Resolved<DiscordOptions>)
  | ({ readonly kind: "telegram" } & Resolved<TelegramOptions>)
  | ({ readonly kind: "sms" } & Resolved<SmsOptions>)
  | ({ readonly kind: "jira"; readonly issueType: string } & Resolved<
      Omit<JiraOptions, "issueType">
    >);

type Resolved<T extends ReceiverOptions> = Omit<T, "sendResolved"> & {
  readonly sendResolved: boolean;
};

const AT_URL = { url: "any", sendResolved: "flag?" } as const;
/** Factories of receivers; each throws an InvalidInputError that never repeats what may be a secret. */
export const AlertReceiver = {
  /** A message to a Slack channel. */
  slack(options: SlackOptions): AlertReceiver {
    requireProperties("a slack receiver", options, {
      ...AT_URL,
      channel: "any",
    });
    return Object.freeze({
      kind: "slack",
      channel: requireSlackChannel(options.channel),
      url: requireSecretRef("url of a slack receiver", options.url),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** An incident in PagerDuty. */
  pagerDuty(options: PagerDutyOptions): AlertReceiver {
    requireProperties("a pagerduty receiver", options, {
      routingKey: "any",
      severity: "any",
      sendResolved: "flag?",
    });
    const { severity } = options;
    const severities: readonly unknown[] = [
      "critical",
      "error",
      "warning",
      "info",
    ];
    if (severity !== undefined && !severities.includes(severity)) {
      throw new InvalidInputError(
        "pagerduty-severity",
        `severity of a pagerduty receiver must be one of ${severities.join(", ")}, got another text; leave it out to take the alert's`,
      );
    }
    return Object.freeze({
      kind: "pagerDuty",
      routingKey: requireSecretRef(
        "routing key of a pagerduty receiver",
        options.routingKey,
      ),
      ...(severity !== undefined && { severity }),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A mail to one or more addresses. */
  email(options: EmailOptions): AlertReceiver {
    requireProperties("an e-mail receiver", options, {
      to: "any",
      from: "any",
      smarthost: "any",
      password: "any",
      sendResolved: "flag?",
      username: "text?",
      requireTls: "flag?",
    });
    const { username, password } = options;
    const to = [options.to].flat();
    if (to.length === 0) {
      throw new InvalidInputError(
        "email-malformed",
        `recipients of an e-mail receiver must be at least one address, got none; write them like "oncall@example.com"`,
      );
    }
    if ((username === undefined) !== (password === undefined)) {
      throw new InvalidInputError(
        "email-login",
        `an e-mail receiver must have both username and password or neither, got only the ${username === undefined ? "password" : "username"}; add the other one`,
      );
    }
    return Object.freeze({
      kind: "email",
      to: Object.freeze(
        to.map((address) =>
          requireEmail("recipient of an e-mail receiver", address),
        ),
      ),
      from: requireEmail("sender of an e-mail receiver", options.from),
      smarthost: requireHostPort(
        "smarthost of an e-mail receiver",
        options.smarthost,
      ),
      ...(username !== undefined && { username }),
      ...(password !== undefined && {
        password: requireSecretRef("password of an e-mail receiver", password),
      }),
      requireTls: options.requireTls ?? true,
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A POST request with the alerts as JSON. */
  webhook(options: WebhookOptions): AlertReceiver {
    requireProperties("a webhook receiver", options, {
      ...AT_URL,
      bearerToken: "any",
      maxAlerts: "any",
    });
    const { url, bearerToken, maxAlerts } = options;
    return Object.freeze({
      kind: "webhook",
      url:
        url instanceof SecretRef
          ? url
          : requirePublicUrl("url of a webhook receiver", url),
      ...(bearerToken !== undefined && {
        bearerToken: requireSecretRef(
          "bearer token of a webhook receiver",
          bearerToken,
        ),
      }),
      ...(maxAlerts !== undefined && {
        maxAlerts: requireMaxAlerts(maxAlerts),
      }),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A card in a Microsoft Teams channel, by a workflow (the retired Office 365 connectors do not work). */
  teams(options: TeamsOptions): AlertReceiver {
    requireProperties("a teams receiver", options, AT_URL);
    return Object.freeze({
      kind: "teams",
      url: requireSecretRef("url of a teams receiver", options.url),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A message to a Discord channel. */
  discord(options: DiscordOptions): AlertReceiver {
    requireProperties("a discord receiver", options, AT_URL);
    return Object.freeze({
      kind: "discord",
      url: requireSecretRef("url of a discord receiver", options.url),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A message to a Telegram chat. */
  telegram(options: TelegramOptions): AlertReceiver {
    requireProperties("a telegram receiver", options, {
      botToken: "any",
      chatId: "any",
      sendResolved: "flag?",
    });
    return Object.freeze({
      kind: "telegram",
      botToken: requireSecretRef(
        "bot token of a telegram receiver",
        options.botToken,
      ),
      chatId: requireChatId(options.chatId),
      sendResolved: options.sendResolved ?? true,
    });
  },

  /** A text message of at most 160 characters, sent by AWS SNS. */
  sms(options: SmsOptions): AlertReceiver {
    requireProperties("an SMS receiver", options, {
      phoneNumber: "any",
      region: "any",
      sendResolved: "flag?",
      profile: "text?",
    });
    const { profile } = options;
    return Object.freeze({
      kind: "sms",
      phoneNumber: requirePhoneNumber(options.phoneNumber),
      region: requireRegion(options.region),
      ...(profile !== undefined && { profile }),
      sendResolved: options.sendResolved ?? false,
    });
  },

  /** A ticket in Jira for each group of alerts. */
  jira(options: JiraOptions): AlertReceiver {
    requireProperties("a jira receiver", options, {
      url: "any",
      user: "any",
      token: "any",
      sendResolved: "flag?",
      project: "text",
      issueType: "text?",
      resolveTransition: "text?",
      reopenTransition: "text?",
    });
    const { project, resolveTransition, reopenTransition } = options;
    return Object.freeze({
      kind: "jira",
      url: requirePublicUrl("url of a jira receiver", options.url),
      project,
      issueType: options.issueType ?? "Task",
      user: requireEmail("user of a jira receiver", options.user),
      token: requireSecretRef("token of a jira receiver", options.token),
      ...(resolveTransition !== undefined && { resolveTransition }),
      ...(reopenTransition !== undefined && { reopenTransition }),
      sendResolved: options.sendResolved ?? true,
    });
  },
} as const;

/** The credentials file of AWS's tools, which sends text messages; Alertmanager looks for it under this name only. */
export const AWS_CREDENTIALS = SecretRef.file("aws-credentials");

const FACTORIES: ReadonlySet<unknown> = new Set(Object.keys(AlertReceiver));

/** @throws InvalidInputError for what no factory of `AlertReceiver` has made; the message does not repeat it */
export function requireReceiver(what: string, receiver: AlertReceiver): void {
  const isReceiver =
    typeOf(receiver) === "an object" &&
    FACTORIES.has(receiver.kind) &&
    [
      ...secretsOf(receiver),
      ...(receiver.kind === "webhook" ? [receiver.bearerToken] : []),
    ].every(
      (secret) =>
        secret instanceof SecretRef ||
        (secret === undefined && receiver.kind === "webhook"),
    );
  if (!isReceiver) {
    throw new InvalidInputError(
      "receiver",
      `${what} must be an AlertReceiver, got ${typeOf(receiver)}; make it by a factory such as AlertReceiver.slack(...)`,
    );
  }
}

/** The secrets that Alertmanager must be able to read for this receiver. */
export function secretsOf(receiver: AlertReceiver): readonly SecretRef[] {
  switch (receiver.kind) {
    case "slack":
    case "teams":
    case "discord":
      return [receiver.url];
    case "pagerDuty":
      return [receiver.routingKey];
    case "email":
      return receiver.password === undefined ? [] : [receiver.password];
    case "webhook":
      return [receiver.url, receiver.bearerToken].filter(
        (part) => part instanceof SecretRef,
      );
    case "telegram":
      return [receiver.botToken];
    case "sms":
      return [AWS_CREDENTIALS];
    case "jira":
      return [receiver.token];
    default:
      return receiver satisfies never;
  }
}
