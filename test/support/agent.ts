import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentOptions } from "../../lib/domain/hosts/agent";
import {
  chooseAgent,
  type AgentGateway,
} from "../../lib/domain/hosts/agent-input";
import { withChecksums } from "../../lib/platforms/docker/agent-bundle";
import { renderAgentBundle } from "../../lib/render/agent/bundle";
import type { AgentRelease } from "../../lib/render/agent/bundle";

export const RELEASE: AgentRelease = {
  image: "otel/opentelemetry-collector-contrib:0.159.0",
  version: "0.159.0",
  authorities: undefined,
};

export const ENDPOINT = "https://telemetry.example:14318";

/** Writes a bundle, and returns its files. */
export function writeBundle(
  folder: string,
  options: Partial<AgentOptions> & { readonly host?: string },
  gateway: Partial<AgentGateway> = {},
  release: Partial<AgentRelease> = {},
): Readonly<Record<string, string>> {
  const { host = "web-1", ...rest } = options;
  const spec = chooseAgent(
    host,
    {
      endpoint: ENDPOINT,
      ...(release.authorities !== undefined && { authorities: "ca.crt" }),
      ...rest,
    },
    { httpPort: 14318, needsClientCertificate: false, ...gateway },
  );
  const files = withChecksums(
    renderAgentBundle(spec, { ...RELEASE, ...release }),
  );
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  return files;
}
