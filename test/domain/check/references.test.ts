import * as fc from "fast-check";
import {
  addDashboard,
  addJob,
  addRules,
  aModel,
  aRecording,
  ORDER_METRICS,
  problemsOf,
  problemsOfAlert,
} from "./builders";

describe("references to metrics", () => {
  it.each([
    "rate(orders_total[5m]) > 0",
    'queue_length{job="orders"} > 5',
    "histogram_quantile(0.9, sum by (le) (rate(order_duration_seconds_bucket[5m]))) > 1",
    "rate(order_duration_seconds_sum[5m]) / rate(order_duration_seconds_count[5m]) > 1",
    'payload_size_bytes{quantile="0.5"} > 100',
    'up{job="orders"} == 0',
    'absent(up{job="orders"})',
    'ALERTS{alertstate="firing"}',
    '{__name__=~"orders_.*"} > 5',
    '{job="orders"} > 5',
    '{__name__="queue_length"} > 5',
  ])("accept %s", (expr) => {
    expect(
      problemsOfAlert(expr).filter(({ severity }) => severity === "error"),
    ).toEqual([]);
  });

  it.each([
    [
      "rate(order_total[5m]) > 0",
      'alert "OrdersStalled" must use metrics that a scrape job exposes or a rule records, got "order_total"; did you mean "orders_total"? If not, name it in `metrics.provides` of the service that exposes it, or record it',
    ],
    [
      "rate(order_duration_seconds[5m]) > 0",
      'alert "OrdersStalled" must use metrics that a scrape job exposes or a rule records, got "order_duration_seconds"; it is a histogram, so ask for "order_duration_seconds_bucket", "order_duration_seconds_sum" or "order_duration_seconds_count"',
    ],
    [
      'up{job="order"} == 0',
      'alert "OrdersStalled" must ask for a scrape job that is declared, got job="order"; did you mean "orders"',
    ],
    [
      '{__name__=~"nothing_.*"} > 0',
      'alert "OrdersStalled" must select metrics that a scrape job exposes or a rule records, got __name__=~"nothing_.*"; name a metric that exists',
    ],
  ])("refuse %s", (expr, message) => {
    expect(problemsOfAlert(expr)).toEqual([
      expect.objectContaining({
        path: "app/rules",
        severity: "error",
        message,
      }),
    ]);
  });

  it("refuse a metric of another job than the one that is named", () => {
    const model = aModel();
    addJob(model, "other", [{ name: "queue_lengths", type: "gauge" }]);
    expect(
      problemsOfAlert('queue_length{job="other"} > 1', model).map(
        ({ message }) => message,
      ),
    ).toEqual([
      'alert "OrdersStalled" must use metrics that its job exposes, got "queue_length" with job="other", which only "orders" exposes; correct the job, use "queue_lengths", or name the metric in `metrics.provides` of service "other"',
    ]);
  });

  it("accept what a recording rule makes, whatever job it carries", () => {
    const model = aModel();
    addRules(
      model,
      "app/recordings",
      aRecording("job:orders:rate5m", "sum by (job) (rate(orders_total[5m]))"),
    );
    expect(
      problemsOfAlert('job:orders:rate5m{job="from-elsewhere"} > 1', model),
    ).toEqual([]);
  });

  it("only warn when Prometheus runs elsewhere and may know more", () => {
    const model = aModel({
      components: { prometheus: { external: "http://prometheus:9090" } },
    });
    expect(problemsOfAlert("unheard_of > 1", model)).toEqual([
      expect.objectContaining({ code: "metric-unknown", severity: "warning" }),
    ]);
  });

  it("look into panels, variables and annotations, with variables filled in", () => {
    const model = aModel();
    addDashboard(
      model,
      [
        {
          dataSource: "prometheus",
          expr: 'sum(rate(orders_total{job="$job",code=~"${code:regex}"}[$__rate_interval]))',
        },
        { dataSource: "prometheus", expr: "rate(ordrs_total[$__range])" },
      ],
      {
        variables: [
          {
            kind: "query",
            name: "job",
            label: "Job",
            metric: "queue_lenght",
            of: "job",
          },
        ],
        annotations: [
          { name: "Stops", expr: "quue_length == 0", color: "red", text: "" },
        ],
      },
    );
    expect(problemsOf(model).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^panel "Rate" of dashboard "Orders" .* did you mean "orders_total"/,
      ),
      expect.stringMatching(
        /^variable "job" of dashboard "Orders" .* did you mean "queue_length"/,
      ),
      expect.stringMatching(
        /^annotation "Stops" of dashboard "Orders" .* did you mean "queue_length"/,
      ),
    ]);
  });

  it("tell a wrong name once for all rules of one declaration", () => {
    const model = aModel();
    addRules(
      model,
      "app/recordings",
      aRecording("a:rate5m", "rate(orders_totl[5m])"),
      aRecording("a:rate1h", "rate(orders_totl[1h])"),
    );
    expect(problemsOf(model)).toHaveLength(1);
  });

  it("name the metric that was meant for every typing error", () => {
    const names = ORDER_METRICS.filter(({ type }) => type !== "histogram").map(
      ({ name }) => name,
    );
    const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz_");
    const typo = fc
      .tuple(
        fc.constantFrom(...names),
        fc.nat(),
        letter,
        fc.constantFrom("replace", "insert", "remove"),
      )
      .map(([name, position, character, edit]) => {
        const at = position % name.length;
        const rest = name.slice(edit === "insert" ? at : at + 1);
        const added = edit === "remove" ? "" : character;
        return { name, typed: name.slice(0, at) + added + rest };
      })
      .filter(({ name, typed }) => name !== typed);
    fc.assert(
      fc.property(typo, ({ name, typed }) => {
        const found = problemsOfAlert(`sum(${typed}) > 1`).filter(
          ({ severity }) => severity === "error",
        );
        expect(found).toHaveLength(1);
        expect(found[0]?.message).toContain(`got "${typed}"`);
        expect(found[0]?.message).toContain(`did you mean "${name}"`);
      }),
    );
  });
});
