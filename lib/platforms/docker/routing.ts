import { timeIntervals } from "../../domain/routing/time-intervals";
import { receiverSecrets } from "../../domain/routing/tree";
import type { RoutingTree } from "../../domain/routing/route";
import { extraConfigOf } from "../../domain/telemetry/plan";
import { renderAlertmanagerConfig } from "../../render/alertmanager-config";
import type { MessageLinks } from "../../render/alertmanager-templates";
import { renderZoneinfo } from "../../render/zoneinfo";
import type { RoutingPort } from "../platform";
import type { FileContents } from "./config-files";
import type { DockerDeployment } from "./deployment";
import { grafanaUrl } from "./grafana-url";
import { remembered } from "./remembered";
import { secretPath } from "./secret-store";

/** Configures Alertmanager and shows it the secrets of its receivers. */
export function routingPort(deployment: DockerDeployment): RoutingPort {
  return {
    publish(tree) {
      const zones = remembered(zoneFiles);
      deployment.configure("alertmanager", () => ({
        ...zones(timeZones(tree())),
        "alertmanager.yml": renderAlertmanagerConfig(tree(), secretPath, {
          extraConfig: extraConfigOf(deployment.plan, "alertmanager"),
          links: messageLinks(tree(), grafanaUrl(deployment.plan)),
        }),
      }));
      deployment.provideSecrets("alertmanager", () => receiverSecrets(tree()));
    },
  };
}

function messageLinks(
  { serviceDashboards = [] }: RoutingTree,
  grafana: string | undefined,
): MessageLinks {
  return {
    ofService:
      grafana === undefined
        ? []
        : serviceDashboards.map(({ title, uid }) => [
            title,
            `${grafana}/d/${uid}`,
          ]),
  };
}

function timeZones(tree: RoutingTree): readonly string[] {
  const names = timeIntervals(tree).map(({ timeZone }) => timeZone);
  return [...new Set(names)].sort();
}

/** Where the variable `ZONEINFO` of Alertmanager points. */
function zoneFiles(names: readonly string[]): FileContents {
  return Object.fromEntries(
    names.map((name) => [`zoneinfo/${name}`, renderZoneinfo(name)]),
  );
}
