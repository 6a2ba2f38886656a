import type { RuleEngine, RuleGroup } from "../../domain/rules/rule";
import { renderRuleGroups } from "../../render/prometheus-rules";
import type { Late, RulesPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { grafanaUrl } from "./grafana-url";
import { remembered } from "./remembered";

/** All rules of Prometheus; a single file, named in its configuration, so that rules that are gone leave no file behind. */
export const PROMETHEUS_RULES = "rules/rules.yml";

/** Loki looks for rules in the folder of its tenant, of which there is one, with this name. */
const LOKI_RULES = "rules/fake/rules.yaml";

/** Gives rules to the programs that evaluate them. */
export function rulesPort(deployment: DockerDeployment): RulesPort {
  const url = grafanaUrl(deployment.plan);
  const options = url === undefined ? {} : { grafanaUrl: url };
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
      deployment.configure("loki", () => ({ [LOKI_RULES]: ofLoki() }));
    },
  };
}
