import type { AttackSignatures, AuthPatterns } from "./patterns";

/**
 * The log of authentication of one host or more: `/var/log/auth.log` or `/var/log/secure`, as syslog writes it. Collect it
 * by `LogSource.auth({ labels: { host: "web1" } })`.
 */
export interface AuthLog {
  /**
   * Selector of its streams. The label `host`, where they have one, tells the hosts apart.
   * @default '{log="auth"}'
   */
  readonly selector?: string;
  /**
   * Accounts that may use sudo. Whoever else does is told of by SudoByUnexpectedUser.
   * @default - not known, and the pack has no such alert
   */
  readonly sudoUsers?: readonly string[];
  /**
   * Groups whose members have the rights of root.
   * @default ["sudo", "wheel", "root", "admin", "docker", "lxd", "disk", "shadow"]
   */
  readonly adminGroups?: readonly string[];
  /** @default - those of OpenSSH, sudo, su and the shadow tools */
  readonly patterns?: AuthPatterns;
}

/**
 * The log of auditd, with watches whose keys say what they are for, such as `-w /etc/passwd -p wa -k critical_file` and
 * `-w /root/.ssh -p wa -k ssh_key`. Collect it by `LogSource.audit()`.
 */
export interface AuditLog {
  /**
   * Selector of its streams.
   * @default '{log="audit"}'
   */
  readonly selector?: string;
  /**
   * Values of the label `host` of which each must go on writing; a host that never wrote is told of too.
   * @default - it is enough that one writes
   */
  readonly hosts?: readonly string[];
  /**
   * A change: the pattern must take `auid`, `exe` and `key` from the line.
   * @default - a system call that succeeded, in the raw format and in the enriched one
   */
  readonly pattern?: string;
  /**
   * Keys of the watches of critical files, and of what changes the rights of programs or the kernel; RE2, matches a whole key.
   * @default "critical_file|identity|scope|sshd_config|setuid|kernel_module"
   */
  readonly criticalFileKeys?: string;
  /**
   * Keys of the watches of authorized keys; RE2, matches a whole key.
   * @default "ssh_key"
   */
  readonly sshKeyKeys?: string;
}

/** The access log of web servers. The label `service` of its streams tells them apart. */
export interface AccessLog {
  /**
   * Selector of its streams, such as `{service="nginx"}`; error lines among them do no harm.
   * @default '{log="access"}'
   */
  readonly selector?: string;
  /**
   * A line in LogQL's language of patterns, with `<source>`, `<request>`, `<status>` and `<agent>`.
   * @default - nginx's format `combined`
   */
  readonly pattern?: string;
  /**
   * Status of a request that was refused since too many came; RE2. Set `limit_req_status 429` in nginx, whose default is
   * 503.
   * @default "429"
   */
  readonly limitedStatus?: string;
  /** @default - those of common attacks */
  readonly signatures?: AttackSignatures;
}

/**
 * What services tell of log-ins and tokens: lines of JSON or of `key=value` with an event in the vocabulary of OWASP, such
 * as `{"event":"authn_login_fail:alice","user":"alice","source_ip":"203.0.113.9"}`.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html
 */
export interface ApplicationLog {
  /**
   * Selector of the services' streams, such as `{service=~"shop|checkout"}`.
   */
  readonly selector: string;
  /** @default "json" */
  readonly format?: "json" | "logfmt";
  /** @default - `event`, `user`, `source_ip` and `err.type` */
  readonly fields?: ApplicationFields;
  /** @default - the events of OWASP's vocabulary, and the errors of common libraries for tokens */
  readonly patterns?: ApplicationPatterns;
}

/** Where in a line it stands; for JSON a path such as `err.type`. */
export interface ApplicationFields {
  /** @default "event" */
  readonly event?: string;
  /** @default "user" */
  readonly user?: string;
  /** @default "source_ip" */
  readonly source?: string;
  /** @default "err.type", of logfmt "error" */
  readonly error?: string;
}

/** Values of fields; RE2, each matches a whole value and has no anchors. */
export interface ApplicationPatterns {
  /** @default "authn_login_fail.*" */
  readonly loginFailed?: string;
  /** @default "authn_login_success.*" */
  readonly loginSucceeded?: string;
  /** @default "authn_token_(?:reuse|invalid|fail).*|jwt_(?:invalid|rejected).*" */
  readonly tokenRejected?: string;
  /**
   * Names of errors that mean a forged or broken token. One that has run out is not among them: that is what tokens do.
   * @default "JsonWebTokenError|NotBeforeError|JWS[A-Za-z]*|JWTInvalid|JWTClaimValidationFailed|InvalidSignatureError|InvalidTokenError|SignatureException|MalformedJwtException"
   */
  readonly tokenError?: string;
}

/** The logs that exist; one that is left out brings no alerts. */
export interface SecurityLogs {
  /** @default - none */
  readonly auth?: AuthLog;
  /** @default - none */
  readonly audit?: AuditLog;
  /** @default - none */
  readonly access?: AccessLog;
  /** @default - none */
  readonly application?: ApplicationLog;
}

/** Counters of requests by status code. */
export interface RequestMetrics {
  /** Scrape jobs of the services. */
  readonly jobs: readonly string[];
  /** @default "http_requests_total" */
  readonly requests?: string;
  /**
   * Matchers of those of them that were refused for want of a valid log-in or right.
   * @default 'code=~"401|403"'
   */
  readonly refused?: string;
  /**
   * Matchers of those that were refused since too many came.
   * @default 'code="429"'
   */
  readonly limited?: string;
}

/**
 * Checksums of files, written for the textfile collector of node exporter where auditd is absent: one series
 * `security_file_checksum{path="/etc/passwd"}` for each file, whose value is a number made of its content, such as the
 * first 48 bits of its SHA-256.
 */
export interface FileMetrics {
  /**
   * Scrape job of that node exporter.
   * @default "node-exporter"
   */
  readonly job?: string;
  /** @default "security_file_checksum" */
  readonly checksum?: string;
  /**
   * Paths of files with authorized keys; RE2. All others are critical files.
   * @default ".*(?:/|_)authorized_keys2?"
   */
  readonly sshKeyPaths?: string;
  /**
   * Names of the text files that hold the checksums; RE2.
   * @default ".*security.*"
   */
  readonly textfile?: string;
}

/** The metrics that exist; what is left out brings no alerts. */
export interface SecurityMetrics {
  /** @default - none */
  readonly requests?: RequestMetrics;
  /** @default - none */
  readonly files?: FileMetrics;
}
