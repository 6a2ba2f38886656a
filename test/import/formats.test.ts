import { CalendarWindow } from "../../lib/domain/slo/calendar";
import { createSlo, type SloInput } from "../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { Sli } from "../../lib/domain/slo/sli";
import { Duration } from "../../lib/domain/units";
import { parseSlos, type SloImportOptions } from "../../lib/import/parse";
import { OPENSLO, PYRRA, SLOTH, SLOTH_FIRST, SLOTH_OBJECT } from "./good-files";

function parsed(text: string, options?: SloImportOptions) {
  const { slos, warnings } = parseSlos(text, "f", options);
  return {
    slos: slos.map(plain),
    warnings: warnings.map((each) => each.message),
  };
}

/** An objective with its indicator as data. */
function plain({ sli, ...rest }: SloInput) {
  return { ...rest, sli: sli.events };
}

describe("objectives of Sloth", () => {
  it("have the indicators, labels and alerts of the file", () => {
    expect(parsed(SLOTH)).toEqual({
      slos: [
        plain({
          name: "CheckoutErrors",
          id: "availability",
          service: "checkout",
          team: "payments",
          objective: 0.999,
          window: Duration.days(30),
          sli: Sli.ratio({
            errors: 'http_requests_total{job="checkout",code=~"5.."}',
            total: 'http_requests_total{job="checkout"}',
          }),
          labels: { tier: "2", category: "availability" },
          runbookUrl: "https://example.com/runbook",
        }),
        plain({
          name: "CheckoutSlow",
          id: "latency",
          service: "checkout",
          team: "payments",
          objective: 0.95,
          window: Duration.days(30),
          sli: Sli.latency({
            histogram: "http_request_duration_seconds",
            threshold: Duration.millis(500),
            matchers: { job: "checkout" },
          }),
          labels: { tier: "1" },
          alerts: {
            critical: false,
            warning: { labels: { channel: "shop" } },
          },
        }),
        expect.objectContaining({
          name: "CheckoutUp",
          sli: Sli.probe('up{job="checkout"}').events,
          alerts: { warning: false },
        }),
      ],
      warnings: [],
    });
  });

  it("of Kubernetes are grouped as their queries are", () => {
    expect(parsed(SLOTH_OBJECT)).toMatchObject({
      slos: [{ name: "Burn", service: "checkout", groupBy: ["tenant"] }],
      warnings: [
        "f:5:14: metadata.namespace has no meaning for objectives of ours and is left out",
      ],
    });
  });

  it("over another period have the windows of the AlertWindows, which may follow them", () => {
    const windows = `---
apiVersion: sloth.slok.dev/v1
kind: AlertWindows
spec:
  sloPeriod: 7d
  page:
    quick: { errorBudgetPercent: 8, shortWindow: 5m, longWindow: 1h }
    slow: { errorBudgetPercent: 12.5, shortWindow: 30m, longWindow: 6h }
  ticket:
    quick: { errorBudgetPercent: 20, shortWindow: 2h, longWindow: 1d }
    slow: { errorBudgetPercent: 42, shortWindow: 6h, longWindow: 3d }
`;
    const [slo] = parseSlos(SLOTH + windows, "f").slos;
    const rates = slo && createSlo(slo).burnRates.map(({ factor }) => factor);
    expect(rates).toEqual([13.44, 3.5, 1.4, 0.98]);
    expect(() =>
      parseSlos(SLOTH + windows, "f", { slothPeriod: Duration.days(30) }),
    ).toThrow("document is for objectives over 7d, of which there are none");
  });

  it.each([
    [
      "rates that are added",
      "sum(rate(a[{{.window}}])) + sum(rate(b[{{.window}}]))",
      "sum(rate(t[{{.window}}]))",
      { errors: "a + b", total: "t" },
    ],
    [
      "increases",
      "sum(increase(a[{{.window}}]))",
      "(sum(increase(t[{{- .window }}])))",
      { errors: "a", total: "t" },
    ],
    [
      "the rest of good ones",
      "sum(rate(t[{{.window}}])) - sum(rate(g[{{.window}}]))",
      "sum(rate(t[{{.window}}]))",
      { good: "g", total: "t" },
    ],
  ])("take %s for counters", (_, errors, total, ratio) => {
    const text = sloth(errors, total);
    expect(parsed(text).slos[0]?.sli).toEqual(
      Sli.ratio(ratio as { errors: string; total: string }).events,
    );
  });

  it.each([
    [
      "sum(rate(e[{{.window}}])) / sum(rate(t[{{.window}}]))",
      { errors: "e", total: "t" },
    ],
    [
      "1 - (sum(rate(g[{{.window}}])) / sum(rate(t[{{.window}}])))",
      { good: "g", total: "t" },
    ],
    [
      "(sum(rate(t[{{.window}}])) - sum(rate(g[{{.window}}]))) / sum(rate(t[{{.window}}]))",
      { good: "g", total: "t" },
    ],
    [
      "1 - (sum(rate(t[{{.window}}])) - sum(rate(e[{{.window}}]))) / sum(rate(t[{{.window}}]))",
      { errors: "e", total: "t" },
    ],
  ])("take the ratio %s apart", (query, ratio) => {
    const text = sloth("x", "y").replace(
      /events:[\s\S]*$/,
      `raw: { error_ratio_query: "${query}" }\n`,
    );
    expect(parsed(text).slos[0]?.sli).toEqual(
      Sli.ratio(ratio as { errors: string; total: string }).events,
    );
  });

  it("say what only a warning is worth when asked so", () => {
    const text = SLOTH.replace('tier: "1"', 'severity: "high"');
    expect(() => parseSlos(text, "f")).toThrow(
      "f:5:13: labels.severity cannot be taken over",
    );
    const { slos, warnings } = parsed(text, { onUnsupported: "warn" });
    expect(slos).toHaveLength(3);
    expect(warnings).toHaveLength(3);
  });

  it("have labels and annotations by severity, as the first page of Sloth shows", () => {
    const { slos, warnings } = parsed(SLOTH_FIRST);
    expect(slos).toMatchObject([
      {
        name: "MyServiceHighErrorRate",
        labels: {
          owner: "myteam",
          repo: "myorg/myservice",
          tier: "2",
          category: "availability",
        },
        alerts: {
          critical: {
            labels: { routing_key: "myteam" },
            annotations: { channel: "#errors" },
          },
          warning: {
            labels: { slack_channel: "#alerts-myteam" },
            annotations: { channel: "#errors" },
          },
        },
      },
    ]);
    expect(warnings.map((each) => each.replace(/^f:\d+:\d+: /, ""))).toEqual([
      "slos[0].description has no meaning for objectives of ours and is left out",
      "slos[0].alerting.annotations.summary is left out: alerts of ours have texts of their own",
      "slos[0].alerting.page_alert.labels.severity becomes critical, the severity of these alerts here; match severity=critical in an AlertRoute",
      "slos[0].alerting.ticket_alert.labels.severity becomes warning, the severity of these alerts here; match severity=warning in an AlertRoute",
    ]);
  });

  it("have runbooks by severity where they differ", () => {
    const text = `${sloth("sum(rate(e[{{.window}}]))", "sum(rate(t[{{.window}}]))")}    alerting:
      page_alert: { annotations: { runbook: "https://x.example/page" } }
      ticket_alert: { annotations: { runbook: "https://x.example/ticket" } }
`;
    expect(parseSlos(text, "f").slos).toMatchObject([
      {
        runbookUrl: "https://x.example/page",
        alerts: {
          warning: { annotations: { runbook: "https://x.example/ticket" } },
        },
      },
    ]);
  });

  it("without alerts have recordings alone", () => {
    const text = `${sloth("sum(rate(e[{{.window}}]))", "sum(rate(t[{{.window}}]))")}    alerting:
      page_alert: { disable: true }
      ticket_alert: { disable: true }
`;
    const [slo] = parseSlos(text, "f").slos;
    const rules = sloRuleGroups(createSlo(slo as SloInput)).flatMap(
      (group) => group.rules,
    );
    expect(rules.filter(({ kind }) => kind === "alert")).toEqual([]);
    expect(rules).toContainEqual(
      expect.objectContaining({ record: "slo:sli_error:ratio_rate6h" }),
    );
  });
});

