import {
  addDashboard,
  addRules,
  aModel,
  anAlert,
  aRecording,
} from "./builders";
import { checkModel } from "../../../lib/domain/check/check-model";
import { DATA_SOURCE } from "../../../lib/domain/names";

const CODES = ["join-never-pairs", "join-label-gone", "aggregation-label-gone"];

function found(expr: string): readonly string[] {
  const model = aModel();
  addRules(
    model,
    "app/recordings",
    aRecording("shop:orders:rate5m", "sum by (shop) (rate(orders_total[5m]))"),
    {
      ...aRecording("all:orders:rate5m", "sum(rate(orders_total[5m]))"),
      labels: { region: "north" },
    },
    aRecording("any:orders:rate5m", "sum(rate(orders_total[5m]))"),
    aRecording("any:orders:rate5m", "sum by (shop) (rate(orders_total[5m]))"),
  );
  addRules(model, "app/rules", anAlert(expr));
  return checkModel(model)
    .filter(({ code }) => CODES.includes(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

describe("operators between two results", () => {
  it.each([
    ["sum(queue_length) / sum by (shop) (queue_length) > 1", "shop"],
    ["sum by (shop) (queue_length) / sum(queue_length) > 1", "shop"],
    ["queue_length unless sum(queue_length) > 1", "job"],
    [
      'queue_length{shop="a"} and sum without (shop) (queue_length) > 1',
      "shop",
    ],
    ["sum by (shop) (queue_length) / on (region) queue_length > 1", "region"],
    ["shop:orders:rate5m / all:orders:rate5m > 1", "shop"],
    ["queue_length / on (shop) all:orders:rate5m > 1", "shop"],
    ["queue_length > ignoring (instance) shop:orders:rate5m", "job"],
  ])("never pair in %s", (expr, label) => {
    const [message, ...others] = found(expr);
    expect(message).toMatch(
      new RegExp(
        `^join-never-pairs: alert "OrdersStalled" must pair .*got "${label}" in `,
      ),
    );
    expect(others).toEqual([]);
  });

  it.each([
    "queue_length / queue_length > 1",
    "sum(queue_length) / sum(rate(orders_total[5m])) > 1",
    "queue_length / on (shop) group_left () shop:orders:rate5m > 1",
    "shop:orders:rate5m / ignoring (shop) group_left () sum(queue_length) > 1",
    "shop:orders:rate5m / ignoring (shop, region) group_left () all:orders:rate5m > 1",
    "any:orders:rate5m / sum(queue_length) > 1",
    "any:orders:rate5m / sum by (shop) (queue_length) > 1",
    "sum(queue_length) / scalar(sum by (shop) (queue_length)) > 1",
    "sum by (shop) (queue_length) or sum(queue_length) > 1",
    "queue_length and on () sum(queue_length) > 1",
    'label_replace(sum(queue_length), "shop", "a", "", "") / shop:orders:rate5m > 1',
    "sum by (shop) (queue_length) - 2 * sum by (shop) (queue_length) > 1",
    "histogram_quantile(0.9, sum by (le, shop) (rate(order_duration_seconds_bucket[5m]))) > shop:orders:rate5m",
    'absent(up{job="orders"}) unless on (job) up{job="orders"}',
    "max_over_time(shop:orders:rate5m[5m:1m]) > shop:orders:rate5m",
    "topk(1, shop:orders:rate5m) / shop:orders:rate5m > 1",
  ])("pair in %s", (expr) => {
    expect(found(expr)).toEqual([]);
  });

  it("are told with what both sides have", () => {
    expect(
      found("shop:orders:rate5m / sum by (team) (queue_length) > 1"),
    ).toEqual([
      'join-never-pairs: alert "OrdersStalled" must pair series by labels that both sides have, got "shop" in "shop:orders:rate5m / sum by (team) (queue_length)", where the left side has shop and the right side team; write on(...) with the labels of both, or ignoring(shop)',
    ]);
  });

  it("take no label from a side that has lost it", () => {
    expect(
      found(
        "queue_length * on (shop) group_left (team) sum by (shop) (queue_length) > 1",
      ),
    ).toEqual([
      expect.stringMatching(/^join-label-gone: .*got group_left\(team\) in /),
    ]);
  });
});

describe("aggregations", () => {
  it.each([
    "max by (shop) (sum(queue_length)) > 1",
    "max by (job) (shop:orders:rate5m) > 1",
    "max by (le) (histogram_quantile(0.9, rate(order_duration_seconds_bucket[5m]))) > 1",
    'sum by (shop) (queue_length{shop=""}) > 1',
  ])("by a label that is gone are found in %s", (expr) => {
    expect(found(expr)).toEqual([
      expect.stringMatching(/^aggregation-label-gone: /),
    ]);
  });

  it.each([
    "max by (shop) (sum by (shop, team) (queue_length)) > 1",
    "max by (region) (all:orders:rate5m) > 1",
    "max by (shop) (any:orders:rate5m) > 1",
    'count by (version) (count_values("version", queue_length)) > 1',
    "sum without (shop) (sum(queue_length)) > 1",
  ])("are right in %s", (expr) => {
    expect(found(expr)).toEqual([]);
  });

  it("are looked at in panels too", () => {
    const model = aModel();
    addDashboard(model, [
      {
        dataSource: DATA_SOURCE.prometheus,
        expr: "max by (shop) (sum(queue_length))",
      },
    ]);
    expect(checkModel(model).map(({ code }) => code)).toContain(
      "aggregation-label-gone",
    );
  });
});
