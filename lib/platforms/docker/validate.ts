import {
  InvalidInputError,
  problem,
  warning,
  type Problem,
} from "../../domain/problem";
import type { ComponentName } from "../../domain/telemetry/component";
import type { PlatformPorts } from "../platform";
import type { ComponentContainer } from "./component-container";
import { conflicts } from "./conflicts";
import type { DockerDeployment } from "./deployment";
import { certificateProblems } from "./gateway-certificates";
import { neededSecrets } from "./needed-secrets";

/** Context key: `unchecked` lets a program be synthesized before its secrets exist. */
export const SECRETS_CONTEXT = "cdktf-observability:secrets";

/**
 * What is wrong with the plan on this host.
 *
 * @param given ports that were given settings
 */
export function validateDeployment(
  deployment: DockerDeployment,
  given: ReadonlySet<PublishingPort>,
): readonly Problem[] {
  return [
    ...conflicts(deployment),
    ...secretProblems(deployment),
    ...unconfigured(deployment, given),
    ...deployment.deployed.flatMap(unrenderable),
  ];
}

/** What only rendering finds wrong. */
function unrenderable(component: ComponentContainer): readonly Problem[] {
  try {
    component.renderFiles();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return [problem(error.code, component.node.path, error.message)];
    }
    throw error;
  }
}

function secretProblems(deployment: DockerDeployment): readonly Problem[] {
  return deployment.node.tryGetContext(SECRETS_CONTEXT) === "unchecked"
    ? []
    : [
        ...deployment.secrets.check(
          deployment.node.path,
          neededSecrets(deployment),
        ),
        ...deployment.gateways.flatMap((gateway) =>
          certificateProblems(gateway, deployment.secrets, new Date()),
        ),
      ];
}

/** Ports that are given settings. */
export type PublishingPort = Exclude<
  keyof PlatformPorts,
  "exporters" | "validate"
>;

/** What each component would be given if it ran here, and by which ports. */
const GIVEN: readonly (readonly [
  ComponentName,
  ...(readonly (readonly [PublishingPort, string])[]),
])[] = [
  ["prometheus", ["metrics", "scrape jobs"], ["rules", "rules"]],
  ["alertmanager", ["routing", "routes and receivers"]],
  ["grafana", ["metrics", "data sources"], ["dashboards", "dashboards"]],
  ["loki", ["logs", "retention"], ["rules", "rules"]],
  ["jaeger", ["traces", "retention"]],
];

/** Nothing is dropped silently: what runs elsewhere is not configured from here, unless another platform does that. */
function unconfigured(
  deployment: DockerDeployment,
  given: ReadonlySet<PublishingPort>,
): readonly Problem[] {
  return GIVEN.flatMap(([name, ...all]) => {
    const lost = all.filter(([port]) => given.has(port));
    return deployment.plan[name].kind === "external" && lost.length > 0
      ? [
          warning(
            "external-not-configured",
            deployment.node.path,
            `${name} must be given its ${lost.map(([, what]) => what).join(" and ")} where it runs, got an external one; DockerPlatform configures only what it deploys`,
          ),
        ]
      : [];
  });
}