function sloth(errors: string, total: string): string {
  return `version: prometheus/v1
service: s
slos:
  - name: a
    objective: 99
    sli:
      events:
        error_query: "${errors}"
        total_query: "${total}"
`;
}

describe("objectives of Pyrra", () => {
  it("have the indicator, window and severities of the file", () => {
    const { slos, warnings } = parsed(PYRRA);
    expect(slos).toMatchObject([
      {
        name: "OrdersFail",
        id: "checkout-errors",
        service: "checkout",
        team: "payments",
        objective: 0.995,
        window: Duration.days(28),
        groupBy: ["route"],
        runbookUrl: "https://example.com/runbook",
        sli: Sli.ratio({
          errors: 'http_requests_total{job="shop",code=~"5.."}',
          total: 'http_requests_total{job="shop"}',
        }).events,
      },
      {
        name: "CheckoutLatency",
        service: "shop",
        sli: Sli.latency({
          histogram: "http_request_duration_seconds",
          threshold: Duration.millis(100),
          matchers: { job: "shop" },
        }).events,
      },
      {
        sli: Sli.latency({
          histogram: "http_request_duration_seconds",
          histogramType: "native",
          threshold: Duration.millis(200),
          matchers: { job: "shop" },
        }).events,
      },
      { sli: Sli.probe('probe_success{job="shop"}').events },
    ]);
    expect(slos[0]?.alertWindows?.map(({ severity }) => severity)).toEqual([
      "critical",
      "warning",
      "warning",
      "warning",
    ]);
    expect(warnings).toEqual([
      "f:8:17: metadata.labels.prometheus is left out: Pyrra hands on only what begins with pyrra.dev/",
      "f:14:16: spec.description has no meaning for objectives of ours and is left out",
    ]);
  });

  it("without alerts have recordings alone", () => {
    const text = PYRRA.replace("name: OrdersFail", "disabled: true");
    const [slo] = parseSlos(text, "f").slos;
    expect(slo?.alerts).toBe(false);
    expect(
      sloRuleGroups(createSlo(slo as SloInput)).flatMap(({ rules }) =>
        rules.filter(({ kind }) => kind === "alert"),
      ),
    ).toEqual([]);
  });

  it("of successes and errors count both as all", () => {
    const text = PYRRA.replace(
      "total:\n        metric: http_requests_total{",
      "success:\n        metric: http_ok_total{",
    );
    expect(parsed(text).slos[0]?.sli).toEqual(
      Sli.ratio({
        errors: 'http_requests_total{job="shop",code=~"5.."}',
        total:
          'http_requests_total{job="shop",code=~"5.."} + http_ok_total{job="shop"}',
      }).events,
    );
  });
});

