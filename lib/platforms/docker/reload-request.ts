import { Container } from "@cdktf/provider-docker/lib/container";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { terraformText } from "../terraform-text";
import type { ConfigFiles } from "./config-files";
import { renderCommand } from "./hardened-container";
import { HELPER, mustSucceed } from "./helper-container";
import { DOCKER_LABEL, projectLabels } from "./labels";
import { lateText } from "./late";
import type { Networks } from "./network";

export interface ReloadRequestProps {
  readonly project: string;
  readonly component: string;
  readonly containerName: string;
  readonly image: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly files: ConfigFiles;
  readonly networks: Networks;
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Asks a running program to read its configuration again, each time that the files change: a container that runs once and
 * is replaced by the next. The apply fails when the program refuses the files.
 */
export function reloadRequest(
  scope: Construct,
  id: string,
  props: ReloadRequestProps,
): Container {
  return new Container(scope, id, {
    ...HELPER,
    name: terraformText(`${props.containerName}-reload`),
    image: props.image,
    user: props.user,
    readOnly: true,
    // The image's own program would take the command for its arguments.
    entrypoint: renderCommand(props.command),
    networkMode: "bridge",
    networksAdvanced: props.networks.connect({ aliases: [], outside: false }),
    attach: true,
    restart: "on-failure",
    maxRetryCount: 5,
    labels: [
      ...projectLabels(props.project, props.component),
      {
        label: DOCKER_LABEL.config,
        value: lateText(() => props.files.hash()),
      },
    ],
    lifecycle: mustSucceed(
      `${props.component} must accept its new configuration`,
    ),
    dependsOn: [...props.dependsOn],
  });
}
