import { TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { problem, type Problem } from "../../domain/problem";
import { LateResources, type Ownership } from "./late-resources";

/** What the policy is called in messages. */
export const NOTIFICATION_POLICY = "notification policy";

const POLICY_TYPE = "grafana_notification_policy";

/** Other constructs of the program that own the same as the part below `scope`. */
export function ownershipProblems(
  scope: Construct,
  mine: Ownership,
): readonly Problem[] {
  const others = scope.node.root.node
    .findAll()
    .filter(
      (each) =>
        !(each instanceof LateResources && each.node.scope === scope) &&
        ownershipsOf(each).some(isSame(mine)),
    );
  return others.map((other) =>
    problem(
      "grafana-owned-twice",
      scope.node.path,
      `${mine.what} of ${mine.grafana.url} must be made by one construct of the program, got ${scope.node.path} and ${pathOf(other)}, of which the later one would undo the other; make it in one place, or set orgId where they belong to different organizations`,
    ),
  );
}

/** The construct that users know: the owner of the part. */
function pathOf(other: IConstruct): string {
  return other instanceof LateResources
    ? (other.node.scope?.node.path ?? other.node.path)
    : other.node.path;
}

function isSame(mine: Ownership): (other: Ownership) => boolean {
  return ({ what, grafana }) =>
    what === mine.what &&
    withoutSlash(grafana.url) === withoutSlash(mine.grafana.url) &&
    // Without a number it may be any of them.
    (grafana.orgId === undefined ||
      mine.grafana.orgId === undefined ||
      grafana.orgId === mine.grafana.orgId);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

function ownershipsOf(construct: IConstruct): readonly Ownership[] {
  if (construct instanceof LateResources) {
    return [construct.owned];
  }
  if (
    !TerraformResource.isTerraformResource(construct) ||
    construct.terraformResourceType !== POLICY_TYPE
  ) {
    return [];
  }
  const provider = construct.provider ?? defaultProviderOf(construct);
  if (provider === undefined || !("url" in provider)) {
    return [];
  }
  const { url } = provider;
  const orgId =
    "orgIdInput" in construct && construct.orgIdInput !== undefined
      ? Number(construct.orgIdInput)
      : "orgId" in provider && typeof provider.orgId === "number"
        ? provider.orgId
        : undefined;
  return typeof url === "string"
    ? [
        {
          what: NOTIFICATION_POLICY,
          grafana: { url, ...(orgId !== undefined && { orgId }) },
        },
      ]
    : [];
}

function defaultProviderOf(
  resource: TerraformResource,
): TerraformProvider | undefined {
  return TerraformStack.of(resource)
    .node.findAll()
    .filter(TerraformProvider.isTerraformProvider)
    .find(
      ({ terraformResourceType, alias }) =>
        terraformResourceType === "grafana" && alias === undefined,
    );
}
