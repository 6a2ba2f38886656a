import type { ComponentName, ComponentSpec } from "./component";

/** Where a component of the platform comes from. */
export type ComponentChoice =
  | {
      readonly kind: "deployed";
      readonly spec: ComponentSpec;
      /** Further ones that work as one with the first. Default: none. */
      readonly copies?: readonly ComponentSpec[];
    }
  /** It runs elsewhere already, at this address. */
  | {
      readonly kind: "external";
      readonly url: string;
      /** What answers there, when it is not what the component is named after. */
      readonly program?: "tempo";
      /** Whether Loki asks for a tenant there. */
      readonly tenants?: boolean;
    }
  | { readonly kind: "absent" };

/** The components of one platform. */
export type DeploymentPlan = Readonly<Record<ComponentName, ComponentChoice>>;

/** The specs of all components that the plan deploys, one for each, in the order of the plan. */
export function deployedSpecs(plan: DeploymentPlan): readonly ComponentSpec[] {
  return Object.values(plan).flatMap((choice) =>
    choice.kind === "deployed" ? [choice.spec] : [],
  );
}

/** The specs of all that run of one component: none unless the plan deploys it, and several when it has copies. */
export function instancesOf(
  plan: DeploymentPlan,
  name: ComponentName,
): readonly ComponentSpec[] {
  const choice = plan[name];
  return choice.kind === "deployed"
    ? [choice.spec, ...(choice.copies ?? [])]
    : [];
}

/** The specs of all that run, copies among them, in the order of the plan. */
export function runningSpecs(plan: DeploymentPlan): readonly ComponentSpec[] {
  return deployedSpecs(plan).flatMap(({ name }) => instancesOf(plan, name));
}

/** Whether something answers under this name, here or elsewhere. */
export function isAvailable(
  plan: DeploymentPlan,
  name: ComponentName,
): boolean {
  return plan[name].kind !== "absent";
}

/** What keeps the traces of this platform, and answers for them. */
export type TraceProgram = "jaeger" | "tempo";

export function traceProgram({ jaeger }: DeploymentPlan): TraceProgram {
  return jaeger.kind === "external" ? (jaeger.program ?? "jaeger") : "jaeger";
}

/** Whether spans are on a volume of this platform, and not in a cluster elsewhere. */
export function keepsTraces({ jaeger }: DeploymentPlan): boolean {
  return jaeger.kind === "deployed" && jaeger.spec.volumes.length > 0;
}

/** What starts a Prometheus that takes series from others. */
export const REMOTE_WRITE_FLAG = "--web.enable-remote-write-receiver";

/** Whether Loki's recording rules have an effect: the Prometheus of this plan takes what Loki sends. */
export function acceptsRemoteWrite(plan: DeploymentPlan): boolean {
  const { prometheus } = plan;
  return (
    prometheus.kind === "deployed" &&
    prometheus.spec.command.includes(REMOTE_WRITE_FLAG)
  );
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
