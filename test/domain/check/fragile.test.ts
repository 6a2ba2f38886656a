import { checkModel } from "../../../lib/domain/check/check-model";
import { Duration } from "../../../lib/domain/units";
import { addJob, addRules, aModel, anAlert, aRecording } from "./builders";

const CODES = ["alert-flaps", "alert-without-for", "division-in-aggregation"];

function codesOf(...input: Parameters<typeof anAlert>): readonly string[] {
  const model = aModel();
  addJob(model, "carts", [{ name: "carts_open", type: "gauge" }]);
  addRules(model, "app/rules", anAlert(...input));
  return checkModel(model)
    .map(({ code }) => code)
    .filter((code) => CODES.includes(code));
}

describe("an alert on the greatest series", () => {
  it.each([
    "topk(10, queue_length > 0)",
    "bottomk(2, queue_length) < 5",
    "sum by (shop) (queue_length) and topk(1, queue_length) > 5 or topk(1, queue_length) > 5",
    "abs(topk(2, queue_length)) > 5",
  ])("flaps in %s", (expr) => {
    expect(codesOf(expr)).toEqual(["alert-flaps"]);
  });

  it.each([
    "sum(topk(10, queue_length)) > 5",
    "queue_length > 5 and topk(1, queue_length)",
  ])("does not in %s", (expr) => {
    expect(codesOf(expr)).toEqual([]);
  });
});

describe("an alert that does not wait", () => {
  it.each([
    "sum(queue_length) / sum(carts_open) > 5",
    'sum(up{job="orders"}) - sum(up{job="carts"}) > 0',
    'absent(up{job="orders"})',
  ])("is found in %s", (expr) => {
    expect(codesOf(expr)).toEqual(["alert-without-for"]);
    expect(codesOf(expr, { for: Duration.minutes(1) })).toEqual([]);
  });

  it.each([
    "sum(queue_length) / sum(rate(orders_total[5m])) > 5",
    "queue_length / on (shop) carts_open > 5",
    'absent_over_time(up{job="orders"}[5m])',
  ])("may be fast in %s", (expr) => {
    expect(codesOf(expr)).toEqual([]);
  });
});

describe("a division inside an aggregation", () => {
  it.each([
    "sum(queue_length / rate(orders_total[5m])) > 5",
    "avg by (shop) (queue_length % sum by (shop, job, instance) (increase(orders_total[5m]))) > 5",
    "sum(1 / (rate(orders_total[5m]) >= 0)) > 5",
    "stddev(queue_length / (2 * rate(orders_total[5m]))) > 5",
  ])("by what may be zero is found in %s", (expr) => {
    expect(codesOf(expr)).toEqual(["division-in-aggregation"]);
  });

  it.each([
    "sum(queue_length / (rate(orders_total[5m]) > 0)) > 5",
    "sum(queue_length / clamp_min(rate(orders_total[5m]), 1)) > 5",
    "max(queue_length / rate(orders_total[5m])) > 5",
    "sum(queue_length) / sum(rate(orders_total[5m])) > 5",
    "sum(queue_length / count_over_time(orders_total[5m])) > 5",
    "avg(queue_length / payload_size_bytes) > 5",
    "sum(queue_length / (1 + rate(orders_total[5m]))) > 5",
  ])("is right in %s", (expr) => {
    expect(codesOf(expr)).toEqual([]);
  });

  it("is found in a recording rule", () => {
    const model = aModel();
    addRules(
      model,
      "app/rules",
      aRecording("a:b:c", "sum(queue_length / rate(orders_total[5m]))"),
    );
    expect(checkModel(model).map(({ code }) => code)).toContain(
      "division-in-aggregation",
    );
  });
});
