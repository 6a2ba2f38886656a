import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalBackend } from "cdktf";
import type { PagerDutyProps } from "../../../lib/platforms/pagerduty";
import { TerraformFolder } from "../../support/terraform";
import { describeWithTool } from "../../support/tools";
import { pagerDutyStack, paymentsPolicy } from "./fixture";
import { pagerDutyMirror } from "./stand-in";

/** Writes what is declared into the folder of a stack. */
function written(
  props: PagerDutyProps,
  change: Parameters<typeof paymentsPolicy>[0] = {},
): string {
  const { app, stack, pagerDuty } = pagerDutyStack(props, {
    escalationPolicy: paymentsPolicy(change),
    grouping: { kind: "content", fields: ["class"] },
  });
  new LocalBackend(stack, { path: "terraform.tfstate" });
  pagerDuty.addService({
    name: 'Refunds "${x}"',
    escalationPolicy: paymentsPolicy({}, "Refunds"),
  });
  app.synth();
  return join(app.outdir, "stacks", "on-call");
}

/** What Terraform says that it does, in the order in which it begins, without the hashes of addresses. */
function operations(output: string): readonly string[] {
  return [
    ...output.matchAll(/^(\S+): (Creating|Modifying|Destroying)\.\.\./gm),
  ].map(([, address = "", verb = ""]) => `${verb} ${address.split(".")[0]}`);
}

describeWithTool(
  "terraform-with-providers",
  "PagerDuty with Terraform and a stand-in of its provider",
  (terraform) => {
    const mirror = pagerDutyMirror(terraform);
    const test = mirror === undefined ? it.skip : it;
    if (mirror === undefined) {
      process.stdout.write(
        "skipped: PagerDuty with Terraform (no stand-in provider on this machine)\n",
      );
    }

    test("is made, stays as it is, changes in place where the rotation changed, and goes away", () => {
      const stack = new TerraformFolder(terraform, written({}));
      expect(stack.command("init", `-plugin-dir=${mirror}`)).toMatchObject({
        status: 0,
      });
      expect(stack.validate()).toMatchObject({ status: 0 });
      const made = operations(stack.apply());
      expect(made.filter((each) => !/schedule|policy/.test(each))).toEqual([
        "Creating pagerduty_service",
        "Creating pagerduty_service",
        "Creating pagerduty_alert_grouping_setting",
      ]);
      expect(made.indexOf("Creating pagerduty_schedule")).toBeLessThan(
        made.indexOf("Creating pagerduty_escalation_policy"),
      );
      expect(stack.plan()).toMatchObject({ status: 0 });
      const state = () =>
        readFileSync(join(stack.folder, "terraform.tfstate"), "utf8");
      expect(state()).toContain('"Refunds \\"${x}\\""');
      expect(state()).not.toContain("integration_key");

      const next = (...change: Parameters<typeof written>): void => {
        copyFileSync(
          join(written(...change), "cdk.tf.json"),
          join(stack.folder, "cdk.tf.json"),
        );
      };
      next({}, { users: ["bob@example.com", "ann@example.com"], turn: 14 });
      expect(stack.plan().output).toContain(
        "0 to add, 1 to change, 0 to destroy",
      );
      expect(operations(stack.apply())).toEqual([
        "Modifying pagerduty_schedule",
      ]);

      // With consent there are integrations, and their keys are in the state.
      next(
        { secretsInState: true },
        { users: ["bob@example.com", "ann@example.com"], turn: 14 },
      );
      expect(operations(stack.apply())).toEqual([
        "Creating pagerduty_service_integration",
        "Creating pagerduty_service_integration",
      ]);
      expect(state()).toContain("integration_key");

      const removed = operations(stack.destroy());
      expect(removed).toHaveLength(9);
      const at = (type: string): number =>
        removed.indexOf(`Destroying ${type}`);
      expect(at("pagerduty_service")).toBeLessThan(
        at("pagerduty_escalation_policy"),
      );
      expect(at("pagerduty_escalation_policy")).toBeLessThan(
        at("pagerduty_schedule"),
      );
    }, 120_000);
  },
);
