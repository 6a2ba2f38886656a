import {
  AgentBundle,
  Duration,
  LogFormat,
  LogSource,
  Masking,
  OtlpGateway,
  SecretRef,
  type LogProcessing,
  type LogSource as Source,
  type TraceProcessing,
} from "cdktf-observability";
import { SecretStore } from "cdktf-observability/docker";
import { temporaryApp, temporaryFolder } from "../../support/app";
import {
  expectComplaint,
  itTellsOfPrograms,
  js,
  platform,
  stackOf,
  type Program,
} from "../../support/bad-input";

type Parent = Program["app"];

const PLATFORM = "monitoring/Default";
const SERVICE = "monitoring/service-api";

const logs = (processing: unknown) => (parent: Parent) =>
  stackOf(parent, { profile: "standard", logs: js<LogProcessing>(processing) });

const rule = (masking: unknown) => logs({ masking: { rules: [masking] } });

const masks = (pattern: string) => rule(Masking.rule({ name: "own", pattern }));

const traces = (processing: unknown) => (parent: Parent) =>
  stackOf(parent, {
    profile: "standard",
    traces: js<TraceProcessing>(processing),
  });

const source = (made: Source) => (parent: Parent) =>
  stackOf(parent, {
    profile: "standard",
    components: { "otel-collector": { logFolders: ["/var/log"] } },
  }).addService("api", { logs: made });

const lines = (options: unknown) =>
  source(LogSource.file("/var/log/api.log", js(options)));

describe("lines of a service", () => {
  itTellsOfPrograms([
    ["in a format of nobody", lines({ format: "jason" }), SERVICE, '"json"'],
    [
      "by an expression that explodes",
      lines({ format: LogFormat.regex("^(?P<a>(?:x|xy|y)+)$") }),
      SERVICE,
      "must not repeat what can take one text in several ways",
    ],
    [
      "by an expression without names",
      lines({ format: LogFormat.regex(String.raw`^(\d+) (.*)$`) }),
      SERVICE,
      "name what is wanted of a line: (?P<message>.*)",
    ],
    [
      "with a label of many values",
      lines({ labels: { requestId: "x" } }),
      SERVICE,
      'must have few values, got label "requestId"',
    ],
  ]);
});

describe("masking", () => {
  itTellsOfPrograms([
    ["that is no object", logs({ masking: "on" }), PLATFORM, "got a text"],
    ["in a Map", logs({ masking: new Map() }), PLATFORM, "that is a Map"],
    ["of everything", masks("."), PLATFORM, "masks 100 % of their letters"],
    ["of nothing", masks("x*"), PLATFORM, "must not match the empty text"],
    ["that explodes", masks("(a+)+b"), PLATFORM, "must not repeat a rep"],
    ["of look-ahead", masks("a(?=b)"), PLATFORM, "must be one of RE2"],
    ["of Go alone", masks("(?i)cust"), PLATFORM, "read alike by RE2 and Java"],
    ["by no rule", rule(Masking.rule(js(null))), PLATFORM, "of a masking rule"],
    [
      "by a rule with a misspelt option",
      rule(Masking.rule(js({ name: "a", pattern: "b", ingoreCase: true }))),
      PLATFORM,
      'got "ingoreCase"; did you mean "ignoreCase"',
    ],
    [
      "by a rule whose name is none",
      rule(Masking.rule(js({ name: Symbol("a"), pattern: "b" }))),
      PLATFORM,
      "name of a masking rule must be a text",
    ],
  ]);
});

describe("shares", () => {
  const keep = (share: unknown) =>
    logs({ sampling: [{ name: "few", keep: share }] });
  const ratio = (share: unknown) => traces({ sampling: { ratio: share } });
  itTellsOfPrograms([
    ["of lines above all", keep(1.5), PLATFORM, "from 0 to 1, got 1.5"],
    ["of lines below none", keep(-1), PLATFORM, "from 0 to 1, got -1"],
    ["of lines that are no number", keep(NaN), PLATFORM, "got NaN"],
    ["of lines in per cent", keep("10%"), PLATFORM, 'got "10%"'],
    ["of traces above all", ratio(5), PLATFORM, "must be 0 to 1, got 5"],
    [
      "of lines of no route",
      logs({ sampling: [{ name: "few", keep: 0, routes: [" "] }] }),
      PLATFORM,
      'must name something, got " "',
    ],
    [
      "with a window by number",
      logs({ deduplication: { window: 10 } }),
      PLATFORM,
      "must be a Duration, got 10",
    ],
    [
      "with a misspelt wait",
      traces({ sampling: { decisionwait: Duration.seconds(5) } }),
      PLATFORM,
      'did you mean "decisionWait"',
    ],
  ]);
});

describe("a gateway and its hosts", () => {
  // Whether files are there is looked at only where the program does not say otherwise.
  const gateway = (parent: Parent, options: object = {}) => {
    const secrets = SecretStore.directory(temporaryFolder());
    const stack = stackOf(parent, {
      profile: "standard",
      platform: platform({ secrets }),
    });
    const [certificate, key, token] = ["crt", "key", "tokens"].map((end) =>
      SecretRef.file(`gateway.${end}`),
    ) as [SecretRef, SecretRef, SecretRef];
    return new OtlpGateway(stack, "gateway", {
      tls: { certificate, key },
      token,
      ...options,
    });
  };

  it("tell of a team without a name", () => {
    const parent = temporaryApp({ "cdktf-observability:secrets": "unchecked" });
    expectComplaint(
      parent,
      () => gateway(parent, { team: " " }),
      "monitoring/gateway",
      'team of alerts must have a name, got " "',
    );
  });

  it("tell of a certificate that is missing", () => {
    const parent = temporaryApp();
    expect(() => {
      gateway(parent);
      parent.synth();
    }).toThrow(/monitoring\/gateway.* must .*got no file .*gateway\.crt; /);
  });

  it.each([
    [
      "files that two services read",
      [
        { service: "shop", source: LogSource.file("/var/log/*.log") },
        { service: "web", source: LogSource.file("/var/log/web.log") },
      ],
      'got "/var/log/web.log" beside "/var/log/*.log"',
    ],
    ["a service alone", [{ service: "shop" }], "must be a LogSource"],
  ])("tell of %s", (_, sources, told) => {
    const parent = temporaryApp({ "cdktf-observability:secrets": "unchecked" });
    expectComplaint(
      parent,
      () =>
        new AgentBundle(gateway(parent), "web-1", {
          endpoint: "https://telemetry.example:14318",
          logs: js(sources),
        }),
      "monitoring/gateway/web-1",
      told,
    );
  });
});
