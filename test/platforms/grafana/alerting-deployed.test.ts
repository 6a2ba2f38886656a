import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import type { AlertRule } from "../../../lib/domain/rules/rule";
import { SecretRef } from "../../../lib/domain/secret";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { temporaryApp } from "../../support/app";
import { TerraformFolder } from "../../support/terraform";
import { describeWithTool } from "../../support/tools";
import {
  alertingStack,
  alertRule,
  HOOK,
  ruleGroup,
  treeWith,
} from "./alerting-fixture";
import { contactsNothing } from "./stand-in";

const SECRET = "https://hooks.slack.com/services/T0/B0/hunter2";

const POLICY = "grafana_notification_policy.grafana-routing";

/** What Terraform says that it does, in the order in which it begins: `Modifying grafana_rule_group.x`. */
function operations(output: string): readonly string[] {
  return [
    ...output.matchAll(/^(\S+): (Creating|Modifying|Destroying)\.\.\./gm),
  ].map(([, address = "", verb = ""]) => `${verb} ${address}`);
}

/** Writes what is declared into the folder of a stack. */
function written(change: Partial<AlertRule>, warned: boolean) {
  const app = temporaryApp();
  const { declared } = alertingStack({ secretsInState: true }, { app });
  declared.groups.push(
    ruleGroup({ rules: [alertRule(change)] }),
    ruleGroup({ name: "other", engine: "loki" }),
  );
  declared.tree = treeWith({
    payments: {
      match: { team: "payments" },
      receivers: {
        critical: AlertReceiver.slack({
          channel: "#a",
          url: SecretRef.file("slack-url"),
        }),
        ...(warned && { warning: HOOK }),
      },
      ...(warned && {
        mute: TimeInterval.weekly({
          from: "01:00",
          to: "02:00",
          timeZone: "UTC",
        }),
      }),
    },
  });
  app.synth();
  return join(app.outdir, "stacks", "stack");
}

describeWithTool(
  "terraform-with-providers",
  "alerting of Grafana with Terraform",
  (terraform) => {
    it("is made, stays as it is, changes where the program changed, and goes away", () => {
      const stack = new TerraformFolder(terraform, written({}, true));
      writeFileSync(
        join(stack.folder, "secrets.auto.tfvars.json"),
        JSON.stringify({ grafana_secret_slack_url: SECRET }),
      );
      stack.init();
      expect(stack.validate()).toMatchObject({ status: 0 });
      if (!contactsNothing(stack.folder)) {
        expect(stack.plan()).toMatchObject({ status: 2 });
        return;
      }
      const made = operations(stack.apply());
      const policy = made.indexOf(`Creating ${POLICY}`);
      for (const earlier of [
        "grafana_contact_point.grafana-routing-default",
        "grafana_mute_timing.grafana-routing-daily-01-00-02-00-utc",
      ]) {
        const index = made.indexOf(`Creating ${earlier}`);
        expect([earlier, index >= 0 && index < policy]).toEqual([
          earlier,
          true,
        ]);
      }
      expect(stack.plan()).toMatchObject({ status: 0 });

      // A threshold changes its group and nothing else.
      const next = (change: Partial<AlertRule>, warned: boolean): void => {
        copyFileSync(
          join(written(change, warned), "cdk.tf.json"),
          join(stack.folder, "cdk.tf.json"),
        );
      };
      next({ expr: 'rate(orders_total{job="shop"}[5m]) < 0.2' }, true);
      const planned = stack.plan();
      expect(planned.output).toContain("0 to add, 1 to change, 0 to destroy");
      expect(planned.output).not.toContain("hunter2");
      expect(operations(stack.apply())).toEqual([
        "Modifying grafana_rule_group.grafana-rules-shop",
      ]);

      // What the policy named is removed after the policy has let go of it.
      next({ expr: 'rate(orders_total{job="shop"}[5m]) < 0.2' }, false);
      const changed = operations(stack.apply());
      expect(changed[0]).toBe(`Modifying ${POLICY}`);
      expect(changed.slice(1).sort()).toEqual([
        "Destroying grafana_contact_point.grafana-routing-payments-warning",
        "Destroying grafana_mute_timing.grafana-routing-daily-01-00-02-00-utc",
      ]);

      const removed = operations(stack.destroy());
      const at = (address: string): number =>
        removed.findIndex((each) => each.startsWith(`Destroying ${address}`));
      expect(at(POLICY)).toBeGreaterThanOrEqual(0);
      expect(at(POLICY)).toBeLessThan(at("grafana_contact_point."));
      expect(at("grafana_rule_group.grafana-rules-other")).toBeLessThan(
        at("grafana_folder."),
      );
    }, 120_000);
  },
);
