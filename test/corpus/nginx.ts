import { present, samples, type Dice, type Sample } from "./corpus";
import { clock, moment } from "./times";

const AGENTS: readonly [string, ...string[]] = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "curl/8.5.0",
  "kube-probe/1.31",
  String.raw`evil \x22quoted\x22 \x5Cagent`,
  "-",
];

function levelOf(status: number): string {
  return status >= 500 ? "error" : status >= 400 ? "warn" : "info";
}

interface Request {
  readonly time: number;
  readonly client: string;
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly bytes: number;
  readonly agent: string;
  readonly referrer: string;
  readonly seconds: string;
  readonly id: string;
}

function request(dice: Dice, index: number, now: number): Request {
  return {
    time: moment(dice, now, "Europe/Berlin"),
    client: dice.address(),
    user: dice.of(["-", "-", "alice", "bob smith"]),
    method: dice.of(["GET", "GET", "POST", "DELETE", "PROPFIND"]),
    path: dice.of([`/orders/${index}`, `/a%20b/${index}`, `/${index}/ü/購`]),
    query: dice.of(["", "?page=2", "?token=abc%3D&x=[1]"]),
    status: dice.of([200, 200, 204, 301, 404, 429, 499, 500, 503]),
    bytes: dice.below(100_000),
    agent: dice.of(AGENTS),
    referrer: dice.of(["-", "https://example.com/cart?session=1"]),
    seconds: `${dice.below(10)}.${String(dice.below(1000)).padStart(3, "0")}`,
    id: dice.hex(32),
  };
}

function fieldsOf(each: Request): Record<string, string | undefined> {
  return {
    client_ip: each.client,
    user_id: each.user,
    http_method: each.method,
    http_path: each.path,
    http_status: String(each.status),
    http_version: "1.1",
    http_user_agent: each.agent,
    http_referrer: each.referrer.replace(/\?.*/, ""),
    response_bytes: String(each.bytes),
  };
}

/** `[21/Nov/2026:13:00:00 +0100]` in the zone of the server. */
function localTime(time: number): string {
  const at = clock(time, "Europe/Berlin");
  return `${at.day}/${at.monthName}/${at.year}:${at.hour}:${at.minute}:${at.second} ${at.offset.replace(":", "")}`;
}

/** The access log in the format `combined`, now and then with times and an id behind it. */
export function nginxCombined(now: number): readonly Sample[] {
  const stamp = localTime(now - 100_000_000);
  const time = now - 100_000_000;
  const base = {
    client_ip: "192.0.2.1",
    response_bytes: "0",
    http_status: "400",
  };
  return samples(
    1,
    [
      {
        text: `192.0.2.1 - - [${stamp}] "\\x16\\x03\\x01\\x02" 400 0 "-" "-"`,
        level: "warn",
        log: "access",
        time,
        fields: base,
      },
      {
        text: `192.0.2.1 - - [${stamp}] "" 400 0 "-" "-"`,
        level: "warn",
        log: "access",
        time,
        fields: base,
      },
      {
        text: `192.0.2.1 - - [${stamp}] "GET /${"x".repeat(30_000)} HTTP/1.1" 414 0 "-" "-"`,
        level: "warn",
        log: "access",
        time,
        fields: {
          ...base,
          http_status: "414",
          http_method: "GET",
          http_version: "1.1",
          // Cut by the limit of a field.
          http_path: `/${"x".repeat(8191)}`,
        },
      },
      {
        text: `192.0.2.1 - - [${stamp}] "GET / HTTP/1.0" 200 -`,
        level: "info",
        log: "access",
        time,
        fields: {
          client_ip: "192.0.2.1",
          http_method: "GET",
          http_path: "/",
          http_version: "1.0",
          http_status: "200",
        },
      },
      {
        text: "not a line of nginx at all",
        level: "unknown",
        fields: { parse_error: "nginx" },
      },
      {
        text: `192.0.2.9 - - [99/Foo/2026:00:00:00 +0000] "GET /bad-time HTTP/1.1" 200 5 "-" "-"`,
        level: "info",
        log: "access",
        fields: {
          client_ip: "192.0.2.9",
          http_method: "GET",
          http_path: "/bad-time",
          http_version: "1.1",
          http_status: "200",
          response_bytes: "5",
          parse_error: "nginx",
        },
      },
    ],
    (dice, index) => {
      const each = request(dice, index, now);
      const more = dice.next() < 0.5;
      return {
        text: `${each.client} - ${each.user} [${localTime(each.time)}] "${each.method} ${each.path}${each.query} HTTP/1.1" ${each.status} ${each.bytes} "${each.referrer}" "${each.agent}"${more ? ` rt=${each.seconds} urt="${each.seconds}" rid=${each.id}` : ""}`,
        level: levelOf(each.status),
        log: "access",
        time: each.time,
        fields: present({
          ...fieldsOf(each),
          ...(more && {
            duration: String(Number(each.seconds)),
            upstream_duration: String(Number(each.seconds)),
            request_id: each.id,
          }),
        }),
      };
    },
  );
}

