import { nearestName } from "../../names";
import { InvalidInputError } from "../../problem";
import { requireKind, requireShape } from "../../shape";
import { shown } from "../../shown";
import { API_KEYS } from "./api-keys";
import { IBANS } from "./iban";
import { IP_ADDRESSES, nationalId, NATIONAL_IDS } from "./national";
import type { MaskingPattern } from "./pattern";
import { CARDS, EMAILS, PHONES } from "./personal";
import { requireMaskingRule, type MaskingRule } from "./rule";
import { USER_IDS } from "./user-ids";
import {
  BEARER_TOKENS,
  JSON_WEB_TOKENS,
  KEYED_SECRETS,
  URL_PASSWORDS,
} from "./secrets";

/** What is masked unless it is excepted, in the order of the steps: a password in a URL must not be taken for an e-mail. */
const USUAL = {
  "user-id": USER_IDS,
  jwt: JSON_WEB_TOKENS,
  "api-key": API_KEYS,
  bearer: BEARER_TOKENS,
  secret: KEYED_SECRETS,
  "url-password": URL_PASSWORDS,
  email: EMAILS,
  iban: IBANS,
  card: CARDS,
  phone: PHONES,
} as const;

/** What is masked unless it is excepted. */
export type MaskingKind = keyof typeof USUAL;

/** What is masked only where it is asked for: numbers of persons, and the last part of IP addresses. */
export type OptionalMaskingKind = keyof typeof NATIONAL_IDS | "ip";

const USUAL_KINDS = Object.keys(USUAL) as MaskingKind[];
const OPTIONAL_KINDS: readonly string[] = [...Object.keys(NATIONAL_IDS), "ip"];

/** What the agent makes unreadable in lines, fields and spans before they leave its memory. */
export interface MaskingOptions {
  /**
   * Kinds to mask beside the usual ones: national ids (`us-ssn`, `uk-nino`, `fr-nir`, `es-dni`, `it-cf`, `br-cpf`), and `ip`,
   * which keeps the first 24 bits of IPv4 and the first 48 of IPv6 addresses.
   * @default []
   */
  readonly also?: readonly OptionalMaskingKind[];
  /**
   * Usual kinds to leave readable.
   * @default []
   */
  readonly except?: readonly MaskingKind[];
  /**
   * What else is masked, before everything else; see `Masking.rule`.
   * @default []
   */
  readonly rules?: readonly MaskingRule[];
}

/**
 * @throws InvalidInputError for unknown kinds and options, and for rules that are malformed, alike by name, or take too much
 */
export function requireMasking(options: MaskingOptions): void {
  requireShape("masking", options, {
    also: "texts?",
    except: "texts?",
    rules: "list?",
  });
  requireKinds("masking.also", options.also ?? [], OPTIONAL_KINDS);
  requireKinds("masking.except", options.except ?? [], USUAL_KINDS);
  const names = new Set<string>([...USUAL_KINDS, ...OPTIONAL_KINDS]);
  for (const rule of options.rules ?? []) {
    requireKind("a rule of masking", rule, "record");
    requireMaskingRule(rule);
    if (names.has(rule.name)) {
      throw new InvalidInputError(
        "masking-rule-duplicate",
        `name of a masking rule must be its own, got "${rule.name}" again; rename one of the two`,
      );
    }
    names.add(rule.name);
  }
}

function requireKinds(
  what: string,
  kinds: readonly string[],
  known: readonly string[],
): void {
  const unknown = kinds.find((kind) => !known.includes(kind));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new InvalidInputError(
      "masking-kind-unknown",
      `${what} must be of ${known.join(", ")}, got ${shown(unknown)}; ${nearest === undefined ? "choose one of them, or write a rule by Masking.rule" : `did you mean "${nearest}"`}`,
    );
  }
}

/** The patterns of own rules; they see what was written. */
export function ownPatterns({
  rules = [],
}: MaskingOptions): readonly MaskingPattern[] {
  return rules;
}

/** The patterns of built-in kinds, in the order in which they are to be applied. */
export function builtInPatterns({
  also = [],
  except = [],
}: MaskingOptions): readonly MaskingPattern[] {
  return [
    ...USUAL_KINDS.filter((kind) => !except.includes(kind)).flatMap(
      (kind): readonly MaskingPattern[] => USUAL[kind],
    ),
    ...[...new Set(also)].flatMap((kind) =>
      kind === "ip" ? IP_ADDRESSES : nationalId(kind),
    ),
  ];
}

/**
 * All that is masked, in the order in which it is to be applied, as the collector does it; `maskText` applies it.
 *
 * @throws InvalidInputError as `requireMasking`
 */
export function maskingPatterns(
  options: MaskingOptions = {},
): readonly MaskingPattern[] {
  requireMasking(options);
  return [...ownPatterns(options), ...builtInPatterns(options)];
}
