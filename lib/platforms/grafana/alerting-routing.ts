import type { Construct } from "constructs";
import type { RoutingTree } from "../../domain/routing/route";
import type { MessageLinks } from "../../render/alertmanager-templates";
import {
  renderContactPoints,
  renderMessageTemplate,
  TEMPLATE_GROUP,
} from "../../render/grafana-alerting-contacts";
import {
  renderInhibitions,
  renderMuteTimings,
  renderPolicy,
} from "../../render/grafana-alerting-policy";
import type { ConfigSection } from "../../render/merge";
import type { PlatformPart } from "../combine";
import type { Late } from "../platform";
import type { AlertingSettings } from "./alerting-settings";
import {
  addressOf,
  LateResources,
  resourceIds,
  type LateResource,
  type Ownership,
} from "./late-resources";
import { NOTIFICATION_POLICY, ownershipProblems } from "./ownership";
import { requireGrafanaProvider } from "./provider";
import { alertmanagerProblems, routingProblems } from "./routing-problems";
import { secretProblems } from "./secret-variables";

/** One notification policy with its contact points, mute timings, texts and inhibition rules. */
export function routingPart(
  settings: AlertingSettings,
): PlatformPart<"routing"> {
  const owned: Ownership = { what: NOTIFICATION_POLICY, grafana: settings };
  return {
    name: "grafana",
    bind(scope: Construct, plan) {
      let published: Late<RoutingTree> | undefined;
      return {
        port: {
          publish(tree) {
            published = tree;
            requireGrafanaProvider(scope, settings);
            new LateResources(scope, "grafana-routing", owned, (prefix) =>
              resourcesOf(prefix, tree(), settings),
            );
          },
        },
        validate() {
          const { path } = scope.node;
          const tree = published?.();
          return [
            ...alertmanagerProblems(path, plan, settings.url),
            ...(tree === undefined
              ? []
              : [
                  ...routingProblems(path, tree, settings.inhibition),
                  ...secretProblems(path, tree, settings.secretsInState),
                ]),
            ...ownershipProblems(scope, owned),
          ];
        },
      };
    },
  };
}

/**
 * A contact point or mute timing cannot be removed while the policy names it, so that the policy is changed first.
 * https://github.com/grafana/terraform-provider-grafana/issues/1633
 */
function resourcesOf(
  prefix: string,
  tree: RoutingTree,
  { url, inhibition }: AlertingSettings,
): readonly LateResource[] {
  const links = messageLinks(tree, url);
  const template: LateResource = {
    type: "grafana_message_template",
    id: prefix,
    settings: { name: TEMPLATE_GROUP, template: renderMessageTemplate(links) },
  };
  const contactPoints = named(
    "grafana_contact_point",
    prefix,
    renderContactPoints(tree, links),
    [addressOf(template)],
  );
  const muteTimings = named(
    "grafana_mute_timing",
    prefix,
    renderMuteTimings(tree),
  );
  const policy: LateResource = {
    type: "grafana_notification_policy",
    id: prefix,
    settings: renderPolicy(tree),
    dependsOn: [...contactPoints, ...muteTimings].map(addressOf),
  };
  const inhibitions = inhibition
    ? renderInhibitions(tree).map((settings, index): LateResource => ({
        type: "grafana_apps_notifications_inhibitionrule_v1beta1",
        id: `${prefix}-${tree.inhibitions[index]?.name ?? ""}`,
        settings,
      }))
    : [];
  return [template, ...contactPoints, ...muteTimings, policy, ...inhibitions];
}

/** Resources that policies refer to by name. */
function named(
  type: string,
  prefix: string,
  all: readonly ConfigSection[],
  dependsOn: readonly string[] = [],
): readonly LateResource[] {
  const ids = resourceIds(
    prefix,
    all.map(({ name }) => String(name)),
  );
  return all.map((settings, index) => ({
    type,
    id: ids[index] ?? "",
    settings,
    dependsOn,
    removedLast: true,
  }));
}

function messageLinks(
  { serviceDashboards = [] }: RoutingTree,
  url: string,
): MessageLinks {
  return {
    ofService: serviceDashboards.map(({ title, uid }) => [
      title,
      `${url}/d/${uid}`,
    ]),
  };
}
