import { nodeExporterMetrics } from "../../lib/packs/exporters/node";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import { securityFileMetrics } from "../../lib/packs/alerts/security/metrics";
import {
  SECURITY_METRIC_THRESHOLDS,
  type SecurityAlertOptions,
} from "../../lib/packs/alerts/security/options";
import { describePack } from "./pack-suite";
import { SECURITY_METRIC_CASES } from "./security-metrics-cases";

const METRICS = { requests: { jobs: ["shop"] }, files: {} };

const refused = (options: SecurityAlertOptions) => () =>
  securityAlerts(options);

describe("the alerts of metrics about security", () => {
  describePack({
    name: "security-metrics",
    defaults: SECURITY_METRIC_THRESHOLDS,
    groups: (thresholds) =>
      securityAlerts({ metrics: METRICS, team: "security", thresholds }),
    dashboardUid: "security",
    cases: SECURITY_METRIC_CASES,
  });

  it("ask for what a node exporter with checksums tells", () => {
    expect([...nodeExporterMetrics, ...securityFileMetrics]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "node_textfile_mtime_seconds" }),
        expect.objectContaining({ name: "security_file_checksum" }),
      ]),
    );
  });
});

describe("the options of securityAlerts", () => {
  it("bring only the alerts of sources that exist", () => {
    const names = (options: SecurityAlertOptions) =>
      securityAlerts(options).map(({ name, engine }) => `${engine} ${name}`);
    expect(names({ logs: { audit: {} } })).toEqual(["loki security-audit"]);
    expect(names({ logs: { auth: {} } })).toEqual([
      "loki security-auth",
      "loki security-networks",
    ]);
    expect(names({ metrics: METRICS })).toEqual([
      "prometheus security-metrics",
    ]);
    expect(
      JSON.stringify(securityAlerts({ logs: { auth: {} } })),
    ).not.toContain("SudoByUnexpectedUser");
  });

  it("reach the queries", () => {
    const text = JSON.stringify(
      securityAlerts({
        logs: {
          auth: { selector: '{service="bastion"}', sudoUsers: ["a.b"] },
          audit: { hosts: ["web1", "web2"], sshKeyKeys: "my_keys" },
          access: { limitedStatus: "503", signatures: { scanner: "evilbot" } },
          application: {
            selector: '{service=~"a|b"}',
            format: "logfmt",
            fields: { source: "ip" },
            patterns: { loginFailed: "bad_login" },
          },
        },
        metrics: {
          requests: { jobs: ["a", "b.c"], requests: "calls_total" },
          files: { job: "machines", checksum: "file_sum" },
        },
        runbookUrl: "https://x/y",
      }),
    );
    for (const part of [
      'service=\\"bastion\\"',
      "a\\\\.b",
      'host=\\"web2\\"',
      "my_keys",
      "`503`",
      "evilbot",
      "| logfmt ",
      'source=\\"ip\\"',
      "bad_login",
      'job=~\\"a|b\\\\\\\\.c\\"',
      "calls_total",
      "file_sum",
      'job=\\"machines\\"',
      "https://x/y#filechecksumsold",
      "https://x/y#sudodenied",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("http_requests_total");
  });

  it.each<[string, unknown, string]>([
    ["no source", {}, "must name at least one source"],
    ["an unknown log", { logs: { auht: {} } }, 'did you mean "auth"'],
    [
      "an unknown option",
      { logs: { auth: { selektor: "x" } } },
      'did you mean "selector"',
    ],
    [
      "an unknown threshold",
      { logs: { auth: {} }, thresholds: { loginFailure: 1 } },
      'did you mean "loginFailures"',
    ],
    [
      "a threshold of nothing",
      { logs: { auth: {} }, thresholds: { loginFailures: NaN } },
      "must be a number",
    ],
    [
      "a memory of no length",
      { logs: { auth: {} }, thresholds: { knownNetworks: undefined } },
      "",
    ],
    [
      "a query instead of a selector",
      { logs: { auth: { selector: '{log="x"} |= "y"' } } },
      "must only select streams",
    ],
    [
      "a selector of all",
      { logs: { auth: { selector: '{log=~".*"}' } } },
      "must select streams",
    ],
    [
      "a pattern without what is needed",
      { logs: { auth: { patterns: { failed: "Failed (?P<user>\\S+)" } } } },
      'must take "source" from a line',
    ],
    [
      "a pattern that RE2 refuses",
      { logs: { audit: { sshKeyKeys: "(?=x)" } } },
      "must be a regular expression of RE2",
    ],
    [
      "a pattern of everything",
      { logs: { access: { signatures: { scanner: ".*" } } } },
      "does not match the empty text",
    ],
    [
      "a pattern parser without a name",
      { logs: { access: { pattern: "<source> <status>" } } },
      "must take source, request, status, agent",
    ],
    [
      "no selector of services",
      { logs: { application: {} } },
      "must be a text",
    ],
    [
      "a field that is none",
      {
        logs: {
          application: { selector: '{service="a"}', fields: { user: "a b" } },
        },
      },
      "must name a field of json",
    ],
    [
      "an unknown format",
      { logs: { application: { selector: '{service="a"}', format: "xml" } } },
      "must be one of json, logfmt",
    ],
    ["no jobs", { metrics: { requests: { jobs: [] } } }, "at least one"],
    [
      "matchers that are none",
      { metrics: { requests: { jobs: ["a"], limited: "429" } } },
      "must be matchers of labels",
    ],
  ])("are checked: %s", (_, options, message) => {
    if (message === "") {
      expect(refused(options as SecurityAlertOptions)).not.toThrow();
    } else {
      expect(refused(options as SecurityAlertOptions)).toThrow(message);
    }
  });
});
