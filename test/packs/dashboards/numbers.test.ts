import { ALERT_QUERY } from "../../../lib/packs/dashboards/alerts/queries";
import { costQueries } from "../../../lib/packs/dashboards/cost/queries";
import { HOSTS_QUERY } from "../../../lib/packs/dashboards/infrastructure/queries";
import { SERVICES_QUERY } from "../../../lib/packs/dashboards/services/queries";
import { detailQueries } from "../../../lib/packs/dashboards/slo-detail/queries";
import { overviewQueries } from "../../../lib/packs/dashboards/slo-overview/queries";
import { Duration } from "../../../lib/domain/units";
import { SLA_QUERY } from "../../../lib/packs/dashboards/sla/queries";
import { alertRecordings } from "../../../lib/packs/recordings/alerting";
import { containerRecordings } from "../../../lib/packs/recordings/machines";
import {
  SERVICE_METRIC,
  serviceRecordings,
} from "../../../lib/packs/recordings/services";
import { describeWithTool } from "../../support/tools";
import { checkout, EVERYTHING } from "./plans";
import { wrongNumbers } from "./promtool-numbers";

const DAY = 24 * 60;

describeWithTool("promtool", "numbers on dashboards", (promtool) => {
  it("SLA report: a month is the sum of its events, a day with violations is a bad one, and the policy follows the budget", () => {
    // Two days of 1,000 events an hour; of the 6.25 % that may be bad, 20 % and then 240 % were.
    const id = '{service="shop",slo="shop-availability"}';
    const hours = (first: number, second: number): string =>
      `${first}x23 ${second}x23 ${second}`;
    expect(
      wrongNumbers(promtool, {
        interval: "1h",
        values: { __range: "48h" },
        series: {
          [`slo:objective:ratio${id}`]: "0.9375x60",
          [`slo:hour_total:count${id}`]: `_ ${hours(1000, 1000)}`,
          [`slo:hour_bad:count${id}`]: `_ ${hours(12.5, 150)}`,
          // Of the last 24 hours, at each hour; midnights are 24 and 48.
          [`slo:day_error:ratio${id}`]: `_x24 0.0125x23 0.15`,
        },
        expect: [
          { at: 2 * DAY, expr: SLA_QUERY.compliance, gives: { [id]: 0.91875 } },
          { at: 2 * DAY, expr: SLA_QUERY.used, gives: { [id]: 1.3 } },
          { at: 2 * DAY, expr: SLA_QUERY.bad, gives: { [id]: 24 * 162.5 } },
          { at: 2 * DAY, expr: SLA_QUERY.daysBroken, gives: { [id]: 1 } },
          { at: 2 * DAY, expr: SLA_QUERY.daysMeasured, gives: { [id]: 2 } },
          { at: 2 * DAY, expr: SLA_QUERY.worstDay, gives: { [id]: 0.85 } },
          { at: 2 * DAY, expr: SLA_QUERY.policy, gives: { [id]: 3 } },
          { at: 2 * DAY, expr: SLA_QUERY.broken, gives: { "{}": 1 } },
          // After one day a fifth of the budget was used: no violation, no ticket.
          { at: DAY, expr: SLA_QUERY.policy, gives: { [id]: 0 } },
          { at: DAY, expr: SLA_QUERY.daysBroken, gives: { [id]: 0 } },
          { at: DAY, expr: SLA_QUERY.kept, gives: { "{}": 1 } },
        ],
      }),
    ).toBe("");
  });

  it("SLA report: a month that ends just before midnight counts its last day, and not that before its first", () => {
    const id = '{service="shop",slo="shop-availability"}';
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        values: { __range: "86340s" },
        series: {
          [`slo:objective:ratio${id}`]: "0.99x3000",
          // The day before was bad, the day shown is good; its sum is there at the midnight that closes it.
          [`slo:day_error:ratio${id}`]: `_x1439 0.5 0.001x1500`,
        },
        expect: [
          {
            at: 2 * DAY - 1,
            expr: SLA_QUERY.daysBroken,
            gives: { [id]: 0 },
          },
          {
            at: 2 * DAY - 1,
            expr: SLA_QUERY.daysMeasured,
            gives: { [id]: 1 },
          },
        ],
      }),
    ).toBe("");
  });

  it("SLO detail: of a group that is chosen its own numbers, of all the worst, and an objective without groups stays", () => {
    const of = (more: string) => `{service="shop",slo="tenants"${more}}`;
    const [a, b] = [of(',tenant="a"'), of(',tenant="b"')];
    const queries = detailQueries(Duration.days(1), Duration.hours(1), [
      "tenant",
    ]);
    const numbers = (
      slo: string,
      tenant: string,
      budget: number,
      rate: number,
    ) =>
      wrongNumbers(promtool, {
        interval: "1m",
        values: { service: "shop", slo, tenant },
        series: {
          [`slo:objective:ratio${of("")}`]: "0.9x60",
          [`slo:error_budget_remaining:ratio${a}`]: "0.75x60",
          [`slo:error_budget_remaining:ratio${b}`]: "0.25x60",
          [`slo:sli_total:rate5m${a}`]: "3x60",
          [`slo:sli_total:rate5m${b}`]: "4x60",
          'slo:error_budget_remaining:ratio{service="shop",slo="plain"}':
            "0.5x60",
          'slo:sli_total:rate5m{service="shop",slo="plain"}': "9x60",
        },
        expect: [
          { at: 30, expr: queries.budgetLeft, gives: { "{}": budget } },
          { at: 30, expr: queries.total, gives: { "{}": rate } },
        ],
      });
    expect(numbers("tenants", "a", 0.75, 3)).toBe("");
    expect(numbers("tenants", "b", 0.25, 4)).toBe("");
    expect(numbers("tenants", ".+", 0.25, 7)).toBe("");
    expect(numbers("plain", "b", 0.5, 9)).toBe("");
  });

  it("SLO overview: an objective with groups is shown by the worst of them", () => {
    const { budgetLeft, broken } = overviewQueries(Duration.hours(1));
    const id = '{service="shop",slo="tenants"}';
    const of = (tenant: string) =>
      `slo:error_budget_remaining:ratio{service="shop",slo="tenants",tenant="${tenant}"}`;
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        values: { service: ".+", slo: ".+" },
        series: { [of("a")]: "0.75x60", [of("b")]: "-0.5x60" },
        expect: [
          { at: 30, expr: budgetLeft, gives: { [id]: -0.5 } },
          { at: 30, expr: broken, gives: { "{}": 1 } },
        ],
      }),
    ).toBe("");
  });

  it("Alerts: what comes and goes is counted each time, what fires for long is counted once", () => {
    const firing = (name: string): string =>
      `ALERTS{alertstate="firing",alertname="${name}",severity="warning",service="shop",instance="a"}`;
    const one = (name: string): string =>
      `{alertname="${name}", severity="warning"}`;
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        groups: alertRecordings(EVERYTHING),
        values: { __range: "50m" },
        series: {
          // 3 times for 2 minutes, against once for 20 minutes.
          [firing("Flaps")]: "_x9 1 1 stale _x8 1 1 stale _x8 1 1 stale _x40",
          [firing("Stays")]: "_x9 1x19 stale _x40",
          'ALERTS{alertstate="firing",alertname="Watchdog",severity="info"}':
            "1x80",
          'alertmanager_alerts{state="active",job="alertmanager"}':
            "1x9 3x10 1x60",
        },
        expect: [
          {
            at: 50,
            expr: ALERT_QUERY.noise,
            gives: { [one("Flaps")]: 3, [one("Stays")]: 1 },
          },
          {
            at: 50,
            expr: ALERT_QUERY.meanSeconds,
            gives: { [one("Flaps")]: 120, [one("Stays")]: 1200 },
          },
          {
            at: 50,
            expr: ALERT_QUERY.timeToResolve("warning"),
            // 6 and 20 minutes of firing, over 4 starts.
            gives: { "{}": (26 * 60) / 4 },
          },
          {
            at: 50,
            expr: ALERT_QUERY.flapping,
            gives: { '{alertname="Flaps", service="shop"}': 3 },
          },
          // Two alerts beside the watchdog were there unsilenced for 11 minutes.
          {
            at: 50,
            expr: ALERT_QUERY.timeToAcknowledge,
            gives: { "{}": (2 * 11 * 60) / 4 },
          },
        ],
      }),
    ).toBe("");
  });

  it("Service health: a service that fails comes before one that does not, and before one without requests", () => {
    const requests = (service: string, code: string): string =>
      `http_requests_total{job="${service}",instance="a",code="${code}"}`;
    const groups = serviceRecordings([
      checkout,
      { ...checkout, name: "catalog" },
      { ...checkout, name: "idle" },
    ]);
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        groups,
        series: {
          [requests("checkout", "200")]: "0+540x30",
          [requests("checkout", "500")]: "0+60x30",
          [requests("catalog", "200")]: "0+600x30",
          'up{job="checkout",instance="a"}': "1x30",
          'up{job="checkout",instance="b"}': "0x30",
          'up{job="catalog",instance="a"}': "1x30",
          'up{job="idle",instance="a"}': "0x30",
        },
        expect: [
          {
            at: 20,
            expr: SERVICES_QUERY.errorRatioEach,
            gives: {
              '{service="checkout"}': 0.1,
              '{service="catalog"}': 0,
              '{service="idle"}': 0,
            },
          },
          {
            at: 20,
            expr: SERVICE_METRIC.requests,
            gives: {
              [`${SERVICE_METRIC.requests}{job="checkout", service="checkout"}`]: 10,
              [`${SERVICE_METRIC.requests}{job="catalog", service="catalog"}`]: 10,
            },
          },
          { at: 20, expr: SERVICES_QUERY.errorRatio, gives: { "{}": 0.05 } },
          { at: 20, expr: SERVICES_QUERY.down, gives: { "{}": 1 } },
          { at: 20, expr: SERVICES_QUERY.partlyDown, gives: { "{}": 1 } },
        ],
      }),
    ).toBe("");
  });

  it("Infrastructure: a host counts by its scarcest resource, and a container without limit has no share of it", () => {
    const memory = (name: string): string =>
      `container_memory_working_set_bytes{instance="c",name="${name}"}`;
    const limit = (name: string): string =>
      `container_spec_memory_limit_bytes{instance="c",name="${name}"}`;
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        groups: containerRecordings(),
        series: {
          'instance:node_cpu_busy:ratio_rate5m{instance="a"}': "0.9x20",
          'instance:node_memory_used:ratio{instance="a"}': "0.3x20",
          'instance:node_cpu_busy:ratio_rate5m{instance="b"}': "0.1x20",
          'instance:node_filesystem_used:max_ratio{instance="b"}': "0.95x20",
          [memory("web")]: "80x20",
          [limit("web")]: "100x20",
          [memory("free")]: "500x20",
          [limit("free")]: "0x20",
        },
        expect: [
          {
            at: 10,
            expr: HOSTS_QUERY.fullest,
            gives: { '{instance="a"}': 0.9, '{instance="b"}': 0.95 },
          },
          {
            at: 10,
            expr: "name:container_memory_of_limit:ratio",
            gives: {
              'name:container_memory_of_limit:ratio{instance="c", name="web"}': 0.8,
            },
          },
        ],
      }),
    ).toBe("");
  });

  it("Cost: ten gibibytes at ten cents are a dollar", () => {
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        series: {
          'prometheus_tsdb_storage_blocks_bytes{job="prometheus"}': `${9 * 1024 ** 3}x10`,
          'prometheus_tsdb_wal_storage_size_bytes{job="prometheus"}': `${1024 ** 3}x10`,
        },
        expect: [
          {
            at: 5,
            expr: costQueries(0.1, 604_800).metrics,
            gives: { "{}": 1 },
          },
        ],
      }),
    ).toBe("");
  });
});
