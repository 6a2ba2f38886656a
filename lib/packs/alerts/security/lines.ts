import { quoteLabelValue } from "../../../domain/promql/literal";
import { AUDITING, escapePattern, TOLD_BY_PAM } from "./patterns";
import type { SecuritySettings } from "./options";

type Of<Source extends keyof SecuritySettings> = NonNullable<
  SecuritySettings[Source]
>;

/** A text of LogQL, which needs no escapes between backquotes. */
function text(value: string): string {
  return /[`\n]/.test(value) ? quoteLabelValue(value) : `\`${value}\``;
}

/** Numbers of lines by labels, within a window such as `5m`, which an offset may follow. */
export type Counted = (window: string, ...by: readonly string[]) => string;

function sumBy(inner: string, by: readonly string[]): string {
  return `sum${by.length === 0 ? "" : ` by (${by.join(", ")})`} (${inner})`;
}

/** Counts lines. */
export function counted(lines: string): Counted {
  return (window, ...by) => {
    const [range = "", ...offset] = window.split(" ");
    const inner = [`count_over_time(${lines} [${range}]`, ...offset].join(" ");
    return sumBy(`${inner})`, by);
  };
}

/** Counts lines that have the labels by which they are grouped. */
function countedIfTold(lines: string): Counted {
  return (window, ...by) => {
    const told = by
      .filter((label) => label !== "service")
      .map((label) => ` | ${label}!=""`);
    return counted(lines + told.join(""))(window, ...by);
  };
}

/** The greatest number that an attacker can choose the labels of: Alertmanager and people cannot use more. */
export function most(expr: string): string {
  return `topk(20, ${expr})`;
}

/** What a place where people log in tells of it. */
export interface Logins {
  /** The label that says where. */
  readonly place: "host" | "service";
  readonly failedLines: string;
  readonly failed: Counted;
  /** Those to accounts that exist, as far as the line says it. */
  readonly failedOfAccounts: Counted;
  readonly succeeded: Counted;
  /** Those by what can be guessed, such as a password. */
  readonly guessable: Counted;
}

/** Rsyslog writes several equal lines as one that says how many. */
function countedWithRepetitions(lines: string): Counted {
  const tries = `${lines} | label_format tries=\`{{ or .repeated "1" }}\` | unwrap tries | __error__=""`;
  return (window, ...by) => sumBy(`sum_over_time(${tries} [${window}])`, by);
}

/** Log-ins by ssh. */
export function sshLogins({ selector, patterns }: Of<"auth">): Logins {
  const failed = `${selector} | regexp ${text(patterns.failed)} | source!="" | method!=${quoteLabelValue(TOLD_BY_PAM)}`;
  const accepted = acceptedLines({ selector, patterns });
  return {
    place: "host",
    failedLines: failed,
    failed: countedWithRepetitions(failed),
    failedOfAccounts: countedWithRepetitions(`${failed} | unknown=""`),
    succeeded: counted(accepted),
    guessable: counted(
      `${accepted} | method=~"password|keyboard-interactive.*"`,
    ),
  };
}

/** Log-ins by ssh that succeeded. */
export function acceptedLines({
  selector,
  patterns,
}: Pick<Of<"auth">, "selector" | "patterns">): string {
  return `${selector} | regexp ${text(patterns.accepted)} | source!=""`;
}

/** Lines of services with an event or error. */
function applicationLines(
  { selector, format, fields }: Of<"application">,
  pattern: string,
  condition: string,
): string {
  const taken = Object.entries(fields).map(
    ([label, field]) => `${label}=${quoteLabelValue(field)}`,
  );
  return `${selector} |~ ${text(pattern)} | ${format} ${taken.join(", ")} | ${condition} | __error__=""`;
}

/** Log-ins to services. */
export function applicationLogins(log: Of<"application">): Logins {
  const { loginFailed, loginSucceeded } = log.patterns;
  const failed = applicationLines(
    log,
    loginFailed,
    `event=~${text(loginFailed)}`,
  );
  const succeeded = countedIfTold(
    applicationLines(log, loginSucceeded, `event=~${text(loginSucceeded)}`),
  );
  return {
    place: "service",
    failedLines: failed,
    failed: countedIfTold(failed),
    failedOfAccounts: countedIfTold(failed),
    succeeded,
    guessable: succeeded,
  };
}

/** Tokens that services refused. */
export function rejectedTokens(log: Of<"application">): string {
  const { tokenRejected, tokenError } = log.patterns;
  return applicationLines(
    log,
    `(?:${tokenRejected}|${tokenError})`,
    `event=~${text(tokenRejected)} or error=~${text(tokenError)}`,
  );
}

/** Lines about privileges, by what they tell of. */
export function privilegeLines({ selector, patterns, sudoUsers }: Of<"auth">) {
  const lines = (pattern: string): string =>
    `${selector} | regexp ${text(pattern)} | user!=""`;
  const expected = (sudoUsers ?? []).map(escapePattern).join("|");
  return {
    sudo: lines(patterns.sudo),
    unexpectedSudo: `${lines(patterns.sudo)} | user!~${text(expected)}`,
    sudoDenied: lines(patterns.sudoDenied),
    suToRoot: `${lines(patterns.suToRoot)} | user!="root"`,
    administratorAdded: lines(patterns.administratorAdded),
    accountCreated: lines(patterns.accountCreated),
  };
}

/** Changes that auditd saw under watches with such keys. A rule may have several, which the collector parts by blanks. */
export function auditLines({ selector, pattern }: Of<"audit">, keys: string) {
  const one = `(?:.* )?(?:${keys})(?: .*)?`;
  return `${selector} | regexp ${text(pattern)} | auid!="" | label_format key=\`{{ or .key .audit_key }}\` | key=~${text(one)}`;
}

/** What the kernel and auditd tell of auditing itself. */
export function auditingLines(
  { selector }: Of<"audit">,
  what: keyof typeof AUDITING,
): string {
  const type = what === "ended" || what === "started" ? "DAEMON" : "CONFIG";
  return `${selector} |= "type=${type}_" | regexp ${text(AUDITING[what])} | at!=""`;
}

/** The selector with one more condition. */
export function narrowed(selector: string, label: string, value: string) {
  const inside = selector.slice(1, -1).replace(/,\s*$/, "");
  return `{${inside}, ${label}=${quoteLabelValue(value)}}`;
}

/** Lines of web servers, by what they tell of. */
export function accessLines({
  selector,
  pattern,
  limitedStatus,
  signatures,
}: Of<"access">) {
  const lines = `${selector} | pattern ${text(pattern)} | status=~"[1-5][0-9][0-9]"`;
  const holds = (label: string, signature: string): string =>
    `${label}=~${text(`(?i).*(?:${signature}).*`)}`;
  const request = (signature: string): string =>
    `${lines} | ${holds("request", signature)}`;
  return {
    sqlInjection: request(signatures.sqlInjection),
    crossSiteScripting: request(signatures.crossSiteScripting),
    pathTraversal: request(signatures.pathTraversal),
    scanner: `${lines} | ${holds("agent", signatures.scanner)} or ${holds("request", signatures.probe)}`,
    limited: `${lines} | status=~${text(limitedStatus)}`,
  };
}
