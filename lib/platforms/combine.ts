import type { Construct } from "constructs";
import type { Problem } from "../domain/problem";
import { requireOptions, requireShape } from "../domain/shape";
import type { DeploymentPlan } from "../domain/telemetry/plan";
import type { Platform, PlatformPorts } from "./platform";

type PortName = Exclude<keyof PlatformPorts, "validate">;

const PORTS: readonly PortName[] = [
  ...(["metrics", "rules", "routing", "logs"] as const),
  ...(["traces", "dashboards", "exporters"] as const),
];

/** One port of a platform that does not have all of them. */
export interface PlatformPart<Port extends PortName> {
  readonly name: string;
  /** Makes the resources of this port below `scope`. What it cannot do itself it may hand on to the port that it replaces. */
  bind(
    scope: Construct,
    plan: DeploymentPlan,
    replaced: PlatformPorts[Port],
  ): {
    readonly port: PlatformPorts[Port];
    /** What is wrong with this plan for this part. */
    validate(): readonly Problem[];
  };
}

/** Parts by the port that they replace. */
export type PlatformParts = {
  readonly [Port in PortName]?: PlatformPart<Port>;
};

/**
 * A platform with some of its ports replaced by parts of others, such as dashboards in a Grafana that exists:
 * `combine(docker, { dashboards: GrafanaDashboards.at({ url }) })`.
 *
 * @throws InvalidInputError for an unknown port, and for what is no platform or part
 */
export function combine(platform: Platform, parts: PlatformParts): Platform {
  requireShape("platform of combine", platform, {
    name: "text",
    bind: "function",
  });
  requireOptions("combine", parts, PORTS);
  for (const [port, part] of Object.entries(parts)) {
    requireShape(`part for ${port} of combine`, part, {
      name: "text",
      bind: "function",
    });
  }
  return {
    name: [
      platform.name,
      ...new Set(Object.values(parts).map(({ name }) => name)),
    ].join(" with "),
    bind(scope, plan) {
      const ports = platform.bind(scope, plan);
      const bound = Object.entries(parts).map(
        ([port, part]) =>
          // Each part stands under the name of the port that it replaces.
          [
            port,
            part.bind(scope, plan, ports[port as PortName] as never),
          ] as const,
      );
      return {
        ...ports,
        ...Object.fromEntries(bound.map(([name, { port }]) => [name, port])),
        validate: () => [
          ...ports.validate(),
          ...bound.flatMap(([, part]) => part.validate()),
        ],
      };
    },
  };
}
