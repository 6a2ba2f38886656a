import { parsed, PARSED, readRegex } from "../operators";
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
    firstLine: String.raw`^(?:${START}|\d+:signal-handler \(\d+\) )`,
    read: [
      readRegex(
        String.raw`(?s)^(?P<pid>\d+):(?P<role>[XCSM]) (?P<time>\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d+)?) (?P<level>[.*#-]) (?P<message>.*)$`,
      ),
      // What it says when it is told to end has seconds since 1970.
      readRegex(
        String.raw`(?s)^(?P<pid>\d+):signal-handler \((?P<epoch>\d+)\) (?P<message>.*)$`,
        { when: `${PARSED} == nil` },
      ),
    ],
    level: `${parsed("level")} ?? "*"`,
    spellings: { ".": "debug", "-": "debug", "*": "info", "#": "warn" },
    fields: {
      message: parsed("message"),
      process_id: parsed("pid"),
      role: parsed("role"),
    },
    time: [
      timeIn("_2 Jan 2006 15:04:05", timeZone),
      {
        type: "time_parser",
        if: `${parsed("epoch")} != nil`,
        parse_from: `${PARSED}.epoch`,
        layout_type: "epoch",
        layout: "s",
        on_error: "send_quiet",
      },
    ],
    needsTime: true,
  };
}
