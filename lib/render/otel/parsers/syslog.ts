import { syslogSeverity } from "../levels";
import { parsed, PARSED, readRegex, type Operator } from "../operators";
import { anyTime, timeWithoutYear } from "../times";
import type { LineParser } from "./parser";

/** Busybox names facility and severity before the program. */
const FACILITY = String.raw`(?:kern|user|mail|daemon|auth|authpriv|syslog|lpr|news|uucp|cron|ftp|local\d)\.[a-z]+ `;

const PROGRAM = String.raw`(?P<program>[^\s:\[]+)(?:\[(?P<pid>[^\]]*)\])?: ?`;

/** One element of structured data: its name, and values in which quotes and brackets are escaped. */
const ELEMENT = String.raw`\[[^\s\]="]+(?: [^\s\]="]+="(?:[^"\\\]]|\\.)*")*\]`;

/** Not above 199: eight times the facility, which is at most 23, and the severity. */
const PRIORITY = String.raw`(?:\d+ )?<(?P<priority>[01]?\d{1,2})>`;

const TIME = String.raw`[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?`;

/**
 * The header of RFC 5424, with or without the count of octets before it; that of RFC 3164, and that of files, which have no
 * priority and may have an exact time; that of Cisco's devices, with a number and a clock of their own. Of what has none of
 * them the priority is read, which tells the level.
 */
export const readHeader: readonly Operator[] = [
  readRegex(
    String.raw`(?s)^${PRIORITY}[1-9]\d? (?P<time>\S+) (?P<sender>\S+) (?P<program>\S+) (?P<pid>\S+) (?P<message_id>\S+) (?P<structured_data>-|(?:${ELEMENT})+)(?: (?:\x{FEFF})? ?(?P<message>.*))?$`,
  ),
  readRegex(
    String.raw`(?s)^(?:${PRIORITY})?(?P<time>(?:${TIME}|\d{4}-\d\d-\d\dT\S+)) (?:(?P<sender>\S+) )?(?:${FACILITY})?${PROGRAM}(?P<message>.*)$`,
    { when: `${PARSED} == nil` },
  ),
  readRegex(
    String.raw`(?s)^${PRIORITY}(?:\d+: )?(?:(?P<sender>[\w.-]+): )?[*.]?(?:(?P<time>${TIME})(?: (?P<zone>[A-Z]{2,5}))?(?: (?P<device>[\w.-]+) ?)?: )?(?P<program>%[\w-]+): (?P<message>.*)$`,
    { when: `${PARSED} == nil` },
  ),
  // Those without the name of a program, and priorities without a header.
  readRegex(
    String.raw`(?s)^(?:${PRIORITY})?(?P<time>${TIME}) (?P<sender>\S+) (?P<message>.*)$`,
    { when: `${PARSED} == nil` },
  ),
  readRegex(String.raw`(?s)^${PRIORITY}(?P<message>.*)$`, {
    when: `${PARSED} == nil`,
  }),
];

/** What a header tells, and the message behind it. */
export const headerFields = {
  message: parsed("message"),
  program: parsed("program"),
  process_id: parsed("pid"),
  sender: `${parsed("sender")} in [nil, ""] ? ${parsed("device")} : ${parsed("sender")}`,
  facility: `${parsed("priority")} in [nil, ""] ? nil : string((int(${parsed("priority")}) - int(${parsed("priority")}) % 8) / 8)`,
  message_id: parsed("message_id"),
  structured_data: parsed("structured_data"),
} as const;

/** Expression of the level that the priority says, or nil. */
export const priority = `${parsed("priority")} in [nil, ""] ? nil : ${syslogSeverity(`${PARSED}.priority`)}`;

/** Messages of RFC 5424 and of RFC 3164, from the network or from files. */
export function syslogLines(timeZone: string): LineParser {
  return {
    marks: "syslog",
    read: readHeader,
    level: `(${priority})`,
    fields: headerFields,
    time: [...timeWithoutYear(timeZone), ...anyTime(timeZone)],
    needsTime: true,
  };
}
