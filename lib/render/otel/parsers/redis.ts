import { parsed, readRegex } from "../operators";
import { timeIn } from "../times";
import type { LineParser } from "./parser";

const START = String.raw`\d+:[XCSM] \d{1,2} [A-Z][a-z]{2} \d{4} `;

/**
 * Redis 5 and later: number of the process, its role, time, a sign for the level, text. The picture that it prints at its
 * start, and the report of a crash, belong to the message before.
 */
export function redisLines(timeZone: string): LineParser {
  return {
    marks: "redis",
    firstLine: `^${START}`,
    read: [
      readRegex(
        String.raw`(?s)^(?P<pid>\d+):(?P<role>[XCSM]) (?P<time>\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d+)?) (?P<level>[.*#-]) (?P<message>.*)$`,
      ),
    ],
    level: parsed("level"),
    spellings: { ".": "debug", "-": "debug", "*": "info", "#": "warn" },
    fields: {
      message: parsed("message"),
      process_id: parsed("pid"),
      role: parsed("role"),
    },
    time: [timeIn("_2 Jan 2006 15:04:05", timeZone)],
    needsTime: true,
  };
}
