import { PagerdutyProvider } from "@cdktf/provider-pagerduty/lib/provider";
import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../domain/shape";
import { requireUrl } from "../../packs/components/options";

/** Older ones have other defaults, and no setting of its own for the grouping of alerts. */
const PROVIDER_VERSION = "~> 3.30";

const API_URL = {
  us: "https://api.pagerduty.com",
  eu: "https://api.eu.pagerduty.com",
} as const;

/** Which account of PagerDuty to talk to; the token says the rest. */
export interface PagerDutyAddress {
  /**
   * Where the account is kept.
   * @default "us"
   */
  readonly region?: "us" | "eu";
  /**
   * Address of the REST API, for a proxy in between.
   * @default - that of the region
   */
  readonly apiUrl?: string;
}

/**
 * The address of the REST API.
 *
 * @param known names of further options
 * @throws InvalidInputError for a token, a malformed address, and an unknown option
 */
export function requirePagerDutyAddress(
  options: PagerDutyAddress,
  known: readonly string[],
): string {
  requireKind("options of PagerDuty", options, "record");
  if ("token" in options || "userToken" in options) {
    throw new InvalidInputError(
      "secret-literal",
      "token of PagerDuty must stay out of the program, got one as an option; set PAGERDUTY_TOKEN in the environment of Terraform",
    );
  }
  requireOptions("PagerDuty", options, ["region", "apiUrl", ...known]);
  requireShape("PagerDuty", options, { apiUrl: "text?" });
  const { region = "us", apiUrl } = options;
  requireOneOf("region of PagerDuty", region, Object.keys(API_URL));
  return apiUrl === undefined
    ? API_URL[region]
    : requireUrl("apiUrl of PagerDuty", apiUrl);
}

/**
 * Makes sure that the stack has a provider of PagerDuty. It gets no token: without one the provider reads
 * `PAGERDUTY_TOKEN` from its environment, so that the token is in no file and in no state. A provider that the user made
 * stays as it is.
 *
 * @see https://registry.terraform.io/providers/PagerDuty/pagerduty/latest/docs#argument-reference
 */
export function requirePagerDutyProvider(
  scope: Construct,
  { region, apiUrl }: PagerDutyAddress,
  /** What `requirePagerDutyAddress` has made of it. */
  url: string,
): void {
  const stack = TerraformStack.of(scope);
  stack.addOverride(
    "terraform.required_providers.pagerduty.version",
    PROVIDER_VERSION,
  );
  if (!stack.node.findAll().some(isDefaultProvider)) {
    new PagerdutyProvider(scope, "provider", {
      ...(region === "eu" && { serviceRegion: region }),
      ...(apiUrl !== undefined && { apiUrlOverride: url }),
    });
  }
}

function isDefaultProvider(this: void, construct: IConstruct): boolean {
  return (
    TerraformProvider.isTerraformProvider(construct) &&
    construct.terraformResourceType === "pagerduty" &&
    construct.alias === undefined
  );
}
