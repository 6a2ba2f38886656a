import { buildPlan } from "../../../lib/packs/components/profile";
import { SERVICE_GRAPH_QUERY as Q } from "../../../lib/packs/dashboards/traces/queries";
import { tracesDashboard } from "../../../lib/packs/dashboards/traces/dashboard";
import { Bytes, Duration } from "../../../lib/domain/units";
import { describeWithTool } from "../../support/tools";
import { wrongNumbers } from "./promtool-numbers";
import { EVERYTHING } from "./plans";

const edge = (metric: string, client: string, server: string, more = "") =>
  `traces_service_graph_request_${metric}{client="${client}",server="${server}",connection_type=""${more}}`;
const pair = (client: string, server: string) =>
  `{client="${client}", server="${server}"}`;

describeWithTool("promtool", "calls between services", (promtool) => {
  it("are counted by caller and callee, with the share of failed ones", () => {
    const series = {
      [edge("total", "web", "stock")]: "0+60x20",
      [edge("failed_total", "web", "stock")]: "0+15x20",
      [edge("total", "web", "mail")]: "0+120x20",
      [edge("total", "user", "web")]: "0+30x20",
      [edge("total", "idle", "stock")]: "5+0x20",
      ...Object.fromEntries(
        (["0.1", "0.2", "+Inf"] as const).map((le, index) => [
          edge("client_seconds_bucket", "web", "stock", `,le="${le}"`),
          `0+${[57, 60, 60][index]}x20`,
        ]),
      ),
    };
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        values: { service: ".*", __rate_interval: "5m" },
        series,
        expect: [
          {
            at: 15,
            expr: Q.calls,
            gives: {
              [pair("web", "mail")]: 2,
              [pair("web", "stock")]: 1,
              [pair("user", "web")]: 0.5,
              [pair("idle", "stock")]: 0,
            },
          },
          {
            at: 15,
            expr: Q.errors,
            gives: {
              [pair("web", "mail")]: 0,
              [pair("web", "stock")]: 0.25,
              [pair("user", "web")]: 0,
            },
          },
          { at: 15, expr: Q.p95, gives: { [pair("web", "stock")]: 0.1 } },
        ],
      }),
    ).toBe("");
  });
});

it("are on the dashboard of traces where Tempo counts them, and only there", () => {
  const tempo = buildPlan({
    profile: "standard",
    components: {
      jaeger: { external: "http://tempo:3200", program: "tempo" },
    },
    metricRetention: { size: Bytes.gibibytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
  });
  const titles = (plan: typeof tempo) =>
    tracesDashboard(plan).rows.flatMap(({ panels }) =>
      panels.map(({ title }) => title),
    );
  expect(titles(tempo)).toContain("Calls between services");
  expect(titles(EVERYTHING)).not.toContain("Calls between services");
});
