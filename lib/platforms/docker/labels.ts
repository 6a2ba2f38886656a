import { createHash } from "node:crypto";
import { terraformText } from "../terraform-text";

/** Labels on everything that this platform makes, so that it can be found. */
export const DOCKER_LABEL = {
  project: "cdktf-observability.project",
  component: "cdktf-observability.component",
  settings: "cdktf-observability.settings",
  config: "cdktf-observability.config",
} as const;

/** A label block of the Docker provider. */
export interface DockerLabel {
  readonly label: string;
  readonly value: string;
}

export function projectLabels(
  project: string,
  component?: string,
): readonly DockerLabel[] {
  return [
    { label: DOCKER_LABEL.project, value: terraformText(project) },
    ...(component === undefined
      ? []
      : [{ label: DOCKER_LABEL.component, value: terraformText(component) }]),
  ];
}

/** A short text that differs whenever the contents differ. */
export function contentHash(content: unknown): string {
  return bytesHash(JSON.stringify(content));
}

/** The same for one text or its bytes. */
export function bytesHash(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
