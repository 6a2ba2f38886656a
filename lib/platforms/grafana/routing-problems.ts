import { problem, warning, type Problem } from "../../domain/problem";
import type { RoutingTree } from "../../domain/routing/route";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import { unsupportedReceivers } from "../../render/grafana-alerting-contacts";
import { levelsOf, POLICY_LEVELS } from "../../render/grafana-alerting-policy";

/** An Alertmanager that is deployed here although Grafana does its work. */
export function alertmanagerProblems(
  path: string,
  plan: DeploymentPlan,
  url: string,
): readonly Problem[] {
  return plan.alertmanager.kind === "deployed"
    ? [
        problem(
          "grafana-alertmanager",
          path,
          `component "alertmanager" must be the one in Grafana, got one deployed here, which would have no routes; set components: { alertmanager: { external: ${JSON.stringify(`${url}/api/alertmanager/grafana`)} } }`,
        ),
      ]
    : [];
}

/** What a tree says that Grafana does not. */
export function routingProblems(
  path: string,
  tree: RoutingTree,
  inhibition: boolean,
): readonly Problem[] {
  return [
    ...unsupportedReceivers(tree).map((name) =>
      problem(
        "grafana-receiver",
        path,
        `receivers must be ones that Grafana has a contact point for, got an SMS in ${JSON.stringify(name)}; use a PagerDuty or webhook receiver that sends it, or leave routing with an Alertmanager`,
      ),
    ),
    ...mailProblems(path, tree),
    ...tree.root.routes
      .filter((route) => levelsOf(route) > POLICY_LEVELS)
      .map((route) =>
        problem(
          "grafana-policy-depth",
          route.path,
          `routes must be nested at most ${POLICY_LEVELS} deep for the Grafana provider, got ${levelsOf(route)} levels; use fewer levels of escalation`,
        ),
      ),
    ...(inhibition || tree.inhibitions.length === 0
      ? []
      : [
          warning(
            "grafana-inhibition",
            path,
            `alerts must mute what follows from them, got inhibition: false, so that everybody is told of cause and consequences; without ${tree.inhibitions.map(({ name }) => name).join(", ")} expect more notifications, or use Grafana 13 or later`,
          ),
        ]),
  ];
}

function mailProblems(path: string, tree: RoutingTree): readonly Problem[] {
  const servers = new Set(
    tree.receivers.flatMap(({ receivers }) =>
      receivers.flatMap((receiver) =>
        receiver.kind === "email" ? [receiver.smarthost] : [],
      ),
    ),
  );
  return servers.size === 0
    ? []
    : [
        warning(
          "grafana-mail-server",
          path,
          `mail must be sent by the server that Grafana itself is set up for, got ${[...servers].sort().join(", ")}, which is left out; set sender, server and password in the section [smtp] of Grafana`,
        ),
      ];
}
