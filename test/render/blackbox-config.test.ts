import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import { renderBlackboxConfig } from "../../lib/render/blackbox-config";
import { planOf } from "../support/plan";
import { describeWithTool, run } from "../support/tools";

describeWithTool("blackbox_exporter", "renderBlackboxConfig", (blackbox) => {
  it.each<[string, ComponentChoices, number]>([
    ["accepts the defaults", {}, 0],
    ["refuses a misspelt module of the user's", module({ probe: "dns" }), 1],
    [
      "accepts a module of the user's",
      module({ prober: "dns", dns: { query_name: "example.com" } }),
      0,
    ],
  ])("the real program %s", (_, components, status) => {
    const folder = mkdtempSync(join(tmpdir(), "blackbox-"));
    const file = join(folder, "blackbox.yml");
    writeFileSync(file, renderBlackboxConfig({ plan: planOf(components) }));
    const args = [`--config.file=${file}`, "--config.check"];
    expect(run(blackbox, args)).toMatchObject({ status });
    rmSync(folder, { recursive: true });
  });
});

function module(value: unknown): ComponentChoices {
  return {
    "blackbox-exporter": { extraConfig: { modules: { name: value } } },
  };
}
