import { receiverSecrets } from "../../domain/routing/tree";
import { extraConfigOf } from "../../domain/telemetry/plan";
import { renderAlertmanagerConfig } from "../../render/alertmanager-config";
import type { RoutingPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { secretPath } from "./secret-store";

/** Configures Alertmanager and shows it the secrets of its receivers. */
export function routingPort(deployment: DockerDeployment): RoutingPort {
  return {
    publish(tree) {
      deployment.configure("alertmanager", () => ({
        "alertmanager.yml": renderAlertmanagerConfig(
          tree(),
          secretPath,
          extraConfigOf(deployment.plan, "alertmanager"),
        ),
      }));
      deployment.provideSecrets("alertmanager", () => receiverSecrets(tree()));
    },
  };
}
