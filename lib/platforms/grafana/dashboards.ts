import { Dashboard as DashboardResource } from "@cdktf/provider-grafana/lib/dashboard";
import { Folder } from "@cdktf/provider-grafana/lib/folder";
import { Lazy, TerraformIterator, Token } from "cdktf";
import type { Construct } from "constructs";
import type { Dashboard } from "../../domain/dashboard/model";
import type { Problem } from "../../domain/problem";
import { requireProperties } from "../../domain/shape";
import { traceProgram, type DeploymentPlan } from "../../domain/telemetry/plan";
import { renderGrafanaDashboard } from "../../render/grafana-dashboard";
import type { PlatformPart } from "../combine";
import type { DashboardPort, Late } from "../platform";
import { terraformText } from "../terraform-text";
import {
  requireDataSources,
  withDataSources,
  type DataSourceUids,
} from "./data-sources";
import { folderProblems, folderUid, planProblems } from "./problems";
import { requireAddress, requireGrafanaProvider } from "./provider";

/** A Grafana that exists, and how dashboards fit into it. */
export interface GrafanaDashboardsOptions {
  /** Address of Grafana, such as `https://example.grafana.net`. */
  readonly url: string;
  /**
   * The organization that gets the dashboards.
   * @default - the one that the token belongs to
   */
  readonly orgId?: number;
  /**
   * Uids of the data sources in that Grafana, by the uids that dashboards use: `{ prometheus: "grafanacloud-prom" }`.
   * @default - the data sources there have the uids `prometheus`, `loki`, `jaeger` and `alertmanager`
   */
  readonly dataSources?: DataSourceUids;
  /**
   * Whether a dashboard there with the same uid, made by hand, is replaced at the first deployment.
   * @default false - the deployment fails instead
   */
  readonly overwrite?: boolean;
}

/**
 * Dashboards and their folders in a Grafana that exists, made through its API. The token is never part of the program:
 * set `GRAFANA_AUTH` in the environment of Terraform.
 */
export class GrafanaDashboards implements PlatformPart<"dashboards"> {
  /**
   * @throws InvalidInputError for a malformed address, one with a password, or a token
   */
  static at(options: GrafanaDashboardsOptions): GrafanaDashboards {
    const checked = requireAddress("GrafanaDashboards", options);
    requireProperties("GrafanaDashboards", options, {
      url: "text",
      orgId: "number?",
      dataSources: "record?",
      overwrite: "flag?",
    });
    requireDataSources("GrafanaDashboards", options.dataSources);
    return new GrafanaDashboards(checked);
  }

  readonly name = "grafana";

  private constructor(private readonly options: GrafanaDashboardsOptions) {}

  bind(
    scope: Construct,
    plan: DeploymentPlan,
  ): {
    readonly port: DashboardPort;
    validate(): readonly Problem[];
  } {
    let published: Late<readonly Dashboard[]> = () => [];
    return {
      port: {
        publish: (dashboards) => {
          published = dashboards;
          this.makeResources(scope, plan, dashboards);
        },
      },
      validate: () => [
        ...planProblems(scope.node.path, plan, this.options.url),
        ...folderProblems(scope.node.path, published()),
      ],
    };
  }

  /**
   * One resource for all folders and one for all dashboards: what they repeat over may be complete only when Terraform is
   * rendered, and a dashboard's address is its uid wherever it is declared.
   */
  private makeResources(
    scope: Construct,
    plan: DeploymentPlan,
    dashboards: Late<readonly Dashboard[]>,
  ): void {
    const { dataSources = {}, overwrite } = this.options;
    requireGrafanaProvider(scope, this.options);
    const eachFolder = lateMap(() =>
      dashboards().map(({ folder }) => [
        folderUid(folder),
        terraformText(folder),
      ]),
    );
    const folders = new Folder(scope, "grafana-folders", {
      forEach: eachFolder,
      uid: eachFolder.key,
      title: Token.asString(eachFolder.value),
      // Somebody may have put dashboards of their own there.
      preventDestroyIfNotEmpty: true,
    });
    const eachDashboard = lateMap(() =>
      dashboards().map((dashboard) => [
        dashboard.uid,
        {
          folder: folderUid(dashboard.folder),
          json: terraformText(
            withDataSources(
              renderGrafanaDashboard(dashboard, traceProgram(plan)),
              dataSources,
            ),
          ),
        },
      ]),
    );
    new DashboardResource(scope, "grafana-dashboards", {
      forEach: eachDashboard,
      folder: eachDashboard.getString("folder"),
      configJson: eachDashboard.getString("json"),
      ...(overwrite !== undefined && { overwrite }),
      dependsOn: [folders],
    });
  }
}

function lateMap(entries: Late<readonly (readonly [string, unknown])[]>) {
  return TerraformIterator.fromMap(
    Token.asAnyMap(
      Lazy.anyValue({ produce: () => Object.fromEntries(entries()) }),
    ),
  );
}
