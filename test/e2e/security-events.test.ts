import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutVariables } from "../../lib/domain/dashboard/variables";
import { LogSource, type ServiceLogs } from "../../lib/domain/logs/source";
import { parseLogql } from "../../lib/domain/promql/logql";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import type { SecurityAlertOptions } from "../../lib/packs/alerts/security/options";
import { securityDashboard } from "../../lib/packs/dashboards/security/dashboard";
import { auditRules } from "../../lib/packs/security/audit-rules";
import { renderAuditdRules } from "../../lib/render/auditd-rules";
import { renderFileChecksums } from "../../lib/render/file-checksums";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { startLoki } from "../rules/security-loki";
import { planOf } from "../support/plan";
import {
  freePortsFor,
  get,
  start,
  withPorts,
  type RunningProgram,
} from "../support/program";
import { describeWithTools, mustRun } from "../support/tools";
import { eventually } from "./support/eventually";
import { PROJECT_LABEL } from "./support/docker";
import {
  auditdProcess,
  debianMachine,
  kernelAudit,
  type Machine,
} from "./support/machine";
import { testProject } from "./support/test-project";

jest.setTimeout(180_000);

const PROJECT = testProject("security");
const TENANT = "fake";

/** What the first server has. */
const LOGS: SecurityAlertOptions = {
  logs: { auth: { sudoUsers: ["alice"] }, audit: { hosts: ["web1"] } },
  team: "security",
};

/** The pack, evaluated more often than anybody needs in earnest. */
function rulesOf(options: SecurityAlertOptions): string {
  const groups = securityAlerts(options).map((group): RuleGroup => ({
    ...group,
    interval: Duration.seconds(2),
  }));
  return renderRuleGroups(groups);
}