/** The access log as JSON, with numbers and with texts, and its time in each of the forms that nginx has. */
export function nginxJson(now: number): readonly Sample[] {
  const severalServers: Sample = {
    text: JSON.stringify({
      time_iso8601: new Date(now).toISOString(),
      remote_addr: "::1",
      status: 502,
      upstream_response_time: "0.001, 0.2 : -",
    }),
    level: "error",
    log: "access",
    time: now,
    fields: {
      client_ip: "::1",
      http_status: "502",
      upstream_duration: "0.201",
    },
  };
  return samples(2, [severalServers], (dice, index) => {
    const each = request(dice, index, now);
    const at = clock(each.time, "Europe/Berlin");
    const time = dice.of([
      {
        time_iso8601: new Date(each.time)
          .toISOString()
          .replace(".000Z", "+00:00"),
      },
      { time_local: localTime(each.time) },
      { msec: `${each.time / 1000}.000` },
      {
        time_iso8601: `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}${at.offset}`,
      },
    ]);
    const asText = dice.next() < 0.5;
    const agent = each.agent.replaceAll("\\x22", '"').replaceAll("\\x5C", "\\");
    return {
      text: JSON.stringify({
        ...time,
        remote_addr: each.client,
        remote_user: each.user === "-" ? "" : each.user,
        request_method: each.method,
        request_uri: `${each.path}${each.query}`,
        status: asText ? String(each.status) : each.status,
        body_bytes_sent: asText ? String(each.bytes) : each.bytes,
        request_time: asText ? each.seconds : Number(each.seconds),
        upstream_response_time: dice.of(["-", ""]),
        http_referer: each.referrer,
        http_user_agent: agent,
        server_protocol: "HTTP/1.1",
        http_host: "shop.example.com",
        request_id: each.id,
      }),
      level: levelOf(each.status),
      log: "access",
      time: each.time,
      fields: present({
        ...fieldsOf(each),
        http_user_agent: agent,
        http_host: "shop.example.com",
        duration: String(Number(each.seconds)),
        request_id: each.id,
      }),
    };
  });
}

const ERROR_LEVELS = {
  debug: "debug",
  info: "info",
  notice: "info",
  warn: "warn",
  error: "error",
  crit: "error",
  alert: "fatal",
  emerg: "fatal",
} as const;

/** The error log, whose times are those of the server's clocks. */
export function nginxError(now: number, timeZone: string): readonly Sample[] {
  return samples(3, [], (dice, index) => {
    const time = moment(dice, now, timeZone);
    const at = clock(time, timeZone);
    const level = dice.of(
      Object.keys(ERROR_LEVELS) as [
        keyof typeof ERROR_LEVELS,
        ...(keyof typeof ERROR_LEVELS)[],
      ],
    );
    const head = `${at.year}/${at.month}/${at.day} ${at.hour}:${at.minute}:${at.second} [${level}] ${100 + index}#7: `;
    const shared = { level: ERROR_LEVELS[level], log: "error", time };
    if (dice.next() < 0.3) {
      const message = `signal ${index} (SIGCHLD) received from 29, ${dice.text()}`;
      return {
        ...shared,
        text: head + message,
        fields: { message, process_id: String(100 + index) },
      };
    }
    const client = dice.address();
    const message = `connect() failed (111: Connection refused) while connecting to upstream ${index}`;
    const upstream = dice.next() < 0.7;
    return {
      ...shared,
      text: `${head}*${index} ${message}, client: ${client}, server: shop.example.com, request: "POST /pay?card=1 HTTP/2.0"${upstream ? ', upstream: "http://10.0.0.7:8080/pay?card=1"' : ""}, host: "shop.example.com", referrer: "https://shop.example.com/cart?x=1"`,
      fields: present({
        message,
        process_id: String(100 + index),
        connection: String(index),
        client_ip: client,
        http_method: "POST",
        http_path: "/pay",
        http_version: "2.0",
        http_host: "shop.example.com",
        http_referrer: "https://shop.example.com/cart",
        upstream: upstream ? "http://10.0.0.7:8080/pay?card=1" : undefined,
      }),
    };
  });
}
