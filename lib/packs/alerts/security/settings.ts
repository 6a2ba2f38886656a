import { requirePackOptions } from "../pack-options";
import { requireOneOf } from "../../../domain/shape";
import {
  requireField,
  requireGroups,
  requireMatchers,
  requireMetric,
  requireNames,
  requirePattern,
  requirePatternParser,
  requireSelector,
} from "./input";
import {
  ATTACK_SIGNATURES,
  AUDIT_PATTERN,
  AUTH_PATTERN_GROUPS,
  authPatterns,
  COMBINED_PATTERN,
  type AttackSignatures,
  type AuthPatterns,
} from "./patterns";
import type {
  AccessLog,
  ApplicationFields,
  ApplicationLog,
  ApplicationPatterns,
  AuditLog,
  AuthLog,
  FileMetrics,
  RequestMetrics,
} from "./sources";

const ADMIN_GROUPS: readonly string[] =
  "sudo wheel root admin docker lxd disk shadow".split(" ");

/** A default replaced by what is given, unless that is nothing. */
function filled<T extends object>(
  defaults: Required<T>,
  given: T,
): Required<T> {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

/** Checks that all are patterns with known names. */
function patternsOf<T extends object>(
  what: string,
  defaults: Required<T>,
  given: T = {} as T,
): Required<T> {
  const names = Object.keys(defaults).map((name) => [name, "text?"] as const);
  requirePackOptions<Record<string, string>>(
    what,
    given as Record<string, string>,
    Object.fromEntries(names),
  );
  for (const [name, pattern] of Object.entries(given)) {
    requirePattern(`${name} of ${what}`, pattern as string | undefined);
  }
  return filled(defaults, given);
}

export function authSettings(log: AuthLog) {
  const what = "log auth of securityAlerts";
  requirePackOptions(what, log, {
    selector: "text?",
    sudoUsers: "texts?",
    adminGroups: "texts?",
    patterns: "record?",
  });
  const { adminGroups = ADMIN_GROUPS, selector = '{log="auth"}' } = log;
  requireNames(`adminGroups of ${what}`, adminGroups);
  requireNames(`sudoUsers of ${what}`, log.sudoUsers);
  const patterns = patternsOf<AuthPatterns>(
    `patterns of ${what}`,
    authPatterns(adminGroups),
    log.patterns,
  );
  for (const name of Object.keys(AUTH_PATTERN_GROUPS)) {
    const key = name as keyof AuthPatterns;
    requireGroups(
      `${name} of patterns of ${what}`,
      patterns[key],
      AUTH_PATTERN_GROUPS[key],
    );
  }
  return {
    selector: requireSelector(`selector of ${what}`, selector),
    sudoUsers: log.sudoUsers,
    patterns,
  };
}

export function auditSettings(log: AuditLog) {
  const what = "log audit of securityAlerts";
  requirePackOptions(what, log, {
    selector: "text?",
    hosts: "texts?",
    pattern: "text?",
    criticalFileKeys: "text?",
    sshKeyKeys: "text?",
  });
  const settings = filled<AuditLog>(
    {
      selector: '{log="audit"}',
      hosts: [],
      pattern: AUDIT_PATTERN,
      criticalFileKeys:
        "critical_file|identity|scope|sshd_config|setuid|kernel_module",
      sshKeyKeys: "ssh_key",
    },
    log,
  );
  requireNames(`hosts of ${what}`, log.hosts);
  requireSelector(`selector of ${what}`, settings.selector);
  requirePattern(`pattern of ${what}`, settings.pattern);
  requireGroups(`pattern of ${what}`, settings.pattern, ["auid", "exe", "key"]);
  requirePattern(`criticalFileKeys of ${what}`, settings.criticalFileKeys);
  requirePattern(`sshKeyKeys of ${what}`, settings.sshKeyKeys);
  return settings;
}

export function accessSettings(log: AccessLog) {
  const what = "log access of securityAlerts";
  requirePackOptions(what, log, {
    selector: "text?",
    pattern: "text?",
    limitedStatus: "text?",
    signatures: "record?",
  });
  const {
    selector = '{log="access"}',
    pattern = COMBINED_PATTERN,
    limitedStatus = "429",
  } = log;
  requireSelector(`selector of ${what}`, selector);
  requirePatternParser(`pattern of ${what}`, pattern, [
    "source",
    "request",
    "status",
    "agent",
  ]);
  requirePattern(`limitedStatus of ${what}`, limitedStatus);
  const signatures = patternsOf<AttackSignatures>(
    `signatures of ${what}`,
    ATTACK_SIGNATURES,
    log.signatures,
  );
  return { selector, pattern, limitedStatus, signatures };
}

export function applicationSettings(log: ApplicationLog) {
  const what = "log application of securityAlerts";
  requirePackOptions(what, log, {
    selector: "text",
    format: "text?",
    fields: "record?",
    patterns: "record?",
  });
  const { selector, format = "json" } = log;
  requireSelector(`selector of ${what}`, selector);
  requireOneOf(`format of ${what}`, format, ["json", "logfmt"]);
  const fields = patternsOf<ApplicationFields>(
    `fields of ${what}`,
    {
      event: "event",
      user: "user",
      source: "source_ip",
      error: format === "json" ? "err.type" : "error",
    },
    log.fields,
  );
  for (const [name, field] of Object.entries(fields)) {
    requireField(`${name} of fields of ${what}`, field, format);
  }
  const patterns = patternsOf<ApplicationPatterns>(
    `patterns of ${what}`,
    {
      loginFailed: "authn_login_fail.*",
      loginSucceeded: "authn_login_success.*",
      tokenRejected:
        "authn_token_(?:reuse|invalid|fail).*|jwt_(?:invalid|rejected).*",
      tokenError:
        "JsonWebTokenError|NotBeforeError|JWS[A-Za-z]*|JWTInvalid|JWTClaimValidationFailed|InvalidSignatureError|InvalidTokenError|SignatureException|MalformedJwtException",
    },
    log.patterns,
  );
  return { selector, format, fields, patterns };
}

export function requestSettings(metrics: RequestMetrics) {
  const what = "metrics requests of securityAlerts";
  requirePackOptions(what, metrics, {
    jobs: "texts",
    requests: "text?",
    refused: "text?",
    limited: "text?",
  });
  requireNames(`jobs of ${what}`, metrics.jobs);
  const settings = filled<RequestMetrics>(
    {
      jobs: [],
      requests: "http_requests_total",
      refused: 'code=~"401|403"',
      limited: 'code="429"',
    },
    metrics,
  );
  requireMetric(`requests of ${what}`, settings.requests);
  requireMatchers(`refused of ${what}`, settings.refused);
  requireMatchers(`limited of ${what}`, settings.limited);
  return settings;
}

export function fileSettings(metrics: FileMetrics) {
  const what = "metrics files of securityAlerts";
  requirePackOptions(what, metrics, {
    job: "text?",
    checksum: "text?",
    sshKeyPaths: "text?",
    textfile: "text?",
  });
  const settings = filled<FileMetrics>(
    {
      job: "node-exporter",
      checksum: "security_file_checksum",
      sshKeyPaths: ".*(?:/|_)authorized_keys2?",
      textfile: ".*security.*",
    },
    metrics,
  );
  requireMetric(`checksum of ${what}`, settings.checksum);
  requirePattern(`sshKeyPaths of ${what}`, settings.sshKeyPaths);
  requirePattern(`textfile of ${what}`, settings.textfile);
  return settings;
}
