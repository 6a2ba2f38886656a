import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Manifest, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import {
  PAGERDUTY_MANIFEST_FILE,
  type PagerDutyManifest,
} from "../../domain/routing/pagerduty-manifest";

/** Writes with each synthesis which integration key belongs into which secret, for the command that fetches them. */
export function writePagerDutyManifest(
  scope: Construct,
  describe: () => PagerDutyManifest,
): void {
  addCustomSynthesis(scope, {
    onSynthesize(session) {
      const folder = join(
        session.outdir,
        Manifest.stacksFolder,
        TerraformStack.of(scope).node.id,
      );
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, PAGERDUTY_MANIFEST_FILE),
        `${JSON.stringify(describe(), null, 2)}\n`,
      );
    },
  });
}