describeWithTools(
  ["docker", "loki", "otelcol-contrib"],
  "real events of a server, on their way to whom they concern",
  (tools) => {
    let folder: string;
    let loki: Awaited<ReturnType<typeof startLoki>>;
    let collector: RunningProgram;
    let machine: Machine;
    let restoreAudit: (() => void) | undefined;
    let audited = false;

    const told = (alert: string) =>
      eventually(alert, 60, () => Promise.resolve(loki.alerts.received(alert)));

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "security-events-"));
      const logs = join(folder, "logs");
      for (const each of [logs, join(folder, "rules", TENANT)]) {
        mkdirSync(each, { recursive: true });
      }
      chmodSync(logs, 0o777);
      const made = debianMachine(tools.docker, PROJECT, logs);
      if ("missing" in made) {
        throw new Error(made.missing);
      }
      machine = made;
      writeFileSync(join(folder, "rules", TENANT, "rules.yaml"), rulesOf(LOGS));
      loki = await startLoki(tools.loki, folder);
      collector = await startCollector(logs);
      await loki.ready();
    });

    afterAll(async () => {
      restoreAudit?.();
      machine?.remove();
      await collector?.stop();
      await loki?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** The collector as the library configures it, with the folder of the machine's logs in the place of the host's. */
    async function startCollector(logs: string): Promise<RunningProgram> {
      const labels = { host: "web1" };
      const sources: readonly ServiceLogs[] = [
        { service: "web1", source: LogSource.auth({ labels }) },
        {
          service: "web1",
          source: LogSource.audit({ path: "/var/log/audit.log", labels }),
        },
      ];
      const plan = planOf({
        "otel-collector": {
          extraConfig: {
            exporters: {
              "otlp_http/loki": { headers: { "X-Scope-OrgID": TENANT } },
            },
          },
        },
      });
      const endpoints = { ...endpointsOf(plan), loki: loki.url };
      const port = await freePortsFor(
        "grpc",
        "http",
        "metrics",
        "health",
        "self",
      );
      const config = withPorts(
        renderOtelCollectorConfig({ sources, plan, endpoints }),
        {
          4317: port.grpc,
          4318: port.http,
          8889: port.metrics,
          13133: port.health,
        },
      )
        .replaceAll("/var/lib/docker/containers", join(folder, "containers"))
        .replaceAll("/hostfs/var/log", logs)
        .replaceAll("/var/lib/otelcol", join(folder, "data"))
        .replaceAll("port: 8888", `port: ${port.self}`)
        .replaceAll("0.0.0.0", "127.0.0.1");
      const path = join(folder, "collector.yaml");
      writeFileSync(path, config);
      const running = start(tools["otelcol-contrib"], [`--config=${path}`]);
      await eventually("the collector", 30, () =>
        get(`http://127.0.0.1:${port.health}`),
      );
      return running;
    }

    it("tells of wrong passwords at sshd", async () => {
      for (let round = 0; round < 3; round++) {
        machine.guess("alice");
      }
      const [alert] = await told("SshLoginFailuresFromSource");
      expect(alert?.labels).toMatchObject({
        host: "web1",
        source: "127.0.0.1",
        team: "security",
      });
    });

    it("takes a name that looks like a log-in for a name, and a key for no guessed password", () => {
      machine.guess("Accepted password for root from 192.0.2.1 port 22 ssh2");
      machine.run(
        "sh",
        "-c",
        [
          "ssh-keygen -q -t ed25519 -N '' -f /tmp/key",
          "mkdir -p /home/alice/.ssh",
          "cp /tmp/key.pub /home/alice/.ssh/authorized_keys",
          "ssh -i /tmp/key -o StrictHostKeyChecking=no -o BatchMode=yes alice@127.0.0.1 true",
        ].join(" && "),
      );
    });

    it("tells of sudo by somebody who may not", async () => {
      expect(machine.tryAs("mallory", "sudo", "id")).toContain(
        "not in the sudoers file",
      );
      const [alert] = await told("SudoDenied");
      expect(alert?.labels).toMatchObject({ host: "web1", user: "mallory" });
    });

    it("tells of su to root", async () => {
      machine.tryAs("mallory", "su", "root", "-c", "id");
      const [alert] = await told("SuToRoot");
      expect(alert?.labels).toMatchObject({ host: "web1", user: "mallory" });
    });

    it("tells of a new account, and of its new rights", async () => {
      machine.run("useradd", "eve");
      machine.run("usermod", "--append", "--groups=sudo", "eve");
      const [account] = await told("AccountCreated");
      const [rights] = await told("AdministratorAdded");
      expect(account?.labels).toMatchObject({ host: "web1", user: "eve" });
      expect(rights?.labels).toMatchObject({
        host: "web1",
        user: "eve",
        severity: "critical",
      });
    });

    it("has no word of sudo by somebody who may", () => {
      expect(machine.tryAs("alice", "sudo", "id")).toContain("uid=0(root)");
      expect(loki.alerts.received("SudoByUnexpectedUser")).toBeUndefined();
    });

    it("records what the rules of auditd watch, and tells of it", async () => {
      const audit = kernelAudit(machine);
      if ("taken" in audit) {
        process.stdout.write(`skipped: events of auditd (${audit.taken})\n`);
        return;
      }
      restoreAudit = () => audit.restore();
      audited = true;
      machine.start("auditd", "-n");
      await eventually("auditd", 15, () =>
        Promise.resolve(auditdProcess(machine)),
      );
      const rules = renderAuditdRules(auditRules());
      machine.run(
        ...["sh", "-c", 'printf %s "$1" >/etc/audit/rules.d/70.rules', "sh"],
        rules,
      );
      const refused = machine
        .tryAs("root", "auditctl", "-R", "/etc/audit/rules.d/70.rules")
        .matchAll(/error in line (\d+)/g);
      // What the kernel refuses is a folder that this machine lacks, and nothing else.
      for (const [, line] of refused) {
        const [, path = ""] =
          /-F (?:dir|path)=(\S+)/.exec(
            rules.split("\n")[Number(line) - 1] ?? "",
          ) ?? [];
        expect(machine.tryAs("root", "ls", path)).toContain("No such file");
      }
      machine.run("auditctl", "-e", "1");
      // Somebody who has logged in: other rules fit too, of which this file's is to be told of.
      machine.run(
        "sh",
        "-c",
        "echo 1000 >/proc/self/loginuid && chmod 600 /etc/shadow",
      );
      // A rule of somebody else's, with two keys.
      machine.run(
        ...["auditctl", "-a", "always,exit", "-F", "arch=b64"],
        ...["-F", "path=/root/.profile", "-F", "perm=wa"],
        ...["-k", "ssh_key", "-k", "second"],
      );
      machine.run(
        "sh",
        "-c",
        "echo key | tee -a /root/.profile >>/root/.ssh/authorized_keys",
      );
      const [file] = await told("CriticalFileChanged");
      const [key] = await told("SshKeyChanged");
      expect(file?.labels).toMatchObject({
        host: "web1",
        key: "identity",
        auid: "1000",
      });
      expect(key?.labels).toMatchObject({ host: "web1" });
      for (const each of ["ssh_key", "ssh_key second"]) {
        await eventually(each, 60, () =>
          Promise.resolve(
            loki.alerts
              .received("SshKeyChanged")
              ?.find(({ labels }) => labels["key"] === each),
          ),
        );
      }
    });

    it("tells at once of who ends auditing", async () => {
      if (!audited) {
        return;
      }
      machine.run("auditctl", "-e", "0");
      const [off] = await told("AuditingSwitchedOff");
      expect(off?.labels).toMatchObject({ host: "web1", priority: "P2" });
      const [started] = await told("AuditdRestarted");
      expect(started?.labels).toMatchObject({ host: "web1", priority: "P4" });
    });

    it("tells of nothing else", () => {
      const others = [
        "SshBruteForceSucceeded",
        "SshLoginFailuresHigh",
        "SshLoginFromNewNetwork",
        "SshLoginManyAccounts",
        "SshLoginManySources",
      ];
      expect(others.filter((name) => loki.alerts.received(name))).toEqual([]);
    });

    it("shows them on each panel of the dashboard", async () => {
      const ofAudit = [
        "Changes of watched files",
        "Lines of the audit log",
        "Changed files",
      ];
      const panels = securityDashboard(LOGS)
        .rows.flatMap((row) => row.panels)
        .filter(({ title }) => audited || !ofAudit.includes(title));
      // Graphs show a minute each: what happened is asked for at every one of them.
      const now = Date.now();
      const moments = Array.from({ length: 20 }, (_, n) => now - n * 20_000);
      const hasData = async (expr: string): Promise<boolean> => {
        const query = withoutVariables(expr);
        const asked =
          parseLogql(query).type === "logs"
            ? `sum(count_over_time(${query} [10m]))`
            : query;
        for (const moment of moments) {
          if ((await loki.query(TENANT, asked, moment)).length > 0) {
            return true;
          }
        }
        return false;
      };
      const empty = await Promise.all(
        panels.map(async ({ title, queries }) => {
          const shown = await Promise.all(
            queries.map(({ expr }) => hasData(expr)),
          );
          return shown.includes(true) ? [] : [title];
        }),
      );
      expect(empty.flat()).toEqual([]);
      expect(panels.length).toBeGreaterThan(10);
    });
  },
);

