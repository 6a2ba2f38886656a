import { API_KEYS } from "./logs/masking/api-keys";
import { maskText } from "./logs/masking/apply";
import {
  BEARER_TOKENS,
  JSON_WEB_TOKENS,
  KEYED_SECRETS,
  URL_PASSWORDS,
} from "./logs/masking/secrets";
import { memo } from "./memo";

/** Secrets that their own form tells. */
const TOKENS = [
  ...JSON_WEB_TOKENS,
  ...API_KEYS,
  ...BEARER_TOKENS,
  ...URL_PASSWORDS,
];

const SECRETS = [...TOKENS, ...KEYED_SECRETS];

/** What says where a secret is, or whether there is one, and is none. */
const NO_SECRET = /^(?:(?:file:(?:\/\/)?)?\/.*|true|false|yes|no|on|off|\d)?$/i;

/** Whether a text holds a secret of a known form, as masking of log lines finds it. */
export function holdsToken(text: string): boolean {
  return maskText(text, TOKENS) !== text;
}

/** Labels of thousands of rules have few values. */
const isSecret = memo(
  (setting: string) => maskText(setting, SECRETS) !== setting,
);

/** Whether a setting is a secret: its value has the form of one, or its name says so. */
export function isSecretSetting(name: string, value: string): boolean {
  return !NO_SECRET.test(value) && isSecret(`${name}=${value}`);
}

/** Paths of the secrets in settings that hold others, such as `smtp.password`. */
export function secretSettings(
  settings: unknown,
  path: readonly string[] = [],
): readonly string[] {
  if (typeof settings === "object" && settings !== null) {
    return Object.entries(settings).flatMap(([name, value]) =>
      secretSettings(value, [...path, name]),
    );
  }
  return typeof settings === "string" &&
    isSecretSetting(path.at(-1) ?? "", settings)
    ? [path.join(".")]
    : [];
}
