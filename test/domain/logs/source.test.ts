import { LogSource, requireLogSource } from "../../../lib/domain/logs/source";
import { LogFormat } from "../../../lib/domain/logs/source-format";

/** What a program in JavaScript may pass. */
const js = <T>(value: unknown): T => value as T;

/** What is told when a service has the source. */
function told(source: () => LogSource): string {
  const made = source();
  try {
    requireLogSource("logs of a service", made);
    return "nothing";
  } catch (error) {
    return (error as Error).message;
  }
}

const file = (options: unknown, path: unknown = "/var/log/shop.log") =>
  LogSource.file(js(path), js(options));
const regex = (pattern: unknown, options: unknown = {}) =>
  file({ format: LogFormat.regex(js(pattern), js(options)) });
const labelled = (labels: unknown) => file({ labels });

describe("a log source", () => {
  it.each<readonly [string, () => LogSource, string]>([
    ["no path", () => LogSource.file(js(null)), "path of LogSource.file"],
    ["an empty path", () => file({}, ""), 'be absolute, got ""'],
    ["a folder", () => file({}, "/var/log/"), "name files"],
    ["the way up", () => file({}, "/var/log/../shadow"), "name files"],
    ["the way up at the end", () => file({}, "/var/log/.."), "name files"],
    ["a path of lines", () => file({}, "/var/log/a\nb"), "can be seen"],
    ["a long path", () => file({}, `/${"a".repeat(5000)}`), "at most 4096"],
    [
      "the agent's own lines",
      () => file({}, "/var/lib/docker/containers/*/*.log"),
      "leave out the files that Docker writes",
    ],
    ["any file", () => file({}, "/**"), "leave out the files that Docker"],
    ["no options", () => file(null), "must be an object, got null"],
    ["options in a list", () => file([]), "must be an object, got a list"],
    ["a misspelt option", () => file({ timezone: "UTC" }), '"timeZone"'],
    [
      "the prototype as option",
      () => file(JSON.parse('{"__proto__":1}')),
      'got "__proto__"',
    ],
    ["another format", () => file({ format: "jsonn" }), 'mean "json"'],
    ["a format of objects", () => file({ format: "constructor" }), "one of"],
    ["a RegExp", () => file({ format: /(?<a>b)/ }), "LogFormat.regex"],
    ["no format", () => file({ format: null }), "or a LogFormat, got null"],
    ["a container by its name", () => js("shop"), "make it by LogSource.cont"],
    [
      "another framing",
      () => LogSource.syslog({ port: 5514, framing: js("octets") }),
      "framing of LogSource.syslog",
    ],
    [
      "counted datagrams",
      () =>
        LogSource.syslog({
          port: 5514,
          transport: "udp",
          framing: "octet-counting",
        }),
      "left out with udp",
    ],
    [
      "a prefix of two lines",
      () => LogSource.postgresql({ path: "/a", linePrefix: "%m\n" }),
      "one line of at most 200 signs",
    ],
    [
      "a zone that is no text",
      () => file({ timeZone: Object.create(null) as unknown }),
      "got an object",
    ],
    [
      "a zone of nowhere",
      () => file({ timeZone: "Europe/Atlantis" }),
      "time zone of LogSource.file",
    ],
    [
      "a zone in small letters",
      () => file({ timeZone: "europe/berlin" }),
      'mean "Europe/Berlin"',
    ],
    [
      "an old zone in small letters",
      () => file({ timeZone: "asia/kolkata" }),
      "capital letters",
    ],
    ["utc", () => file({ timeZone: "utc" }), 'mean "UTC"'],
    ["a zone as offset", () => file({ timeZone: "+02:00" }), "time zone"],
    ["a flag in quotes", () => file({ stackTraces: "no" }), "stackTraces of"],
    ["labels in a list", () => labelled(["a"]), "labels of LogSource.file"],
    ["a number as label", () => labelled({ a: 1 }), 'label "a", got 1'],
    ["a label of nothing", () => labelled({ host: " " }), 'got " "'],
    ["half of a sign", () => labelled({ host: "\ud800" }), "can be seen"],
    [
      "labels in a Map",
      () => labelled(new Map()),
      "got an object that is a Map",
    ],
    [
      "a long name of a label",
      () => labelled({ ["a".repeat(65)]: "b" }),
      "at most 64 signs",
    ],
    ["a long label", () => labelled({ a: "b".repeat(300) }), "300 characters"],
    ["the service", () => labelled({ service: "b" }), '"service"'],
    ["the level", () => labelled({ level: "info" }), '"level"'],
    ["a weight", () => labelled({ sampling_weight: "9" }), "sampling_weight"],
    ["a person", () => labelled({ user_id: "b" }), "few values"],
    ["a request", () => labelled({ requestId: "b" }), "few values"],
    ["a trace", () => labelled({ traceid: "b" }), "few values"],
    ["an address", () => labelled({ clientIp: "b" }), "few values"],
    ["no expression", () => regex(undefined), "pattern of LogFormat.regex"],
    ["no group", () => regex("^.*$"), "named groups"],
    ["a group without name", () => regex(String.raw`(\d+)`), "named groups"],
    ["one name twice", () => regex("(?P<a>x)|(?<a>y)"), '"a" twice'],
    ["a group as label", () => regex("(?P<service>x)"), "label service"],
    ["a group as weight", () => regex("(?P<repeated>x)"), '"repeated"'],
    ["a group of Python", () => regex("(?P<a>x)(?P=a)"), "one of RE2"],
    ["a back reference", () => regex(String.raw`(?P<a>x)\1`), "one of RE2"],
    ["look-ahead", () => regex("(?P<a>x)(?=y)"), "one of RE2"],
    ["look-behind", () => regex("(?<!y)(?<a>x)"), "one of RE2"],
    ["a possessive one", () => regex("(?P<a>x++)"), "one of RE2"],
    ["an atomic group", () => regex("(?>y)(?P<a>x)"), "one of RE2"],
    ["a nested repetition", () => regex("(?P<a>(x+)+)"), "repeat a repetition"],
    ["an ambiguous one", () => regex("(?P<a>(x|xx)+)"), "several ways"],
    ["a long one", () => regex(`(?P<a>${"x".repeat(2000)})`), "1 to 2000"],
    [
      "a layout of Java",
      () => regex("(?P<time>.*)", { timeLayout: "yyyy" }),
      "directives",
    ],
    [
      "a layout of nothing",
      () => regex("(?P<a>.*)", { timeLayout: "%Y" }),
      'name "time"',
    ],
    [
      "any first line",
      () => regex("(?P<a>.*)", { firstLine: "x*" }),
      "empty text",
    ],
    [
      "an exploding first line",
      () => regex("(?P<a>.*)", { firstLine: "(x+)+" }),
      "firstLine of LogFormat.regex",
    ],
    ["no container", () => LogSource.container(""), "container of LogSource"],
    ["many containers", () => LogSource.container("web*"), 'got "web*"'],
    ["a port in quotes", () => LogSource.syslog({ port: js("514") }), '"514"'],
    ["no port", () => LogSource.syslog(js(undefined)), "got undefined"],
    ["no place", () => LogSource.nginx({}), "LogSource.nginx must name"],
    [
      "a prefix of nobody",
      () => LogSource.postgresql({ path: "/a", linePrefix: "%z" }),
      '"%z"',
    ],
    [
      "audit under another name",
      () => LogSource.audit({ labels: { log: "a" } }),
      'must be "audit"',
    ],
    [
      "a unit of two words",
      () => LogSource.journal({ units: ["a b"] }),
      '"a b"',
    ],
    ["no service name", () => LogSource.otlp({ serviceName: " " }), 'got " "'],
    ["a format", () => js(LogFormat.regex("(?P<a>.*)")), "must be a LogSource"],
    [
      "one without a kind",
      () => js(JSON.parse('{"__proto__":{"kind":"file"}}')),
      "must be a LogSource",
    ],
    [
      "half of one",
      () => js({ kind: "file", path: "/var/log/a" }),
      "without format",
    ],
    [
      "a wrong one",
      () => js({ kind: "container", container: "a b" }),
      "container of logs of a service",
    ],
  ])("refuses %s, once a service has it", (_, source, expected) => {
    const message = told(source);
    expect(message).toMatch(/^[^]+ must [^]+, got [^]+; [^]+[^.!]$/);
    expect(message).toContain(expected);
    expect(message.length).toBeLessThan(2500);
  });

  it.each([
    file({ timeZone: "Asia/Kolkata", labels: { application: "shop" } }),
    file({ timeZone: "Etc/GMT+5", format: "nginx" }, "/var/log/ü/*/a b.log"),
    LogSource.postgresql({ container: "db", linePrefix: "%m %u@%d " }),
    LogSource.postgresql({ path: "/a", linePrefix: "%m 100%% %u %-5p %%" }),
    LogSource.audit({ labels: { host: "web1", log: "audit" } }),
    LogSource.syslog({ port: 514, transport: "udp" }),
    LogSource.journal({ units: ["ssh.service"] }),
    LogSource.otlp(),
    regex("(?P<a>x)|(?<b>y)", { firstLine: "^x", name: "a-b" }),
  ])("accepts what is well: %#", (source) => {
    expect(told(() => source)).toBe("nothing");
    expect("constructor" in source.labels).toBe(false);
  });
});
