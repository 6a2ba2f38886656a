import { createSlo, type SloInput } from "../../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { proofs } from "../../../lib/domain/slo/simulation/proofs";
import { explain } from "../../../lib/domain/slo/simulation/explain";
import { Sli } from "../../../lib/domain/slo/sli";
import { Duration } from "../../../lib/domain/units";

function slo(alerts: SloInput["alerts"], more: Partial<SloInput> = {}) {
  return createSlo({
    name: "Checkout",
    service: "shop",
    objective: 0.999,
    sli: Sli.ratio({ errors: "errors_total", total: "requests_total" }),
    ...(alerts !== undefined && { alerts }),
    ...more,
  });
}

function alertsOf(objective: ReturnType<typeof slo>) {
  return sloRuleGroups(objective)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === "alert");
}

function recorded(objective: ReturnType<typeof slo>) {
  return sloRuleGroups(objective)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === "record");
}

describe("alerts of an objective by severity", () => {
  it("have labels and annotations of their own, and the others have not", () => {
    const labels = { channel: "#pages" };
    const annotations = { note: "{{ $labels.slo }} on {{ $value }}" };
    const alerts = alertsOf(slo({ critical: { labels, annotations } }));
    for (const alert of alerts) {
      const isPage = alert.severity === "critical";
      expect([alert.alert, alert.labels.channel]).toEqual([
        alert.alert,
        isPage ? "#pages" : undefined,
      ]);
      expect(alert.annotations?.note).toBe(
        isPage ? annotations.note : undefined,
      );
    }
    expect(alerts.map(({ severity }) => severity)).toContain("warning");
    // What the objective writes itself stays.
    expect(alerts[0]?.annotations).toHaveProperty("time_to_exhaustion");
  });

  it.each([
    [{ critical: false }, "warning"],
    [{ warning: false }, "critical"],
    [{ critical: false, warning: false }, "info"],
  ] as const)(
    "are left out by %j, but for missing metrics at %s",
    (alerts, absent) => {
      const left = alertsOf(slo(alerts));
      expect(
        left.filter(({ severity }) => Object.hasOwn(alerts, severity)),
      ).toEqual([]);
      expect(
        left.find(({ alert }) => alert === "CheckoutAbsent")?.severity,
      ).toBe(absent);
      expect(recorded(slo(alerts))).toEqual(recorded(slo(undefined)));
    },
  );

  it("are none with false, and what is recorded stays", () => {
    expect(alertsOf(slo(false))).toEqual([]);
    expect(recorded(slo(false))).toEqual(recorded(slo(undefined)));
    expect(explain(slo(false))).toContain("No alert: those of all burn rates");
  });

  it("are proven as far as they are there", () => {
    const titles = (alerts: SloInput["alerts"]) =>
      proofs(slo(alerts), Duration.seconds(15), Duration.seconds(30)).flatMap(
        ({ title, expectations }) =>
          expectations.map(({ alert }) => [title, alert]),
      );
    expect(titles({ critical: false })).toContainEqual([
      "tells that its metrics are absent",
      "CheckoutAbsent",
    ]);
    expect(titles({ critical: false }).flat()).not.toContain("CheckoutBurn1h");
    // Silence is all that can be shown.
    expect(titles(false).filter(([, alert]) => alert !== undefined)).toEqual(
      [],
    );
  });

  it.each([
    [{ page: false }, 'must have known names, got "page"'],
    [{ critical: true }, "must be an object"],
    [{ critical: { label: {} } }, 'did you mean "labels"'],
    [{ critical: { labels: { slo: "x" } } }, "its own label slo"],
    [{ critical: { annotations: { summary: "x" } } }, 'got "summary"'],
    [{ info: { annotations: { note: "{{ $x }}" } } }, "unknown variable $x"],
  ])("refuse %j", (alerts, message) => {
    expect(() => slo(alerts as SloInput["alerts"])).toThrow(message);
  });
});
