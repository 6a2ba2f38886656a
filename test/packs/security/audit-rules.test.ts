import fc from "fast-check";
import type {
  AuditRule,
  AuditRuleSet,
} from "../../../lib/domain/security/audit-rule";
import { securitySettings } from "../../../lib/packs/alerts/security/options";
import {
  auditRules,
  type AuditRulesOptions,
} from "../../../lib/packs/security/audit-rules";
import { renderAuditdRules } from "../../../lib/render/auditd-rules";

const lines = (options: AuditRulesOptions = {}) =>
  renderAuditdRules(auditRules(options)).trimEnd().split("\n");

describe("auditRules", () => {
  it("watches under the keys that the alerts look for", () => {
    const { audit } = securitySettings({ logs: { audit: {} } });
    const isAlertedOn = (key: string) =>
      new RegExp(`^(?:${audit?.criticalFileKeys}|${audit?.sshKeyKeys})$`).test(
        key,
      );
    const { rules } = auditRules({ files: ["/srv/shop/config"] });
    const keys = new Set(
      rules.flatMap(({ kind, key }) => (kind === "call" ? [] : [key])),
    );
    expect([...keys].filter((key) => !isAlertedOn(key))).toEqual([]);
    expect(keys.size).toBe(5);
  });

  it("watches what programs of 32 bits do, too", () => {
    const all = lines();
    const of = (bits: number) =>
      all.filter((line) => line.includes(`arch=b${bits} `));
    expect(of(32)).toEqual(
      expect.arrayContaining(
        of(64).map((line) => line.replace("arch=b64", "arch=b32")),
      ),
    );
    // What only they have.
    expect(of(32).length - of(64).length).toBe(4);
    expect(of(64).length).toBeGreaterThan(20);
  });

  it("tells of watched files by their own keys, whatever else a call does to them", () => {
    const { rules } = auditRules({
      files: ["/srv/shop/config"],
      rules: [{ kind: "folder", path: "/srv/shop/keys", key: "ssh_key" }],
    });
    const kinds = rules.map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf("call"))).toEqual(
      rules.filter(({ kind }) => kind === "call").map(() => "call"),
    );
    expect(rules.map((rule) => "path" in rule && rule.path)).toEqual(
      expect.arrayContaining(["/srv/shop/config", "/srv/shop/keys"]),
    );
  });

  it("is about people where services would flood the log", () => {
    const flooding = ["deletions", "permissions", "failed_access"];
    const all = auditRules().rules.filter(({ key }) => flooding.includes(key));
    expect(new Set(all.map(({ key }) => key)).size).toBe(flooding.length);
    for (const rule of all) {
      expect(rule).toMatchObject({
        conditions: expect.arrayContaining([
          "auid>=1000",
          "auid!=unset",
        ]) as unknown,
      });
    }
  });

  it("says what is added and leaves out what is not wanted", () => {
    const all = lines({
      files: ["/srv/shop/config.json"],
      folders: ["/srv/shop/keys"],
      sshKeyFolders: ["/home/deploy/.ssh"],
      without: ["root_command", "tracing"],
      rules: [
        {
          kind: "call",
          bits: 64,
          calls: ["execve"],
          conditions: ["uid!=euid", "euid=0"],
          key: "setuid",
        },
      ],
      immutable: true,
      onFailure: "panic",
      backlog: 64,
    });
    expect(all).toEqual(
      expect.arrayContaining([
        "-b 64",
        "-f 2",
        "-a always,exit -F arch=b64 -F path=/srv/shop/config.json -F perm=wa -F key=critical_file",
        "-a always,exit -F arch=b32 -F dir=/srv/shop/keys -F perm=wa -F key=critical_file",
        "-a always,exit -F arch=b64 -F dir=/home/deploy/.ssh -F perm=wa -F key=ssh_key",
        "-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -F key=setuid",
      ]),
    );
    expect(all.at(-1)).toBe("-e 2");
    expect(all.join()).not.toMatch(/root_command|tracing|\/root\/\.ssh/);
  });

  it.each<[string, unknown, string]>([
    [
      "a path with a space",
      { files: ["/etc/a b"] },
      'path among files of options of auditRules must be absolute and plain, without spaces, quotation marks, "*", "?", "..", and without "/" at its end, got "/etc/a b"; write it like /etc/passwd',
    ],
    ["a pattern", { sshKeyFolders: ["/home/*/.ssh"] }, 'got "/home/*/.ssh"'],
    ["a way up", { folders: ["/etc/../root"] }, 'got "/etc/../root"'],
    [
      "an unknown key",
      { without: ["root_commands"] },
      'got "root_commands"; did you mean "root_command"',
    ],
    ["a small backlog", { backlog: 1 }, "from 64 to 1000000, got 1;"],
    ["an unknown failure", { onFailure: "halt" }, "ignore, log, panic"],
    ["an unknown option", { file: [] }, 'did you mean "files"'],
    [
      "a condition that is another flag",
      {
        rules: [
          {
            kind: "call",
            bits: 64,
            calls: ["kill"],
            conditions: ["a1=9 -F key=x"],
            key: "kill",
          },
        ],
      },
      "condition of rule 1 of options of auditRules must match",
    ],
    [
      "a path in a condition that is another flag",
      {
        rules: [
          {
            kind: "call",
            bits: 64,
            calls: ["connect"],
            conditions: ["path=/run/x -F key=y"],
            key: "socket",
          },
        ],
      },
      "path in a condition of rule 1 of options of auditRules must be absolute and plain",
    ],
    [
      "a rule without a call",
      { rules: [{ kind: "call", bits: 64, calls: [], key: "none" }] },
      "calls of rule 1 of options of auditRules must name at least one",
    ],
    [
      "a rule with a misspelt option",
      {
        rules: [
          {
            kind: "call",
            bits: 64,
            calls: ["execve"],
            condition: ["uid!=euid"],
            key: "setuid",
          },
        ],
      },
      'got "condition"; did you mean "conditions"',
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => auditRules(options as AuditRulesOptions)).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "a set of audit rules must be an object"],
    [
      "a backlog that is none",
      { ...auditRules(), backlog: "many" },
      'from 64 to 1000000, got "many"',
    ],
    [
      "a rule that is none",
      { ...auditRules(), rules: ["-D"] },
      "rule 1 of a set of audit rules must be an object",
    ],
    [
      "a setting that is misspelt",
      { ...auditRules(), imutable: true },
      'did you mean "immutable"',
    ],
  ])("does not write %s", (_, set, message) => {
    expect(() => renderAuditdRules(set as AuditRuleSet)).toThrow(message);
  });

  it("never lets a text become another flag", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((part) => `/${part}`),
      fc.constant("/a -k x"),
      fc.constant("/a\n-D"),
    );
    fc.assert(
      fc.property(text, text, (path, key) => {
        const rule: AuditRule = { kind: "file", path, key };
        let written: readonly string[];
        try {
          written = lines({ rules: [rule] });
        } catch {
          return;
        }
        expect(written).toContain(
          `-a always,exit -F arch=b64 -F path=${path} -F perm=wa -F key=${key}`,
        );
        expect(`${path}${key}`).not.toMatch(/\s/);
      }),
    );
  });
});