describe("objectives of OpenSLO", () => {
  const { slos, warnings } = parsed(OPENSLO);

  it("are as many as an SLO has", () => {
    expect(slos.map(({ id }) => id)).toEqual([
      "web-availability-good",
      "web-availability-very-good",
      "web-queue",
      "web-journey-search",
      "web-journey-pay",
      "web-journey",
    ]);
  });

  it("have window, labels and alert windows of what the file refers to", () => {
    expect(slos[1]).toEqual(
      plain({
        name: "WebAvailabilityVeryGood",
        id: "web-availability-very-good",
        service: "web",
        team: "sales",
        objective: 0.999,
        window: CalendarWindow.month({ timeZone: "Europe/Berlin" }),
        labels: { env: "prod" },
        sli: Sli.ratio({
          good: 'http_requests_total{job="web",code!~"5.."}',
          total: 'http_requests_total{job="web"}',
        }),
        alertWindows: [
          {
            severity: "critical",
            long: Duration.hours(1),
            short: Duration.minutes(5),
            budgetFraction: 0.02,
            for: Duration.minutes(5),
          },
        ],
      }),
    );
  });

  it("of thresholds are slices of time", () => {
    expect(slos[2]?.sli).toEqual(
      Sli.timeSlices({
        good: '(queue_length{job="web"}) < 100',
        slice: Duration.minutes(1),
      }).events,
    );
  });

  it("that are composite are a journey by weight", () => {
    expect(slos[5]?.sli.measure).toEqual({
      kind: "journey",
      method: "ratios",
      parts: [
        { id: "web-journey-search", service: "web", groupBy: [], weight: 3 },
        { id: "web-journey-pay", service: "web", groupBy: [], weight: 1 },
      ],
    });
    expect(slos[4]?.sli).toEqual(
      Sli.ratioTimeSlices({
        of: Sli.ratio({ errors: "pay_errors_total", total: "pay_total" }),
      }).events,
    );
  });

  it("leave out with a warning what has no meaning, and never show a secret", () => {
    expect(warnings.map((each) => each.replace(/^f:\d+:\d+: /, ""))).toEqual(
      expect.arrayContaining([
        "spec.description has no meaning for objectives of ours and is left out",
        "metadata.displayName has no meaning for objectives of ours and is left out",
        "spec.conditions[0].spec gets a short window of 5m beside its own, so that the alert ends soon after the incident",
        "spec.notificationTargets[0] is left out, because it has no address; who is told is said by an AlertRoute",
      ]),
    );
    expect(warnings.join()).not.toContain("secret");
  });
});

describe("lists of objects", () => {
  it("are as many documents", () => {
    const items = [SLOTH_OBJECT, PYRRA.split("---\n")[0] ?? ""].map(
      (text) => `  - ${text.trimEnd().replaceAll("\n", "\n    ")}\n`,
    );
    const list = `apiVersion: v1\nkind: List\nitems:\n${items.join("")}`;
    expect(parsed(list).slos.map(({ name }) => name)).toEqual([
      "Burn",
      "OrdersFail",
    ]);
    expect(parsed(items.join("").replace(/^ {2}/gm, "")).slos).toHaveLength(2);
  });
});
