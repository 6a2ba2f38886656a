import { GrafanaProvider } from "@cdktf/provider-grafana/lib/provider";
import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import { requireUrl } from "../../packs/components/options";
import { requireShape } from "../../domain/shape";

/** Which Grafana to talk to. */
export interface GrafanaAddress {
  readonly url: string;
  readonly orgId?: number;
}

/**
 * Checks the options that say which Grafana to talk to.
 *
 * @param what whose options they are
 * @throws InvalidInputError for a malformed address, one with a password, or a token
 */
export function requireAddress<T extends GrafanaAddress>(
  what: string,
  options: T,
): T {
  requireShape<GrafanaAddress>(what, options, { url: "text" });
  if ("auth" in options) {
    throw new InvalidInputError(
      "secret-literal",
      "token of Grafana must stay out of the program, got one as auth; set GRAFANA_AUTH in the environment of Terraform",
    );
  }
  return { ...options, url: requireUrl("address of Grafana", options.url) };
}

/**
 * Makes sure that the stack has a Grafana provider for this address. It gets no token: without one the provider reads
 * `GRAFANA_AUTH` from its environment, so that the token is in no file and in no state. A provider that the user made
 * stays as it is.
 *
 * @see https://registry.terraform.io/providers/grafana/grafana/latest/docs#auth
 * @throws InvalidInputError when the stack already talks to another Grafana or organization
 */
export function requireGrafanaProvider(
  scope: Construct,
  { url, orgId }: GrafanaAddress,
): void {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.findAll().find(isDefaultGrafanaProvider);
  if (existing === undefined) {
    new GrafanaProvider(stack, "grafana", {
      url,
      ...(orgId !== undefined && { orgId }),
    });
  } else if (existing.url !== url) {
    throw new InvalidInputError(
      "grafana-address",
      `stack must talk to one Grafana, got ${url} beside ${existing.url ?? "the one that GRAFANA_URL names"}; put the second one in a stack of its own`,
    );
  } else if (orgId !== undefined && existing.orgId !== orgId) {
    throw new InvalidInputError(
      "grafana-address",
      `stack must talk to one organization of Grafana, got ${orgId} beside ${existing.orgId ?? "the one that the token belongs to"}; put the second one in a stack of its own`,
    );
  }
}

function isDefaultGrafanaProvider(
  this: void,
  construct: IConstruct,
): construct is GrafanaProvider {
  return (
    TerraformProvider.isTerraformProvider(construct) &&
    construct.terraformResourceType === "grafana" &&
    construct.alias === undefined
  );
}
