import { EDGE, type MaskingPattern } from "./pattern";

/** Numbers by which states know people; each only where it is asked for, since many other numbers look like them. */
export const NATIONAL_IDS = {
  /** Social security number of the United States, with hyphens. */
  "us-ssn":
    "(?:00[1-9]|0[1-9][0-9]|[1-5][0-9]{2}|6(?:[0-57-9][0-9]|6[0-57-9])|[78][0-9]{2})-(?:0[1-9]|[1-9][0-9])-[0-9]{4}",
  /** National insurance number of the United Kingdom. */
  "uk-nino":
    "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
  /** Social security number of France, with or without its key. */
  "fr-nir":
    "[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?",
  /** Identity number of Spain, of citizens and of others. */
  "es-dni": "(?:[0-9]{8}|[XYZ][0-9]{7})-?[A-HJ-NP-TV-Z]",
  /** Tax code of Italy. */
  "it-cf": "[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]",
  /** Taxpayer number of Brazil, with its signs. */
  "br-cpf": "[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}",
} as const;

const NATIONAL_GUARDS: Readonly<
  Partial<Record<keyof typeof NATIONAL_IDS, readonly string[]>>
> = {
  "us-ssn": ["-[0-9]{2}-[0-9]{4}"],
  "br-cpf": [String.raw`\.[0-9]{3}-[0-9]{2}`],
};

/** The patterns of one of them. */
export function nationalId(
  name: keyof typeof NATIONAL_IDS,
): readonly MaskingPattern[] {
  return [
    {
      name,
      pattern: `${EDGE}${NATIONAL_IDS[name]}\\b`,
      replacement: "$1[national-id]",
      ...(NATIONAL_GUARDS[name] && { guards: NATIONAL_GUARDS[name] }),
    },
  ];
}

const HEXTET = "[0-9a-fA-F]{1,4}";

/** Addresses lose the part that tells hosts of one network apart: the last of 4 bytes, the last 80 of 128 bits. */
export const IP_ADDRESSES: readonly MaskingPattern[] = [
  {
    name: "ip",
    pattern: `${EDGE}([0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3})\\.[0-9]{1,3}\\b`,
    replacement: "$1$2.0",
    guards: [String.raw`\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]`],
  },
  {
    name: "ip",
    pattern: `${EDGE}((?:${HEXTET}:){3})(?:${HEXTET}:){4}${HEXTET}\\b`,
    replacement: "$1$2:",
    guards: [":"],
  },
  {
    name: "ip",
    pattern: `${EDGE}(${HEXTET}(?::${HEXTET}){0,2})(?::${HEXTET}){0,4}::(?:${HEXTET}(?::${HEXTET}){0,6})?`,
    replacement: "$1$2::",
    guards: ["::"],
  },
];