describeWithTools(
  ["docker", "prometheus"],
  "checksums of files where there is no auditd",
  (tools) => {
    let folder: string;
    let prometheus: RunningProgram;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "checksums-"));
      mkdirSync(join(folder, "textfile"));
      chmodSync(folder, 0o755);
    });

    afterAll(async () => {
      mustRun(tools.docker, "rm", "--force", `${PROJECT}-exporter`);
      await prometheus?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it("tell of a file that was changed", async () => {
      const watched = join(folder, "sudoers");
      const script = join(folder, "checksums.sh");
      writeFileSync(watched, "root ALL=(ALL) ALL\n");
      writeFileSync(
        script,
        renderFileChecksums({
          files: [watched],
          authorizedKeys: false,
          textfileFolder: join(folder, "textfile"),
        }),
      );
      mustRun("sh", script);
      const port = await freePortsFor("exporter", "prometheus");
      mustRun(
        tools.docker,
        ...["run", "--detach", "--name", `${PROJECT}-exporter`],
        ...["--label", `${PROJECT_LABEL}=${PROJECT}`],
        ...["--publish", `127.0.0.1:${port.exporter}:9100`],
        ...["--volume", `${join(folder, "textfile")}:/textfile:ro`],
        ...["prom/node-exporter:v1.12.1", "--collector.disable-defaults"],
        ...["--collector.textfile", "--collector.textfile.directory=/textfile"],
      );
      writeFileSync(
        join(folder, "rules.yml"),
        rulesOf({ metrics: { files: {} }, team: "security" }),
      );
      writeFileSync(
        join(folder, "prometheus.yml"),
        `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: node-exporter
    static_configs: [{ targets: ["127.0.0.1:${port.exporter}"] }]
`,
      );
      prometheus = start(tools.prometheus, [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port.prometheus}`,
      ]);
      const ask = async (expr: string) => {
        const answer = await get(
          `http://127.0.0.1:${port.prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`,
        );
        const { data } = JSON.parse(answer) as {
          readonly data: {
            readonly result: readonly {
              readonly metric: Readonly<Record<string, string>>;
            }[];
          };
        };
        return data.result.length === 0
          ? undefined
          : data.result.map(({ metric }) => metric);
      };
      await eventually("the checksum", 30, () =>
        ask(`count_over_time(security_file_checksum[1m]) > 2`),
      );
      expect(await ask("ALERTS")).toBeUndefined();
      appendFileSync(watched, "mallory ALL=(ALL) ALL\n");
      mustRun("sh", script);
      const [alert] = await eventually("the alert", 30, () =>
        ask('ALERTS{alertname="FileChecksumChanged",alertstate="firing"}'),
      );
      expect(alert).toMatchObject({ path: watched, team: "security" });
    });
  },
);
