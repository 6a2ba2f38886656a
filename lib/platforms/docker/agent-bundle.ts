import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import type { AgentSpec } from "../../domain/hosts/agent";
import { renderAgentBundle } from "../../render/agent/bundle";
import { AGENT_FILE } from "../../render/agent/files";
import { readAuthorities } from "./authorities";
import type { DockerDeployment } from "./deployment";
import { IMAGE_TABLE } from "./image-table";

/** Folder, beside the stack's configuration, that holds one folder for each agent. */
const AGENTS = "agents";

const COLLECTOR = "otel-collector";

/**
 * Writes the bundle of an agent with each synthesis. Only what is declared is in the folder: files of an earlier synthesis
 * are removed.
 *
 * @returns the folder
 * @throws InvalidInputError for authorities that cannot be read
 */
export function agentBundle(
  scope: Construct,
  name: string,
  spec: AgentSpec,
  deployment: DockerDeployment,
): string {
  const { authorities } = spec;
  const files = withChecksums(
    renderAgentBundle(spec, {
      image: deployment.imageOf(COLLECTOR),
      // An image by another name or with a digest may say nothing of its version; it is tested with this one.
      version: IMAGE_TABLE[COLLECTOR].tag,
      authorities:
        authorities === undefined
          ? undefined
          : readAuthorities(`authorities of host "${name}"`, authorities),
    }),
  );
  const folder = join(deployment.workingFolder, AGENTS, name);
  addCustomSynthesis(scope, {
    onSynthesize() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [file, content] of Object.entries(files)) {
        writeFileSync(join(folder, file), content);
      }
      chmodSync(join(folder, AGENT_FILE.install), 0o755);
    },
  });
  return folder;
}

/** The files and their checksums, as `sha256sum -c` reads them. */
export function withChecksums(
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const sums = Object.entries(files)
    .map(([name, content]) => {
      const sum = createHash("sha256").update(content).digest("hex");
      return `${sum}  ${name}\n`;
    })
    .join("");
  return { ...files, [AGENT_FILE.sums]: sums };
}
