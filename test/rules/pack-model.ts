import { AlertPack } from "../../constructs/alert-pack";
import { Monitoring } from "../../constructs/monitoring";
import { checkModel } from "../../lib/domain/check/check-model";
import type { Problem } from "../../lib/domain/problem";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { SecretRef } from "../../lib/domain/secret";
import type { MetricSpec } from "../../lib/domain/telemetry/scrape";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

/**
 * What the check of the whole model says of the groups, in a platform with all its exporters, the service "shop" and the
 * given jobs.
 */
export function problemsOf(
  groups: readonly RuleGroup[],
  jobs: Readonly<Record<string, readonly MetricSpec[]>> = {},
): readonly Problem[] {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    defaultReceivers: [
      AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
    ],
  });
  stack.addService("shop", { team: "sales", metrics: { port: 9464 } });
  const { model } = Monitoring.of(stack);
  for (const [name, metrics] of Object.entries(jobs)) {
    model.addScrapeJob(`monitoring/${name}`, {
      name,
      targets: [{ kind: "address", address: `${name}:9100` }],
      metrics,
    });
  }
  const pack = new AlertPack(stack, "Pack", { groups });
  return checkModel(model).filter(({ path }) => path === pack.node.path);
}
