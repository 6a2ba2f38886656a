import { InvalidInputError } from "../problem";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../shape";
import { shown } from "../shown";

/** What auditd is to write down, under a key by which alerts and people find it. */
export type AuditRule =
  /** Writing to a file, or changing its attributes. */
  | { readonly kind: "file"; readonly path: string; readonly key: string }
  /** The same for everything in and below a folder. */
  | { readonly kind: "folder"; readonly path: string; readonly key: string }
  /**
   * System calls, under conditions such as `a0=0x0`, `a1&0x800`, `auid>=1000`, `uid!=euid`, `exit=-EACCES`, `path=/run/docker.sock` or
   * `exe=/usr/bin/curl`.
   */
  | {
      readonly kind: "call";
      /** Word size of the calling program: 64 or 32 bits. */
      readonly bits: 64 | 32;
      readonly calls: readonly string[];
      readonly conditions?: readonly string[];
      readonly key: string;
    };

/** Rules for auditd, and what it does when it cannot keep up. */
export interface AuditRuleSet {
  readonly rules: readonly AuditRule[];
  /** Events that wait at most. */
  readonly backlog: number;
  /** When events are lost: nothing, a line in the kernel's log, or the end of the machine. */
  readonly onFailure: "ignore" | "log" | "panic";
  /** Whether rules can be changed only by a restart of the machine. */
  readonly immutable: boolean;
}

/** Events that wait at most, unless told otherwise. */
export const USUAL_BACKLOG = 8192;

const BACKLOG = { least: 64, most: 1_000_000 } as const;

const KEY = /^[a-z][a-z0-9_]{0,30}$/;
const CALL = /^[a-z][a-z0-9_]*$/;
const CONDITION =
  /^(?:(?:a[0-3]|[a-z]+)(?:=|!=|>=|<=|>|<|&)[A-Za-z0-9_-]+|(?:path|dir|exe)=\/.*)$/;

/**
 * @throws InvalidInputError for what auditctl would refuse or read as something else: a path that is not absolute or has
 *   spaces, a malformed key, call or condition
 */
export function requireAuditRule(what: string, rule: AuditRule): AuditRule {
  requireKind(what, rule, "record");
  requireOneOf(`kind of ${what}`, rule.kind, ["file", "folder", "call"]);
  requireOptions(what, rule, [
    ...["kind", "key"],
    ...(rule.kind === "call" ? ["bits", "calls", "conditions"] : ["path"]),
  ]);
  requireText(`key of ${what}`, rule.key, KEY, "critical_file");
  if (rule.kind === "call") {
    if (rule.bits !== 64 && rule.bits !== 32) {
      throw invalid(`bits of ${what}`, "be 64 or 32", rule.bits, "64");
    }
    requireKind(`calls of ${what}`, rule.calls, "texts");
    if (rule.calls.length === 0) {
      throw invalid(`calls of ${what}`, "name at least one", "", "init_module");
    }
    for (const call of rule.calls) {
      requireText(`call of ${what}`, call, CALL, "init_module");
    }
    requireKind(`conditions of ${what}`, rule.conditions ?? [], "texts");
    for (const condition of rule.conditions ?? []) {
      requireText(`condition of ${what}`, condition, CONDITION, "auid>=1000");
      const [, path] = /^\w+=(\/.*)$/s.exec(condition) ?? [];
      if (path !== undefined) {
        requireAuditPath(`path in a condition of ${what}`, path);
      }
    }
  } else {
    requireAuditPath(`path of ${what}`, rule.path);
  }
  return rule;
}

/** @throws InvalidInputError for an unknown option, and as `requireAuditSettings` and `requireAuditRule` */
export function requireAuditRuleSet(what: string, set: AuditRuleSet): void {
  requireOptions(what, set, ["rules", "backlog", "onFailure", "immutable"]);
  requireShape(what, set, { rules: "list", immutable: "flag" });
  requireAuditSettings(what, set);
  set.rules.forEach((rule, index) =>
    requireAuditRule(`rule ${index + 1} of ${what}`, rule),
  );
}

/** @throws InvalidInputError for a backlog out of range and an unknown answer to lost events */
export function requireAuditSettings(
  what: string,
  { backlog, onFailure }: Pick<AuditRuleSet, "backlog" | "onFailure">,
): void {
  requireOneOf(`onFailure of ${what}`, onFailure, ["ignore", "log", "panic"]);
  if (
    !Number.isInteger(backlog) ||
    backlog < BACKLOG.least ||
    backlog > BACKLOG.most
  ) {
    throw new InvalidInputError(
      "audit-backlog",
      `backlog of ${what} must be a whole number from ${BACKLOG.least} to ${BACKLOG.most}, got ${shown(backlog)}; leave it out for ${USUAL_BACKLOG}`,
    );
  }
}

/** @throws InvalidInputError unless a path stands in auditctl's language for itself, and for nothing but a part of the system */
export function requireAuditPath(what: string, path: string): void {
  requireKind(what, path, "text");
  // auditctl splits at spaces and knows no quotation marks; the kernel watches no patterns.
  if (
    !/^(?:\/[^/\s"'*?[\]#]+)+$/.test(path) ||
    path.split("/").some((part) => part === "." || part === "..")
  ) {
    throw invalid(
      what,
      'be absolute and plain, without spaces, quotation marks, "*", "?", "..", and without "/" at its end',
      path,
      "/etc/passwd",
    );
  }
}

function requireText(
  what: string,
  text: string,
  form: RegExp,
  example: string,
): void {
  requireKind(what, text, "text");
  if (!form.test(text)) {
    throw invalid(what, `match ${form.source}`, text, example);
  }
}

function invalid(
  what: string,
  rule: string,
  got: unknown,
  example: string,
): InvalidInputError {
  return new InvalidInputError(
    "audit-rule",
    `${what} must ${rule}, got ${shown(got)}; write it like ${example}`,
  );
}
