import type { ComponentName, ComponentSpec } from "./component";

/** Where a component of the platform comes from. */
export type ComponentChoice =
  | { readonly kind: "deployed"; readonly spec: ComponentSpec }
  /** It runs elsewhere already, at this address. */
  | { readonly kind: "external"; readonly url: string }
  | { readonly kind: "absent" };

/** The components of one platform. */
export type DeploymentPlan = Readonly<Record<ComponentName, ComponentChoice>>;

/** The specs of all components that the plan deploys, in the order of the plan. */
export function deployedSpecs(plan: DeploymentPlan): readonly ComponentSpec[] {
  return Object.values(plan).flatMap((choice) =>
    choice.kind === "deployed" ? [choice.spec] : [],
  );
}

/** Whether something answers under this name, here or elsewhere. */
export function isAvailable(
  plan: DeploymentPlan,
  name: ComponentName,
): boolean {
  return plan[name].kind !== "absent";
}

/** Base addresses under which components reach each other; absent components are left out. */
export type Endpoints = Readonly<Partial<Record<ComponentName, string>>>;

/** What the user adds to a component's main configuration file. */
export function extraConfigOf(
  plan: DeploymentPlan,
  name: ComponentName,
): ComponentSpec["extraConfig"] {
  const choice = plan[name];
  return choice.kind === "deployed" ? choice.spec.extraConfig : undefined;
}
