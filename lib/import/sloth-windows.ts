import { exactly } from "../domain/slo/decimal";
import { BURN_RATE_WINDOWS, type BurnRateWindow } from "../domain/slo/windows";
import { Duration } from "../domain/units";
import { durationIn } from "./common";
import type { Field } from "./field";

/** The windows of an `AlertWindows` document (https://sloth.dev/usage/slo-period-windows/). */
export function slothWindows(root: Field): {
  readonly field: Field;
  readonly period: Duration;
  readonly windows: readonly BurnRateWindow[];
} {
  const get = root.record({
    known: ["apiVersion", "kind", "spec"],
    harmless: ["metadata"],
  });
  const spec = get("spec").record({ known: ["sloPeriod", "page", "ticket"] });
  const pairs = (["page", "ticket"] as const).flatMap((urgency) => {
    const speeds = spec(urgency).record({ known: ["quick", "slow"] });
    return (["quick", "slow"] as const).map((speed) => speeds(speed));
  });
  return {
    field: root,
    period: durationIn(spec("sloPeriod")),
    windows: pairs.map((pair, index) => {
      const usual = BURN_RATE_WINDOWS[index];
      const of = pair.record({
        known: ["errorBudgetPercent", "shortWindow", "longWindow"],
      });
      const percent = of("errorBudgetPercent").number();
      return {
        severity: index < 2 ? "critical" : "warning",
        long: durationIn(of("longWindow")),
        short: durationIn(of("shortWindow")),
        budgetFraction: exactly(percent).div(100).toNumber(),
        // Sloth has none; those of the workbook belong to the same places.
        for: usual?.for ?? Duration.minutes(2),
      };
    }),
  };
}
