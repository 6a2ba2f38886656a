import type { LogTenant } from "../../domain/logs/tenants";
import type { RuleEngine, RuleGroup } from "../../domain/rules/rule";
import { rulesByTenant } from "../../domain/logs/tenant-rules";
import { lokiRulesFile } from "../../render/loki-config";
import { renderRuleGroups } from "../../render/prometheus-rules";
import type { Late, RulesPort } from "../platform";
import type { FileContents } from "./config-files";
import type { DockerDeployment } from "./deployment";
import { grafanaUrl } from "./grafana-url";
import type { DockerLogsPort } from "./logs";
import { remembered } from "./remembered";

/** All rules of Prometheus; a single file, named in its configuration, so that rules that are gone leave no file behind. */
export const PROMETHEUS_RULES = "rules/rules.yml";

/** Gives rules to the programs that evaluate them. */
export function rulesPort(
  deployment: DockerDeployment,
  logs: Pick<DockerLogsPort, "tenants" | "evidence">,
): RulesPort {
  const url = grafanaUrl(deployment.plan);
  const options = url === undefined ? {} : { grafanaUrl: url };
  const ofTenants = (
    groups: readonly RuleGroup[],
    tenants: readonly LogTenant[],
  ): FileContents => {
    const rules = rulesByTenant(
      groups.filter(({ engine }) => engine === "loki"),
      tenants,
      logs.evidence(),
    );
    return Object.fromEntries(
      tenants.map((tenant) => [
        lokiRulesFile(tenant),
        renderRuleGroups(rules.get(tenant.name) ?? [], options),
      ]),
    );
  };
  return {
    publish(groups) {
      const rulesOf = (engine: RuleEngine): Late<string> => {
        const render = remembered((some: readonly RuleGroup[]) =>
          renderRuleGroups(some, options),
        );
        return () =>
          render(groups().filter((group) => group.engine === engine));
      };
      const ofPrometheus = rulesOf("prometheus");
      const ofLoki = rulesOf("loki");
      deployment.configure("prometheus", () => ({
        [PROMETHEUS_RULES]: ofPrometheus(),
      }));
      deployment.configure("loki", () => {
        const tenants = logs.tenants();
        return tenants.length === 0
          ? { [lokiRulesFile()]: ofLoki() }
          : ofTenants(groups(), tenants);
      });
    },
  };
}
