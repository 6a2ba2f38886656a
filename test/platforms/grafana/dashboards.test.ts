import { GrafanaProvider } from "@cdktf/provider-grafana/lib/provider";
import { TerraformStack } from "cdktf";
import type { Dashboard } from "../../../lib/domain/dashboard/model";
import { combine } from "../../../lib/platforms/combine";
import {
  GrafanaDashboards,
  type GrafanaDashboardsOptions,
} from "../../../lib/platforms/grafana/dashboards";
import { temporaryApp } from "../../support/app";
import { planOf } from "../../support/plan";
import { RecordingPlatform } from "../../support/recording-platform";
import { synthesize } from "../../support/synthesize";

const URL = "https://example.grafana.net";

function dashboard(changes: Partial<Dashboard> = {}): Dashboard {
  return {
    uid: "checkout",
    title: "Checkout ${x}",
    description: "What it does",
    tags: [],
    folder: "Payments & Co",
    variables: [{ kind: "custom", name: "x", label: "X", values: ["a"] }],
    rows: [
      {
        title: "All",
        panels: [
          {
            kind: "timeseries",
            title: "Requests",
            description: "How many",
            unit: "reqps",
            queries: [
              { dataSource: "prometheus", expr: "rate(up[$__rate_interval])" },
              { dataSource: "loki", expr: '{job="${x}"}' },
            ],
          },
        ],
      },
    ],
    ...changes,
  };
}

function bound(
  options: Partial<GrafanaDashboardsOptions> = {},
  plan = planOf({ grafana: { external: URL } }),
) {
  const stack = new TerraformStack(temporaryApp(), "stack");
  const ports = combine(new RecordingPlatform(), {
    dashboards: GrafanaDashboards.at({ url: URL, ...options }),
  }).bind(stack, plan);
  return { stack, ports };
}

interface RepeatedDashboards {
  readonly for_each: Readonly<
    Record<string, { readonly folder: string; readonly json: string }>
  >;
}

function dashboardsOf(stack: TerraformStack): RepeatedDashboards {
  return synthesize(stack).resource["grafana_dashboard"]?.[
    "grafana-dashboards"
  ] as unknown as RepeatedDashboards;
}

describe("GrafanaDashboards", () => {
  it("makes what is declared after the port was given its settings", () => {
    const { stack, ports } = bound();
    const declared: Dashboard[] = [];
    ports.dashboards.publish(() => declared);
    declared.push(dashboard(), dashboard({ uid: "later" }));
    const { for_each } = dashboardsOf(stack);
    expect(Object.keys(for_each)).toEqual(["checkout", "later"]);
    expect(for_each["later"]?.folder).toBe("payments-co");
    expect(
      synthesize(stack).resource["grafana_folder"]?.["grafana-folders"],
    ).toMatchObject({ for_each: { "payments-co": "Payments & Co" } });
  });

  it("keeps variables of Grafana out of Terraform's reach", () => {
    const { stack, ports } = bound();
    ports.dashboards.publish(() => [dashboard()]);
    const json = dashboardsOf(stack).for_each["checkout"]?.json;
    expect(json).toContain("Checkout $${x}");
    expect(json).toContain("$__rate_interval");
  });

  it("asks the data sources that are there, and leaves the rest of the text alone", () => {
    const { stack, ports } = bound({
      dataSources: { prometheus: "grafanacloud-prom" },
    });
    ports.dashboards.publish(() => [dashboard({ uid: "prometheus" })]);
    const rendered = JSON.parse(
      dashboardsOf(stack).for_each["prometheus"]?.json ?? "",
    ) as {
      readonly uid: string;
      readonly templating: {
        readonly list: readonly {
          readonly name: string;
          readonly current: { readonly value: unknown };
        }[];
      };
    };
    expect(rendered.uid).toBe("prometheus");
    expect(
      rendered.templating.list
        .filter(({ name }) => name.endsWith("datasource"))
        .map(({ name, current }) => [name, current.value]),
    ).toEqual([
      ["prometheus_datasource", "grafanacloud-prom"],
      ["loki_datasource", "loki"],
    ]);
  });

  it("gives the provider the address and no token", () => {
    const { stack, ports } = bound({ orgId: 3 });
    ports.dashboards.publish(() => []);
    const { provider } = JSON.parse(synthesize(stack).text) as {
      readonly provider: unknown;
    };
    expect(provider).toEqual({ grafana: [{ url: URL, org_id: 3 }] });
  });

  it("uses the provider that is there", () => {
    const { stack, ports } = bound();
    new GrafanaProvider(stack, "mine", { url: URL, retries: 5 });
    ports.dashboards.publish(() => []);
    expect(
      stack.node.children.filter((each) => each instanceof GrafanaProvider),
    ).toHaveLength(1);
  });

  it("refuses a stack that talks to another Grafana", () => {
    const { stack, ports } = bound();
    new GrafanaProvider(stack, "mine", { url: "https://other.example" });
    expect(() => ports.dashboards.publish(() => [])).toThrow(
      "stack must talk to one Grafana, got https://example.grafana.net beside https://other.example",
    );
  });

  it("refuses a token in the program without repeating it", () => {
    const options = { url: URL, auth: "glsa_secret" };
    expect(() => GrafanaDashboards.at(options)).toThrow(
      "token of Grafana must stay out of the program, got one as auth; set GRAFANA_AUTH in the environment of Terraform",
    );
  });

  it("refuses an address with a password without repeating it", () => {
    expect(() =>
      GrafanaDashboards.at({ url: "https://admin:hunter2@example.com" }),
    ).toThrow(/^(?!.*hunter2).*address of Grafana must be/);
  });

  it.each([
    [["Payments", "payments"], /differ in letters or digits/],
    [["日本"], /latin letter or digit/],
  ])("finds folders %j, which cannot have uids", (folders, message) => {
    const { ports } = bound();
    ports.dashboards.publish(() =>
      folders.map((folder, index) => dashboard({ uid: `d${index}`, folder })),
    );
    expect(ports.validate()).toEqual([
      expect.objectContaining({
        code: "grafana-folder-uid",
        severity: "error",
        message: expect.stringMatching(message) as string,
      }),
    ]);
  });

  it("warns of a second Grafana that would stay empty", () => {
    const { ports } = bound({}, planOf());
    expect(ports.validate()).toEqual([
      expect.objectContaining({ code: "grafana-twice", severity: "warning" }),
    ]);
  });
});
