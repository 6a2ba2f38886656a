import { InvalidInputError } from "../problem";
import { shown, typeOf } from "../shown";

/**
 * Checks of what users give for a receiver. A text in the wrong place may be a secret that was pasted there, so the
 * messages tell its length only.
 */

/** Channel or user by name, or by Slack's own id, as in `C024BE91L`. */
const SLACK_CHANNEL =
  /^(?:#[\p{Ll}\p{Lo}\p{N}_-]{1,80}|@[\p{L}\p{N}._-]{1,80}|[CDGU][A-Z0-9]{6,20})$/u;

const EMAIL =
  /^(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`|~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`|~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

const HOST_PORT =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/;

/** Begins like an address; the rest is judged by the URL parser, which by itself would mend `http:host` and `http:///host`. */
const HTTP_URL = /^https?:\/\/[^\s/?#{}"'<>\\^`|]+[^\s{}"'<>\\^`|]*$/;

const SECRET_PARAMETER =
  /(?:^|[_-])(?:token|secret|password|passwd|pwd|sig|signature|auth|apikey|api_key|key|code)$/i;

/** Hosts whose addresses are the password: who knows one can post. */
const SECRET_HOST =
  /(?:^|\.)(?:hooks\.slack\.com|discord(?:app)?\.com|api\.telegram\.org|webhook\.office\.com|logic\.azure\.com)$/;

export function requireSlackChannel(channel: string): string {
  if (typeof channel !== "string" || !SLACK_CHANNEL.test(channel)) {
    throw new InvalidInputError(
      "slack-channel",
      `slack channel must be a channel, a user or an id, got ${typeOf(channel)}; write it like "#alerts", "@oncall" or "C024BE91L"`,
    );
  }
  return channel;
}

export function requireEmail(what: string, address: string): string {
  if (typeof address !== "string" || !EMAIL.test(address)) {
    throw new InvalidInputError(
      "email-malformed",
      `${what} must be a plain e-mail address, got ${typeOf(address)}; write it like "oncall@example.com"`,
    );
  }
  return address;
}

export function requireHostPort(what: string, address: string): string {
  const match = typeof address === "string" ? HOST_PORT.exec(address) : null;
  const port = Number(match?.[1]);
  if (match === null || port < 1 || port > 65535) {
    throw new InvalidInputError(
      "host-port-malformed",
      `${what} must be a host and a port, got ${typeOf(address)}; write it like "smtp.example.com:587"`,
    );
  }
  return address;
}

/** An address that may stand in a configuration file for all to read. */
export function requirePublicUrl(what: string, url: string): string {
  if (typeof url !== "string" || !HTTP_URL.test(url) || !URL.canParse(url)) {
    throw new InvalidInputError(
      "url-malformed",
      `${what} must be an http or https address, got ${typeOf(url)}; write it like "https://hooks.example.com/alerts"`,
    );
  }
  const { hostname, username, password, searchParams } = new URL(url);
  if (username !== "" || password !== "") {
    throw new InvalidInputError(
      "secret-literal",
      `${what} must not hold a user or password, got an address with one; put the whole address in a file of the secret store and pass SecretRef.file("its-name")`,
    );
  }
  if (SECRET_HOST.test(hostname)) {
    throw new InvalidInputError(
      "secret-literal",
      `${what} must not be an address that lets everybody post, got one of ${hostname}; put the whole address in a file of the secret store and pass SecretRef.file("its-name")`,
    );
  }
  const secret = [...searchParams.keys()].find((key) =>
    SECRET_PARAMETER.test(key),
  );
  if (secret !== undefined) {
    throw new InvalidInputError(
      "secret-literal",
      `${what} must not hold a secret, got an address with a parameter that is named like one; put the whole address in a file of the secret store and pass SecretRef.file("its-name")`,
    );
  }
  return url;
}

export function requireChatId(chatId: number): number {
  if (!Number.isSafeInteger(chatId) || chatId === 0) {
    throw new InvalidInputError(
      "chat-id-malformed",
      `telegram chat id must be a whole number other than 0, got ${typeOf(chatId)}; groups have negative ids, such as -1001234567890`,
    );
  }
  return chatId;
}

export function requireMaxAlerts(maxAlerts: number): number {
  if (!Number.isSafeInteger(maxAlerts) || maxAlerts < 1) {
    throw new InvalidInputError(
      "max-alerts",
      `most alerts of one webhook message must be a whole number of at least 1, got ${typeOf(maxAlerts)}; leave it out to send all`,
    );
  }
  return maxAlerts;
}

export function requirePhoneNumber(number: string): string {
  if (typeof number !== "string" || !/^\+[1-9]\d{6,14}$/.test(number)) {
    throw new InvalidInputError(
      "phone-number",
      `phone number of an SMS receiver must be in international form, got ${typeOf(number)}; write it like "+491701234567"`,
    );
  }
  return number;
}

export function requireRegion(region: string): string {
  if (typeof region !== "string" || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new InvalidInputError(
      "aws-region",
      `region of an SMS receiver must be one of AWS, got ${shown(region)}; write it like "eu-central-1"`,
    );
  }
  return region;
}
