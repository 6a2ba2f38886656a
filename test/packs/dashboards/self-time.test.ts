import { SELF_TIME_QUERY as Q } from "../../../lib/packs/dashboards/traces/self-time";
import { describeWithTool } from "../../support/tools";
import { wrongNumbers } from "./promtool-numbers";

const sum = (service: string, kind: string, name: string) =>
  `traces_span_metrics_duration_seconds_sum{service_name="${service}",span_kind="SPAN_KIND_${kind}",span_name="${name}",status_code="STATUS_CODE_UNSET"}`;
const failed = (service: string, kind: string) =>
  `traces_span_metrics_calls_total{service_name="${service}",span_kind="SPAN_KIND_${kind}",span_name="x",status_code="STATUS_CODE_ERROR"}`;
const labels = (service: string) =>
  `{service="${service}", service_name="${service}"}`;

describeWithTool("promtool", "own time", (promtool) => {
  it("is that of answered calls without that of calls made, and never less than nothing", () => {
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        values: { service: ".*", __rate_interval: "5m" },
        series: {
          // One second of work in each second, half of it waiting for stock and mail.
          [sum("web", "SERVER", "GET /")]: "0+45x20",
          [sum("web", "SERVER", "GET /cart")]: "0+15x20",
          [sum("web", "CLIENT", "GET stock")]: "0+24x20",
          [sum("web", "PRODUCER", "send mail")]: "0+6x20",
          // Spans inside of these are no calls.
          [sum("web", "INTERNAL", "render")]: "0+50x20",
          // Waits for nobody.
          [sum("stock", "SERVER", "GET stock")]: "0+18x20",
          [sum("stock", "CONSUMER", "take mail")]: "0+12x20",
          // Asks two at the same time.
          [sum("search", "SERVER", "GET /search")]: "0+6x20",
          [sum("search", "CLIENT", "SELECT")]: "0+10x20",
          // Answers nobody: a job.
          [sum("nightly", "CLIENT", "SELECT")]: "0+10x20",
          [failed("web", "SERVER")]: "0+60x20",
          [failed("web", "CLIENT")]: "0+30x20",
          [failed("search", "CLIENT")]: "0+12x20",
        },
        expect: [
          {
            at: 15,
            expr: Q.own,
            gives: {
              [labels("web")]: 0.5,
              [labels("stock")]: 0.5,
              [labels("search")]: 0,
            },
          },
          {
            at: 15,
            expr: Q.share,
            gives: {
              [labels("web")]: 0.5,
              [labels("stock")]: 0.5,
              [labels("search")]: 0,
            },
          },
          {
            at: 15,
            expr: Q.ownOfOperations,
            gives: Object.fromEntries(
              (
                [
                  ["web", "GET /", 0.375],
                  ["web", "GET /cart", 0.125],
                  ["stock", "GET stock", 0.3],
                  ["stock", "take mail", 0.2],
                  ["search", "GET /search", 0],
                ] as const
              ).map(([service, name, seconds]) => [
                `{service="${service}", service_name="${service}", span_name="${name}"}`,
                seconds,
              ]),
            ),
          },
          {
            at: 15,
            expr: Q.waiting,
            gives: {
              [labels("web")]: 0.5,
              [labels("stock")]: 0,
              [labels("search")]: 10 / 60,
              [labels("nightly")]: 10 / 60,
            },
          },
          {
            at: 15,
            expr: Q.ownErrors,
            gives: {
              [labels("web")]: 0.5,
              [labels("stock")]: 0,
              [labels("search")]: 0,
            },
          },
        ],
      }),
    ).toBe("");
  });

  it("is nothing, and no error, before the first span", () => {
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        values: { service: ".*", __rate_interval: "5m" },
        series: { up: "1x20" },
        expect: Object.values(Q).map((expr) => ({ at: 15, expr, gives: {} })),
      }),
    ).toBe("");
  });
});
