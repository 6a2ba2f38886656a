import type { Dashboard, Panel } from "../../../domain/dashboard/model";
import { dashboardUid } from "../../../domain/dashboard/uid";
import { quoteLabelValue } from "../../../domain/promql/expr";
import {
  businessBands,
  type BusinessNumber,
} from "../../alerts/business/bands";
import {
  businessSettings,
  type BusinessAlertOptions,
} from "../../alerts/business/options";
import { bandOverTime, shareOfUsual } from "../business/band-panels";
import { businessTexts } from "../business/texts";
import { choiceOf } from "../choice";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { rateOf } from "../promql";
import { requireShape } from "../../../domain/shape";

export interface UsersDashboardOptions extends BusinessAlertOptions {
  /**
   * Counter of successful log-ins.
   * @default - not shown
   */
  readonly logIns?: string;
}

const NUMBERS: readonly BusinessNumber[] = [
  "active_users",
  "sign_ups",
  "conversion",
];

/**
 * How many people use a service, come new and log in. It reads what `businessAlerts` records, so give both the same
 * options; shown are active people, sign-ups and conversion, as far as their metrics are named.
 *
 * @throws InvalidInputError as `businessAlerts` does
 */
export function usersDashboard(input: UsersDashboardOptions): Dashboard {
  requireShape("options of usersDashboard", input, { logIns: "text?" });
  const { logIns, ...options } = input;
  const settings = businessSettings(options);
  const { service } = settings;
  const bands = businessBands(settings);
  const texts = businessTexts(settings.limits);
  const shown = NUMBERS.flatMap((number) => {
    const band = bands[number];
    return band === undefined ? [] : [{ band, text: texts[number] }];
  });
  const job = `job=${quoteLabelValue(service)}`;
  const requests = "http_requests_total";
  const chosen = `${job},instance=~"$instance"`;
  return {
    uid: dashboardUid(`users-${service}`),
    title: `User activity: ${service}`,
    description: `How many people use ${service}, come new and log in.`,
    tags: [MONITORING_TAG, "users"],
    folder: "Services",
    variables: [choiceOf("instance", "Instance", `${requests}{${job}}`)],
    links: [ALL_DASHBOARDS],
    rows: [
      {
        title: "Now",
        panels: [
          ...shown.map(({ band, text }) =>
            stat(text.title, text.meaning, [prometheus(band.value)], {
              unit: text.unit,
              decimals: text.unit === "percentunit" ? 2 : 0,
            }),
          ),
          ...shown.map(({ band, text }) => shareOfUsual(band, text)),
        ],
      },
      {
        title: "Over time",
        panels: [
          ...shown.map(({ band, text }) => bandOverTime(band, text)),
          ...shown.map(({ band, text }) =>
            lastWeeks(band.value, text.title, text.unit),
          ),
        ],
      },
      {
        title: "What they do",
        panels: [
          timeseries(
            "Requests by route",
            "Requests per second for each part of the service.",
            [
              prometheus(
                `topk(10, ${rateOf(`${requests}{${chosen}}`, "route")})`,
                "{{route}}",
              ),
            ],
            { unit: "reqps", min: 0, stacked: true },
          ),
          ...(logIns === undefined
            ? []
            : [
                timeseries(
                  "Log-ins",
                  "Successful log-ins per second.",
                  [prometheus(rateOf(`${logIns}{${chosen}}`), "log-ins")],
                  { unit: "cps", min: 0 },
                ),
              ]),
        ],
      },
    ],
  };
}

/** Today beside the same day of the last week. */
function lastWeeks(value: string, title: string, unit: string): Panel {
  return timeseries(
    `${title}, week by week`,
    "This week beside the same hours of the week before.",
    [
      prometheus(value, "this week"),
      prometheus(`${value} offset 1w`, "last week"),
    ],
    { unit, min: 0, range: "7d" },
  );
}
