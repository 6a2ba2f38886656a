import type { RegexLogFormat } from "../../../domain/logs/source-format";
import { parsed, readRegex } from "../operators";
import { anyTime, strptime } from "../times";
import type { LineParser } from "./parser";

/** Lines that the user's regular expression takes apart. */
export function regexLines(
  format: RegexLogFormat,
  timeZone: string,
): LineParser {
  const own = format.groups.filter(
    (group) => !["time", "level", "trace_id", "span_id"].includes(group),
  );
  return {
    marks: format.name,
    read: [readRegex(format.pattern)],
    level: parsed("level"),
    fields: {},
    ownFields: Object.fromEntries(own.map((group) => [group, parsed(group)])),
    trace: { traceId: parsed("trace_id"), spanId: parsed("span_id") },
    time:
      format.timeLayout === undefined
        ? anyTime(timeZone)
        : [strptime(format.timeLayout, timeZone)],
    needsTime: format.groups.includes("time"),
    ...(format.firstLine !== undefined && { firstLine: format.firstLine }),
  };
}
