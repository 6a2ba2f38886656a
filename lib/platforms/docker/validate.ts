import {
  InvalidInputError,
  problem,
  warning,
  type Problem,
} from "../../domain/problem";
import type { ComponentName } from "../../domain/telemetry/component";
import type { ComponentContainer } from "./component-container";
import { conflicts } from "./conflicts";
import type { DockerDeployment } from "./deployment";
import { neededSecrets } from "./needed-secrets";

/** Context key: `unchecked` lets a program be synthesized before its secrets exist. */
export const SECRETS_CONTEXT = "cdktf-observability:secrets";

/** What is wrong with the plan on this host. */
export function validateDeployment(
  deployment: DockerDeployment,
): readonly Problem[] {
  return [
    ...conflicts(deployment),
    ...secretProblems(deployment),
    ...unconfigured(deployment),
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
    : deployment.secrets.check(deployment.node.path, neededSecrets(deployment));
}

/** What each component would be given if it ran here. */
const GIVEN: Readonly<Partial<Record<ComponentName, string>>> = {
  prometheus: "scrape jobs and rules",
  alertmanager: "routes and receivers",
  grafana: "data sources and dashboards",
  loki: "retention and rules",
  jaeger: "retention",
};

/** Nothing is dropped silently: what runs elsewhere is not configured from here. */
function unconfigured(deployment: DockerDeployment): readonly Problem[] {
  return Object.entries(GIVEN).flatMap(([name, what]) =>
    deployment.plan[name as ComponentName].kind === "external"
      ? [
          warning(
            "external-not-configured",
            deployment.node.path,
            `${name} must be given its ${what} where it runs, got an external one; DockerPlatform configures only what it deploys`,
          ),
        ]
      : [],
  );
}
