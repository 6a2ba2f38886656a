import type { RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts } from "../priority";
import { logSettings, type LogAlertOptions } from "./options";

/** Uid of the dashboard that shows log lines. */
const LOGS_DASHBOARD = "logs";

/** Evaluated as seldom as this is long, so that each line is read once. */
const WINDOW = Duration.minutes(5);

/**
 * Alerts about what the agent could not take apart, or had to cut. Loki evaluates them, since no metric tells of services.
 *
 * @throws InvalidInputError for options that `logSettings` refuses
 */
export function logAlerts(options: LogAlertOptions): readonly RuleGroup[] {
  const { team, limits, runbookUrl } = logSettings(options);
  const alert = packAlerts({
    service: "{{ $labels.service }}",
    team,
    runbookUrl,
    dashboardUid: LOGS_DASHBOARD,
  });
  const range = WINDOW.toPrometheus();
  // What does not parse is of unknown level, which is a stream of its own, and no sampling leaves it out.
  const unparsed = `sum by (service) (count_over_time({service=~".+",level="unknown"} | parse_error!="" [${range}]))`;
  const all = `sum by (service) (count_over_time({service=~".+"} [${range}]))`;
  const cut = `sum by (service) (count_over_time({service=~".+"} | truncated="true" [${range}]))`;
  // The agent does not count them. What it prints is read like the lines of all containers.
  const tooLong = `sum by (service, source) (count_over_time({service="otel-collector",level="error"} |= "Scanner: token too long" | regexp \`syslog/(?P<source>[^"]+)\` [${range}]))`;
  return [
    {
      name: "logs-lines",
      engine: "loki",
      interval: WINDOW,
      rules: [
        alert("P4", {
          alert: "LogLinesNotParsed",
          expr: `${unparsed} / ${all} > ${limits.unparsedRatio} and ${unparsed} >= ${limits.minimumLines}`,
          for: WINDOW,
          summary: "Log lines of {{ $labels.service }} do not parse.",
          description:
            "{{ $value | humanizePercentage }} of the lines of {{ $labels.service }} within 5 minutes are not of the format that its source declares. They are stored whole, without level and fields.",
        }),
        alert("P4", {
          alert: "LogLinesCut",
          expr: `${cut} >= ${limits.cutLines}`,
          summary: "Log lines of {{ $labels.service }} are cut.",
          description:
            "{{ $value }} lines of {{ $labels.service }} within 5 minutes were longer than 256 KiB. The rest of them is not stored.",
        }),
        alert("P4", {
          alert: "SyslogMessageTooLong",
          expr: `${tooLong} > 0`,
          summary: "Syslog messages to {{ $labels.source }} are too long.",
          description:
            "{{ $value }} times within 5 minutes a sender of {{ $labels.source }} was cut off for a message above 1 MiB. That message is lost, and what was under way behind it.",
        }),
      ],
    },
  ];
}
