import { Folder } from "@cdktf/provider-grafana/lib/folder";
import type { Construct } from "constructs";
import type { RuleGroup } from "../../domain/rules/rule";
import {
  grafanaGroupName,
  renderGrafanaRuleGroups,
} from "../../render/grafana-alerting-rules";
import type { PlatformPart } from "../combine";
import type { Late, RulesPort } from "../platform";
import { terraformText } from "../terraform-text";
import type { AlertingSettings } from "./alerting-settings";
import {
  LateResources,
  resourceIds,
  type LateResource,
  type Ownership,
} from "./late-resources";
import { ownershipProblems } from "./ownership";
import { folderUid } from "./problems";
import { requireGrafanaProvider } from "./provider";
import { alertSeriesProblems, ruleProblems } from "./rule-problems";

/** Alert rules as rules of Grafana. Series that are recorded stay with the platform, or are recorded by Grafana. */
export function rulesPart(settings: AlertingSettings): PlatformPart<"rules"> {
  const owned: Ownership = {
    what: `folder "${settings.folder}" of alert rules`,
    grafana: settings,
  };
  return {
    name: "grafana",
    bind(scope, _plan, replaced) {
      let published: Late<readonly RuleGroup[]> = () => [];
      return {
        port: {
          publish(groups) {
            published = groups;
            requireGrafanaProvider(scope, settings);
            makeResources(scope, settings, owned, groups);
            publishRest(replaced, settings, groups);
          },
        },
        validate: () => [
          ...ruleProblems(
            scope.node.path,
            groupsOfGrafana(published(), settings),
            settings.evaluationInterval,
          ),
          ...alertSeriesProblems(scope.node.path, published()),
          ...ownershipProblems(scope, owned),
        ],
      };
    },
  };
}

function makeResources(
  scope: Construct,
  settings: AlertingSettings,
  owned: Ownership,
  groups: Late<readonly RuleGroup[]>,
): void {
  const uid = folderUid(`rules ${settings.folder}`);
  const folder = new Folder(scope, "grafana-rules-folder", {
    uid,
    title: terraformText(settings.folder),
    preventDestroyIfNotEmpty: true,
  });
  const folderAddress = `${folder.terraformResourceType}.${folder.friendlyUniqueId}`;
  new LateResources(scope, "grafana-rules", owned, (prefix) => {
    const own = groupsOfGrafana(groups(), settings);
    const ids = resourceIds(prefix, own.map(grafanaGroupName));
    return renderGrafanaRuleGroups(own, {
      folderUid: uid,
      dataSources: {
        prometheus: settings.dataSources.prometheus ?? "prometheus",
        loki: settings.dataSources.loki ?? "loki",
      },
      grafanaUrl: settings.url,
      interval: settings.evaluationInterval,
      recordingTarget: settings.recordingTarget,
    }).map((group, index): LateResource => ({
      type: "grafana_rule_group",
      id: ids[index] ?? "",
      settings: group,
      dependsOn: [folderAddress],
    }));
  });
}

/** The platform evaluates what Grafana does not; it is told of no rules too, since its configuration names the file. */
function publishRest(
  platform: RulesPort,
  settings: AlertingSettings,
  groups: Late<readonly RuleGroup[]>,
): void {
  platform.publish(() =>
    settings.recordingTarget === undefined ? only("record", groups()) : [],
  );
}

function groupsOfGrafana(
  groups: readonly RuleGroup[],
  { recordingTarget }: AlertingSettings,
): readonly RuleGroup[] {
  return recordingTarget === undefined ? only("alert", groups) : groups;
}

function only(
  kind: "alert" | "record",
  groups: readonly RuleGroup[],
): readonly RuleGroup[] {
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => rule.kind === kind),
    }))
    .filter(({ rules }) => rules.length > 0);
}
