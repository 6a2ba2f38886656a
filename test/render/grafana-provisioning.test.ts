import { parse } from "yaml";
import type { Dashboard } from "../../lib/domain/dashboard/model";
import type { Endpoints } from "../../lib/domain/telemetry/plan";
import {
  renderDashboardProviders,
  renderDataSources,
} from "../../lib/render/grafana-provisioning";
import { describeWithTool } from "../support/tools";
import { ALL_ENDPOINTS, checkProvisioning } from "./grafana-check";

interface DataSourceFile {
  readonly datasources: readonly {
    readonly uid: string;
    readonly isDefault: boolean;
    readonly url: string;
    readonly jsonData: {
      readonly derivedFields?: readonly { readonly matcherRegex: string }[];
    };
  }[];
}

function dataSources(endpoints: Endpoints): DataSourceFile["datasources"] {
  return (parse(renderDataSources(endpoints)) as DataSourceFile).datasources;
}

const NOTHING_WRONG = { errors: [], warnings: [] };

const dashboard: Dashboard = {
  uid: "up",
  title: "Up",
  description: "What runs.",
  tags: [],
  folder: "On call: $HOME & co.",
  variables: [],
  rows: [
    {
      title: "All",
      panels: [
        {
          kind: "stat",
          title: "Up",
          description: "What runs.",
          unit: "none",
          queries: [{ dataSource: "prometheus", expr: "up" }],
        },
      ],
    },
  ],
};

it("makes Prometheus the default and leaves out what is absent", () => {
  const { prometheus, loki } = ALL_ENDPOINTS;
  const made = dataSources({
    ...(prometheus !== undefined && { prometheus }),
    ...(loki !== undefined && { loki }),
  });
  expect(made.map(({ uid, isDefault }) => [uid, isDefault])).toEqual([
    ["prometheus", true],
    ["loki", false],
  ]);
  expect(JSON.stringify(made)).not.toContain("jaeger");
});

it("doubles the dollar signs of addresses, which Grafana would expand", () => {
  const [made] = dataSources({ prometheus: "http://proxy/$tenant" });
  expect(made?.url).toBe("http://proxy/$$tenant");
});

it.each([
  ['{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","msg":"paid"}'],
  ['{"msg":"paid","traceId": "4bf92f3577b34da6a3ce929d0e0e4736"}'],
  ['{"body":"{\\"trace_id\\":\\"4bf92f3577b34da6a3ce929d0e0e4736\\"}"}'],
  ["level=info trace_id=4bf92f3577b34da6a3ce929d0e0e4736 paid"],
  ["paid traceID: 4bf92f3577b34da6a3ce929d0e0e4736"],
])("finds the trace id in the line %s", (line) => {
  const loki = dataSources(ALL_ENDPOINTS).find(({ uid }) => uid === "loki");
  const [field] = loki?.jsonData.derivedFields ?? [];
  const match = new RegExp(field?.matcherRegex ?? "$^").exec(line);
  expect(match?.[1]).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
});

it("gives each folder one provider with a path of its own", () => {
  const file = parse(
    renderDashboardProviders(["Platform", "On call", "Platform"]),
  ) as { providers: { folder: string; options: { path: string } }[] };
  expect(
    file.providers.map(({ folder, options }) => [folder, options.path]),
  ).toEqual([
    ["Platform", "/etc/grafana/dashboards/platform"],
    ["On call", "/etc/grafana/dashboards/on-call"],
  ]);
});

it("refuses two folders that would share a path", () => {
  expect(() => renderDashboardProviders(["On call", "On-Call"])).toThrow(
    'dashboard folders must differ in letters or digits, got "On-Call" beside "On call"; rename the folder',
  );
});

describeWithTool("grafana-stand-in", "provisioning files", (program) => {
  it("are accepted without error or warning", () => {
    expect(checkProvisioning(program, [dashboard])).toEqual(NOTHING_WRONG);
  });

  it("are accepted when only Prometheus is there", () => {
    const { prometheus } = ALL_ENDPOINTS;
    expect(
      checkProvisioning(
        program,
        [dashboard],
        prometheus === undefined ? {} : { prometheus },
      ),
    ).toEqual(NOTHING_WRONG);
  });

  it("are refused when a panel asks a data source that is absent", () => {
    expect(checkProvisioning(program, [dashboard], {}).errors).not.toEqual([]);
  });
});
