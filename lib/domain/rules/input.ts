import {
  isAlertName,
  isMetricName,
  requireLabels,
  type Labels,
} from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireShape } from "../shape";
import { shown } from "../shown";
import type {
  AlertRule,
  AlertSeverity,
  RecordingRule,
  Rule,
  RuleGroup,
} from "./rule";
import { requireTemplate } from "./template";

const SEVERITIES: readonly AlertSeverity[] = ["critical", "warning", "info"];

export function requireSeverity(what: string, severity: AlertSeverity): void {
  if (!SEVERITIES.includes(severity)) {
    throw new InvalidInputError(
      "alert-severity",
      `severity of ${what} must be one of ${SEVERITIES.join(", ")}, got ${shown(severity)}; choose one of them`,
    );
  }
}

/** It becomes part of each notification, so it is for all to read. It may hold templates. */
export function requireRunbookUrl(what: string, url: string): void {
  requireKind(`runbookUrl of ${what}`, url, "text");
  requireTemplate(`runbookUrl of ${what}`, url);
  if (url.includes("@") && /^[a-z]+:\/\/[^/]*@/i.test(url)) {
    throw new InvalidInputError(
      "runbook-url",
      `runbookUrl of ${what} must not hold a user or password, got an address with one; leave the log-in out`,
    );
  }
  if (
    !/^https?:\/\/[^\s/?#{}"'<>\\^`|]+[^\s{}"'<>\\^`|]*$/.test(
      url.replace(/\{\{[^]*?\}\}/g, "x"),
    )
  ) {
    throw new InvalidInputError(
      "runbook-url",
      `runbookUrl of ${what} must be an http or https address, got ${shown(url)}; write it in full`,
    );
  }
}

/** @throws InvalidInputError for a group or rule that Prometheus or Loki would not load */
export function requireRuleGroups(groups: readonly RuleGroup[]): void {
  requireKind("groups of rules", groups, "list");
  for (const group of groups) {
    requireShape("a group of rules", group, {
      name: "text",
      engine: "text",
      interval: "duration?",
      rules: "list",
    });
    const what = `group of rules ${JSON.stringify(group.name)}`;
    if (group.name === "") {
      throw new InvalidInputError(
        "rule-group-name",
        `name of a group of rules must not be empty, got ""; name what the rules are about`,
      );
    }
    requireOneOf(`engine of ${what}`, group.engine, ["prometheus", "loki"]);
    if (group.interval?.toMillis() === 0) {
      throw new InvalidInputError(
        "rule-group-interval",
        `interval of ${what} must be longer than 0s, got 0s; leave it out for that of the platform`,
      );
    }
    for (const rule of group.rules) {
      requireRule(what, rule);
    }
  }
}

function requireRule(what: string, rule: Rule): void {
  requireKind(`each rule of ${what}`, rule, "record");
  requireOneOf(`kind of each rule of ${what}`, rule.kind, ["alert", "record"]);
  if (rule.kind === "alert") {
    requireAlert(rule);
  } else {
    requireRecording(rule);
  }
}

/** A rule before its defaults. */
type AlertInput = Omit<AlertRule, "kind" | "labels"> & {
  readonly labels?: Labels;
};

export function requireAlert(input: AlertInput): void {
  requireKind("an alert", input, "record");
  if (!isAlertName(input.alert)) {
    throw new InvalidInputError(
      "alert-name",
      `alert name must be upper camel case, got ${shown(input.alert)}; write it like "OrdersStalled"`,
    );
  }
  const what = `alert "${input.alert}"`;
  requireShape(what, input, {
    expr: "text",
    for: "duration?",
    keepFiringFor: "duration?",
    summary: "text",
    description: "text",
    dashboardUid: "text?",
  });
  requireSeverity(what, input.severity);
  for (const name of ["summary", "description"] as const) {
    if (input[name].trim() === "") {
      throw new InvalidInputError(
        "alert-text",
        `${name} of ${what} must not be empty, got ""; say what it means to the person who is woken`,
      );
    }
    requireTemplate(`${name} of ${what}`, input[name]);
  }
  if (input.labels !== undefined) {
    requireAlertLabels(what, input.labels);
  }
  if (input.runbookUrl !== undefined) {
    requireRunbookUrl(what, input.runbookUrl);
  }
}

export function requireAlertLabels(what: string, labels: Labels): void {
  requireLabels(what, labels);
  const own = ["alertname", "severity"].find((label) =>
    Object.hasOwn(labels, label),
  );
  if (own !== undefined) {
    throw new InvalidInputError(
      "alert-label",
      `labels of ${what} must not replace its own label ${own}, got ${shown(labels[own])}; ${own === "severity" ? "use `severity`" : "use another name"}`,
    );
  }
  for (const [label, value] of Object.entries(labels)) {
    if (value.includes("{{")) {
      requireTemplate(`label "${label}" of ${what}`, value);
    }
  }
}

export function requireRecording(
  input: Pick<RecordingRule, "record" | "expr"> &
    Partial<Pick<RecordingRule, "labels">>,
): void {
  requireKind("a recording rule", input, "record");
  if (!isMetricName(input.record)) {
    throw new InvalidInputError(
      "metric-name",
      `recorded metric must be named by letters, digits, "_" and ":", got ${shown(input.record)}; write it like "job:http_requests:rate5m"`,
    );
  }
  const what = `recording rule "${input.record}"`;
  requireKind(`expr of ${what}`, input.expr, "text");
  if (input.labels !== undefined) {
    requireLabels(what, input.labels);
  }
}
