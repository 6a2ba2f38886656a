import type { AlertRule } from "../../../domain/rules/rule";
import type { PackAlert } from "../priority";
import { accessLines, counted, rejectedTokens } from "./lines";
import type { SecuritySettings } from "./options";

/** Attacks that access logs show. One alert for each service, whatever number of addresses takes part. */
export function attackAlerts(
  alert: PackAlert,
  access: NonNullable<SecuritySettings["access"]>,
  { limits }: SecuritySettings,
): readonly AlertRule[] {
  const { attackRequests, rateLimitHits } = limits;
  const lines = accessLines(access);
  const many = (of: string): string =>
    `${counted(of)("5m", "service")} > ${attackRequests}`;
  const description = (what: string): string =>
    `{{ $value }} requests to {{ $labels.service }} within 5 minutes ${what}; up to ${attackRequests} are usual.`;
  return [
    alert("P3", {
      alert: "SqlInjectionAttempts",
      expr: many(lines.sqlInjection),
      summary: "Somebody tries SQL injection at {{ $labels.service }}.",
      description: description("hold SQL where it does not belong"),
    }),
    alert("P3", {
      alert: "CrossSiteScriptingAttempts",
      expr: many(lines.crossSiteScripting),
      summary: "Somebody tries cross-site scripting at {{ $labels.service }}.",
      description: description("hold scripts where they do not belong"),
    }),
    alert("P3", {
      alert: "PathTraversalAttempts",
      expr: many(lines.pathTraversal),
      summary: "Somebody tries to read files of {{ $labels.service }}.",
      description: description("ask for files outside of what is served"),
    }),
    alert("P4", {
      alert: "ScannerDetected",
      expr: many(lines.scanner),
      summary: "A scanner looks for weaknesses of {{ $labels.service }}.",
      description: description(
        "come from a program that looks for weaknesses, or ask for files with secrets",
      ),
    }),
    alert("P3", {
      alert: "RequestsLimited",
      expr: `${counted(lines.limited)("1m", "service")} > ${rateLimitHits}`,
      summary: "{{ $labels.service }} refuses very many requests.",
      description: `{{ $labels.service }} refused {{ $value }} requests within a minute since too many came; up to ${rateLimitHits} are usual.`,
    }),
  ];
}

/** Tokens that services refused. */
export function tokenAlert(
  alert: PackAlert,
  application: NonNullable<SecuritySettings["application"]>,
  { limits: { tokenRejections } }: SecuritySettings,
): AlertRule {
  return alert("P3", {
    alert: "AppTokensRejected",
    expr: `${counted(rejectedTokens(application))("1m", "service")} > ${tokenRejections}`,
    summary: "{{ $labels.service }} gets many forged or broken tokens.",
    description: `{{ $labels.service }} refused {{ $value }} tokens within a minute that were forged or broken; up to ${tokenRejections} are usual.`,
  });
}
