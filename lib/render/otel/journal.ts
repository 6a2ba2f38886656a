import {
  JOURNAL,
  locateLogFile,
  requireReadable,
} from "../../domain/logs/files";
import type { LogSource } from "../../domain/logs/source";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { ConfigSection } from "../merge";
import { syslogSeverity } from "./levels";
import { perLine } from "./lines";
import { parsed, PARSED, setField, type Operator } from "./operators";

/**
 * Entries of the journal, which come as objects with a time.
 *
 * @throws InvalidInputError when the collector's image is not declared to hold `journald`, or may not read the folder
 */
export function journalReceiver(
  service: string,
  source: Extract<LogSource, { readonly kind: "journal" }>,
  plan: DeploymentPlan,
  labels: readonly Operator[],
): readonly [string, ConfigSection] {
  requireReadable(plan, source);
  return [
    `journald/${service}`,
    {
      directory: locateLogFile(plan, JOURNAL),
      storage: "file_storage",
      start_at: "end",
      ...(source.units.length > 0 && { units: source.units }),
      // Else what is less severe than "info", what is longer than 4 KiB, and what has colours in it would be lost.
      priority: "debug",
      all: true,
      convert_message_bytes: true,
      retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
      operators: [...labels, ...journalLines()],
    },
  ];
}

/** Steps that take an entry of the journal apart; its text becomes the line, or all of it where it has none. */
export function journalLines(): readonly Operator[] {
  const field = (name: string): string => `${PARSED}?.["${name}"]`;
  return [
    { type: "move", from: "body", to: PARSED, on_error: "send_quiet" },
    setField(
      "body",
      `type(${parsed("MESSAGE")}) == "string" ? ${PARSED}.MESSAGE : toJSON(${PARSED})`,
    ),
    ...perLine(
      {
        read: [],
        level: `${parsed("PRIORITY")} == nil ? nil : ${syslogSeverity(`${PARSED}.PRIORITY`)}`,
        fields: {
          program: `${field("SYSLOG_IDENTIFIER")} ?? ${field("_COMM")}`,
          process_id: `${field("_PID")} ?? ${field("SYSLOG_PID")}`,
          sender: field("_HOSTNAME"),
        },
        ownFields: { unit: field("_SYSTEMD_UNIT") },
        time: [],
      },
      { time: "given" },
    ),
  ];
}
