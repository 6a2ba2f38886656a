import { parsed, PARSED, readRegex, setField } from "../operators";
import { anyTime, timeIn } from "../times";
import type { LineParser } from "./parser";

/** Text between quotes, in which nginx escapes quotes. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const inQuotes = (name: string): string =>
  QUOTED.replace('"(?:', `"(?P<${name}>(?:`).replace(')*"', ')*)"');

const ERROR = String.raw`body matches "^\\d{4}/\\d\\d/\\d\\d "`;

/** What it says before it has read where to write, and what the entry script of its image does. */
const STARTING = String.raw`(body startsWith "nginx: [" or body matches "^(?:/docker-entrypoint|\\d+-[\\w-]+)\\.(?:env)?sh: ")`;

const COMBINED = String.raw`(?s)^(?:(?P<http_host>\S+) )??(?P<remote_addr>[^\s,]+)(?:, \S+)* - (?P<remote_user>.+?) \[(?P<time>[^\]]+)\] ${inQuotes("request")} (?P<status>\d{3}) (?P<body_bytes_sent>\d+|-)(?: ${inQuotes("http_referer")} ${inQuotes("http_user_agent")}(?P<more>.*))?$`;

const ERROR_LINE = [
  String.raw`(?s)^(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>\w+)\] (?P<pid>\d+)#\d+: (?:\*(?P<connection>\d+) )?(?P<message>.*?)`,
  String.raw`(?:, client: (?P<remote_addr>[^,]+))?`,
  String.raw`(?:, server: [^,]*)?`,
  `(?:, request: ${inQuotes("request")})?`,
  `(?:, subrequest: ${QUOTED})?`,
  `(?:, upstream: ${inQuotes("upstream_addr")})?`,
  `(?:, host: ${inQuotes("http_host")})?`,
  `(?:, referrer: ${inQuotes("http_referer")})?$`,
].join("");

/** An address without its query; in JSON it may be anything. */
function beforeQuery(address: string): string {
  return `split(string(${address} ?? ""), "?")[0]`;
}

const SECONDS = String.raw`"^\\d+(\\.\\d+)?$"`;

/** All times of a request that several servers were asked for, of which some may have none. */
function sumOf(name: string): string {
  const text = `string(${parsed(name)})`;
  return String.raw`(${text} matches "^[\\d.]+(?:(?:, | : )[\\d.-]+)+$" ? sum(map(filter(split(replace(${text}, " : ", ", "), ", "), # matches ${SECONDS}), float(#))) : nil)`;
}

/**
 * nginx's access log, as `combined` with anything behind it, or as JSON with the names of its variables, and its error log.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
export function nginxLines(timeZone: string): LineParser {
  const status = `string(${PARSED}?.status)`;
  const number = (name: string): string =>
    `string(${parsed(name)}) matches ${SECONDS} ? float(${parsed(name)}) : nil`;
  return {
    marks: "nginx",
    read: [
      {
        type: "json_parser",
        parse_ints: true,
        if: String.raw`body startsWith "{"`,
        parse_to: PARSED,
        on_error: "send_quiet",
      },
      readRegex(ERROR_LINE, { when: ERROR }),
      readRegex(COMBINED, { when: `${PARSED} == nil and not (${ERROR})` }),
      readRegex(
        String.raw`(?s)^(?:nginx: \[(?P<level>\w+)\]|\S+sh:(?: info:)?) (?P<message>.*)$`,
        { when: STARTING },
      ),
      readRegex(
        String.raw`^(?P<request_method>[A-Za-z]+) (?P<request_uri>\S*)(?: HTTP/(?P<version>[\d.]+))?$`,
        { from: `${PARSED}.request` },
      ),
      readRegex(
        String.raw`\b(?:rt|request_time)[=:]"?(?P<request_time>[\d.]+)`,
        {
          from: `${PARSED}.more`,
        },
      ),
      readRegex(
        String.raw`\b(?:urt|upstream_response_time)[=:]"?(?P<upstream_response_time>[\d.]+(?:(?:, | : )[\d.-]+)*)`,
        { from: `${PARSED}.more` },
      ),
      readRegex(String.raw`\b(?:rid|request_id)[=:]"?(?P<request_id>[\w-]+)`, {
        from: `${PARSED}.more`,
      }),
    ],
    level: `(${parsed("level")} in [nil, ""] ? nil : ${parsed("level")}) ?? (${STARTING} ? "info" : ${status} >= "500" ? "error" : ${status} >= "400" ? "warn" : "info")`,
    fields: {
      message: parsed("message"),
      client_ip: parsed("remote_addr"),
      user_id: parsed("remote_user"),
      http_method: parsed("request_method"),
      http_path: beforeQuery(`${parsed("request_uri")} ?? ${parsed("uri")}`),
      http_status: `${parsed("status")} == nil ? nil : ${status}`,
      http_version: `${parsed("version")} ?? trimPrefix(string(${parsed("server_protocol")} ?? ""), "HTTP/")`,
      http_host: `${parsed("http_host")} ?? ${parsed("host")}`,
      http_referrer: beforeQuery(parsed("http_referer")),
      http_user_agent: parsed("http_user_agent"),
      response_bytes: `${parsed("body_bytes_sent")} == nil ? nil : string(${parsed("body_bytes_sent")})`,
      request_id: parsed("request_id"),
      upstream: parsed("upstream_addr"),
      process_id: parsed("pid"),
      connection: `${parsed("connection")} == nil ? nil : string(${parsed("connection")})`,
    },
    numbers: {
      duration: number("request_time"),
      upstream_duration: `${number("upstream_response_time")} ?? ${sumOf("upstream_response_time")}`,
    },
    log: `${ERROR} or ${STARTING} ? "error" : "access"`,
    time: [
      setField(
        `${PARSED}.time`,
        `${PARSED}?.time_iso8601 ?? ${PARSED}?.time_local ?? ${PARSED}?.msec ?? ${PARSED}?.timestamp ?? ${PARSED}?.["@timestamp"] ?? ${PARSED}?.ts`,
        `${PARSED} != nil and ${PARSED}?.time == nil`,
      ),
      timeIn(
        "02/Jan/2006:15:04:05 -0700",
        timeZone,
        String.raw`${PARSED}.time matches "^\\d\\d/[A-Z]"`,
      ),
      timeIn(
        "2006/01/02 15:04:05",
        timeZone,
        String.raw`${PARSED}.time matches "^\\d{4}/"`,
      ),
      ...anyTime(timeZone),
    ],
    needsTime: true,
  };
}
