import {
  requireAuditRuleSet,
  type AuditRule,
  type AuditRuleSet,
} from "../domain/security/audit-rule";

const ON_FAILURE = { ignore: 0, log: 1, panic: 2 } as const;

/**
 * A file for `/etc/audit/rules.d`, which `augenrules --load` puts into force together with the others there.
 *
 * Every rule is put into force that can be: a folder that this host does not have makes `augenrules` say so and end with
 * an error, and is no reason to watch nothing.
 *
 * @see https://man7.org/linux/man-pages/man7/audit.rules.7.html
 * @throws InvalidInputError for a set that `auditRules` would not have made
 */
export function renderAuditdRules(set: AuditRuleSet): string {
  requireAuditRuleSet("a set of audit rules", set);
  const text = [
    "# Made by cdktf-observability. Load with: augenrules --load",
    "-c",
    `-b ${set.backlog}`,
    `-f ${ON_FAILURE[set.onFailure]}`,
    ...new Set(set.rules.flatMap(lines)),
    // Must be the last one: nothing after it is accepted.
    ...(set.immutable ? ["-e 2"] : []),
  ];
  return `${text.join("\n")}\n`;
}

/** Watches are for programs of both word sizes: who wants to stay unseen uses the other one. */
function lines(rule: AuditRule): readonly string[] {
  switch (rule.kind) {
    case "file":
      return watch(`path=${rule.path}`, rule.key);
    case "folder":
      return watch(`dir=${rule.path}`, rule.key);
    case "call":
      // The word size comes first: calls are looked up in its table.
      return [
        [
          `-a always,exit -F arch=b${rule.bits} -S ${rule.calls.join(",")}`,
          ...(rule.conditions ?? []).map(condition),
          `-F key=${rule.key}`,
        ].join(" "),
      ];
  }
}

function watch(what: string, key: string): readonly string[] {
  return [64, 32].map(
    (bits) =>
      `-a always,exit -F arch=b${bits} -F ${what} -F perm=wa -F key=${key}`,
  );
}

/** Two fields are compared with each other by another flag than a field with a number. */
function condition(text: string): string {
  const comparesFields = /^[a-z]+!?=[a-z]*(?:uid|gid)$/.test(text);
  return `${comparesFields ? "-C" : "-F"} ${text}`;
}
