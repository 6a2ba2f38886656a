import type { MaskingPattern } from "./pattern";
import { exact, MARK, secret, STRONG, TOKEN } from "./secret-names";

/** Between such a word and what it is. */
const IS = String.raw`(?:\s+(?:is|was|ist|lautet))?(?:\s?[:=]\s*|\s+)(?:\\*["']|[(\[])?`;

/** Whose it is. */
const OF = String.raw`\s+(?:for|of)\s+(?:user\s+)?[^\s:]{1,64}`;

/** Of a password, which may be shorter than a token. */
const WORD = String.raw`(?:[A-Za-z!#$%&*+._~/-]*[0-9][A-Za-z0-9!#$%&*+._~/-]{5,}|[A-Za-z!#$%&*+._~/-]{6,}[0-9][A-Za-z0-9!#$%&*+._~/-]*)`;

const TO = String.raw`\s+(?:(?:changed|set|reset)\s+(?:from\s+\S{1,64}\s+)?)?to\s+`;

const PASSWORD = `rd${STRONG}${MARK}+`;

/** Codes are digits; it must come before names are marked. */
export const SAID_CODES: readonly MaskingPattern[] = [
  secret(
    String.raw`((?:otp|cvv2?|cvc2?|(?:otp|mfa|pin|verification|security)[._ -]?code)(?:\s+(?:is|was))?:?\s+)[0-9]{3,8}\b`,
    "$1[secret]",
  ),
];

/** Secrets of sentences, such as "the password is ...", behind marked names: a digit tells them from words. */
export const SAID_SECRETS: readonly MaskingPattern[] = [
  // The name of a secret, as Kubernetes writes it.
  exact(String.raw`(ecret)${STRONG}${MARK}+(\s+\\*["'])`, "$1$2"),
  ...[
    // Each begins with the same letters, which the collector finds fast: token, credentials, API key, password.
    `(en${MARK}${IS})${TOKEN}`,
    `(EN${MARK}${IS})${TOKEN}`,
    `(ls${MARK}${IS})${TOKEN}`,
    `(ey${STRONG}${MARK}+${IS})${TOKEN}`,
    `(${PASSWORD}(?:${OF})?${IS})${WORD}`,
    String.raw`(${PASSWORD}(?:${OF})?(?:\s+(?:is|was)\s+|${TO})\\*["'])[^"'\\\[]+`,
    `(${PASSWORD}${TO})${WORD}`,
    // "password for ann: ...", whatever it is.
    String.raw`(${PASSWORD}${OF}(?:\s+\S{1,64})?:\s+)[^\s"'\\\[]*[0-9!#$%&*+;?][^\s"'\\\[]*`,
  ].map((pattern) => exact(pattern, "$1[secret]")),
];
