import type { Dashboard } from "../../../domain/dashboard/model";
import {
  businessBands,
  type BusinessNumber,
} from "../../alerts/business/bands";
import {
  businessSettings,
  type BusinessAlertOptions,
} from "../../alerts/business/options";
import { ALL_DASHBOARDS, MONITORING_TAG } from "../panels";
import { bandOverTime, shareOfUsual } from "./band-panels";
import { businessTexts } from "./texts";
import { businessDashboardUid } from "./uid";

const ORDER: readonly BusinessNumber[] = [
  ...(["orders", "revenue", "conversion", "cancellations"] as const),
  ...(["sign_ups", "active_users", "stock"] as const),
];

/**
 * The numbers of a business against the same hour of earlier weeks. It reads what `businessAlerts` records, so give both
 * the same options.
 *
 * @throws InvalidInputError as `businessAlerts` does
 */
export function businessDashboard(options: BusinessAlertOptions): Dashboard {
  const settings = businessSettings(options);
  const { service } = settings;
  const bands = businessBands(settings);
  const texts = businessTexts(settings.limits);
  const shown = ORDER.flatMap((number) => {
    const band = bands[number];
    return band === undefined ? [] : [{ band, text: texts[number] }];
  });
  return {
    uid: businessDashboardUid(service),
    title: `Business metrics: ${service}`,
    description: `What ${service} sells and to how many, beside what is usual at this hour of the week.`,
    tags: [MONITORING_TAG, "business"],
    folder: "Services",
    range: "7d",
    variables: [],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "Against usual",
        panels: shown.map(({ band, text }) => shareOfUsual(band, text)),
      },
      {
        title: "Over time",
        panels: shown.map(({ band, text }) => bandOverTime(band, text)),
      },
    ],
  };
}
