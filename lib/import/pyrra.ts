import { isAlertName } from "../domain/names";
import { parsePromql } from "../domain/promql/expr";
import type { AlertSeverity } from "../domain/rules/rule";
import { Sli } from "../domain/slo/sli";
import { BURN_RATE_WINDOWS } from "../domain/slo/windows";
import type { SloInput } from "../domain/slo/objective";
import type { Duration } from "../domain/units";
import {
  alertName,
  annotationsIn,
  durationIn,
  idOf,
  imported,
  labelsIn,
  OBJECT_METADATA,
  percentOf,
  usualWindows,
  type Imported,
} from "./common";
import type { Field } from "./field";
import { equalities } from "./histogram";
import { isSelector, ratioOf, read, type Indicator } from "./indicator";
import type { Counters } from "./query";

/** What of a Kubernetes object Pyrra hands on to its rules. */
const PREFIX = "pyrra.dev/";

/** The objective of a `ServiceLevelObjective` (https://github.com/pyrra-dev/pyrra). */
export function pyrraObject(
  root: Field,
  defaultService: string | undefined,
): Imported {
  const get = root.record({
    known: ["apiVersion", "kind", "metadata", "spec"],
    silent: ["status"],
  });
  const metadata = get("metadata").record(OBJECT_METADATA);
  const spec = get("spec").record({
    known: ["target", "window", "indicator", "alerting"],
    harmless: [
      "description",
      "partial_response_strategy",
      "performanceOverAccuracy",
      "ruleOutput",
    ],
  });
  const name = metadata("name").text();
  const id = idOf(metadata("name"), name);
  const objective = targetIn(spec("target"));
  const window = durationIn(spec("window"));
  const { sli, groupBy, job } = indicatorIn(spec("indicator"));
  const labels = handedOn(metadata("labels"));
  const service = labels.get("service")?.text() ?? defaultService ?? job;
  labels.delete("service");
  if (service === undefined) {
    throw metadata("name").fault(
      `must tell its service, got none; add the label ${PREFIX}service, or give the option service`,
    );
  }
  const { name: own, ...alerting } = alertingIn(
    spec("alerting"),
    window,
    objective,
  );
  return imported(root, {
    name: own ?? alertName(name),
    id,
    service,
    objective,
    window,
    sli,
    ...(groupBy.length > 0 && { groupBy }),
    ...labelsIn(labels),
    ...annotated(alerting, metadata("annotations")),
  });
}

/** Labels or annotations of Pyrra's own, without the prefix; the others are no business of rules. */
function handedOn(field: Field): Map<string, Field> {
  const own = new Map<string, Field>();
  for (const [name, at] of field.entries()) {
    if (name.startsWith(PREFIX)) {
      own.set(name.slice(PREFIX.length), at);
    } else {
      at.warn(`is left out: Pyrra hands on only what begins with ${PREFIX}`);
    }
  }
  return own;
}

function targetIn(field: Field): number {
  const text = field.text();
  if (!/^\d+(?:\.\d+)?$/.test(text)) {
    throw field.fault(
      `must be a percentage in digits, got ${JSON.stringify(text.slice(0, 60))}; write it like "99.9"`,
    );
  }
  return percentOf(field, Number(text));
}

function indicatorIn(
  field: Field,
): Indicator & { readonly job: string | undefined } {
  const kinds = ["ratio", "latency", "latencyNative", "bool_gauge"] as const;
  const get = field.record({ known: kinds });
  const [kind, other] = kinds.filter((each) => !get(each).isMissing);
  if (kind === undefined || other !== undefined) {
    throw field.fault(
      `must have one of ${kinds.join(", ")}, got ${kind === undefined ? "none" : `${kind} and ${other}`}; keep one of them`,
    );
  }
  const of = get(kind);
  switch (kind) {
    case "ratio":
      return ratio(of);
    case "latency": {
      const fields = of.record({ known: ["success", "total", "grouping"] });
      return counted(of, "good", fields("success"), fields("total"), fields);
    }
    case "latencyNative":
      return native(of);
    case "bool_gauge": {
      const fields = of.record({ known: ["metric", "grouping"] });
      const metric = selectorIn(fields("metric"));
      return {
        sli: fields("metric").checked(() => read(Sli.probe(metric))),
        ...grouped(fields("grouping"), metric),
      };
    }
  }
}

function ratio(field: Field) {
  const get = field.record({
    known: ["errors", "success", "total", "grouping"],
  });
  const given = (["errors", "success", "total"] as const).filter(
    (name) => !get(name).isMissing,
  );
  if (given.length !== 2) {
    throw field.fault(
      `must have two of errors, success and total, got ${given.length === 0 ? "none" : given.join(", ")}; give errors and total`,
    );
  }
  if (!get("total").isMissing) {
    const isBad = given.includes("errors");
    return counted(
      field,
      isBad ? "bad" : "good",
      get(isBad ? "errors" : "success"),
      get("total"),
      get,
    );
  }
  const errors = metricIn(get("errors"));
  const success = metricIn(get("success"));
  const all = { selectors: [errors, success], groupBy: [] };
  return {
    sli: field.checked(() => ratioOf("bad", one(errors), all)),
    ...grouped(get("grouping"), errors),
  };
}

function counted(
  field: Field,
  partIs: "bad" | "good",
  part: Field,
  total: Field,
  get: (name: string) => Field,
) {
  const [some, all] = [metricIn(part), metricIn(total)];
  return {
    sli: field.checked(() => ratioOf(partIs, one(some), one(all))),
    ...grouped(get("grouping"), all),
  };
}

function native(field: Field) {
  const get = field.record({ known: ["total", "latency", "grouping"] });
  const metric = metricIn(get("total"));
  const threshold = durationIn(get("latency"));
  const [selector] = parsePromql(metric).selectors;
  const matchers = equalities(selector?.matchers ?? []);
  if (selector?.metric === undefined || matchers === undefined) {
    throw get("total").fault(
      "must name the histogram and choose its series by equality only, got another condition; leave it out, or record the histogram under another name",
    );
  }
  const histogram = selector.metric;
  return {
    sli: field.checked(() =>
      read(
        Sli.latency({
          histogram,
          histogramType: "native",
          threshold,
          ...(Object.keys(matchers).length > 0 && { matchers }),
          // Pyrra compares with seconds, whatever the name says.
          unit: "s",
        }),
      ),
    ),
    ...grouped(get("grouping"), metric),
  };
}

function one(selector: string): Counters {
  return { selectors: [selector], groupBy: [] };
}

function metricIn(field: Field): string {
  return selectorIn(field.record({ known: ["metric"] })("metric"));
}

function selectorIn(field: Field): string {
  const text = field.text();
  if (!field.checked(() => isSelector(text))) {
    throw field.fault(
      "must be the selector of a metric, got another expression; Pyrra takes selectors only",
    );
  }
  return text;
}

function grouped(grouping: Field, selector: string) {
  return {
    groupBy: grouping.list().map((label) => label.text()),
    job: parsePromql(selector).selectors[0]?.matchers.find(
      ({ label, operator }) => label === "job" && operator === "=",
    )?.value,
  };
}

/** In the order of the windows of the workbook, of which an objective may lack some. */
const TIERS = ["fastBurn", "mediumBurn", "slowBurn", "longTermBurn"] as const;

function alertingIn(
  field: Field,
  window: Duration,
  objective: number,
): Partial<Pick<SloInput, "name" | "alertWindows" | "alerts">> {
  const get = field.record({
    known: ["disabled", "burnrates", "absent", "name", "severities"],
    harmless: ["absentName"],
  });
  const isOff = (name: string, value: boolean) =>
    !get(name).isMissing && get(name).flag() === value;
  if (isOff("absent", false)) {
    get("absent").unsupported(
      "cannot switch off the alert about a missing metric, without which nobody notices that nothing is measured; silence it by an AlertRoute",
    );
  }
  const usual = usualWindows(window, objective);
  const severities = get("severities").record({
    known: TIERS,
    harmless: ["absent"],
  });
  const chosen = usual.map((each) => {
    const place = BURN_RATE_WINDOWS.findIndex(({ long }) =>
      long.equals(each.long),
    );
    const tier = severities(TIERS[place] ?? "longTermBurn");
    return tier.isMissing
      ? each
      : {
          ...each,
          severity: tier.choice<AlertSeverity>(["critical", "warning", "info"]),
        };
  });
  const changed = chosen.some(
    ({ severity }, index) => severity !== usual[index]?.severity,
  );
  const isSilent = isOff("disabled", true);
  if (!isSilent && isOff("burnrates", false)) {
    get("burnrates").unsupported(
      "cannot switch off the alerts on burn rates alone; write disabled: true for none at all, or silence them by an AlertRoute",
    );
  }
  return {
    ...(changed && { alertWindows: chosen }),
    ...(isSilent && { alerts: false }),
    ...nameIn(get("name")),
  };
}

/** Adds the annotations to the alerts of all severities. */
function annotated(
  { alerts, ...alerting }: ReturnType<typeof alertingIn>,
  field: Field,
): Partial<SloInput> {
  const { runbookUrl, annotations } = annotationsIn(handedOn(field));
  const all = annotations && { annotations };
  return {
    ...alerting,
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(alerts === undefined
      ? all && { alerts: { critical: all, warning: all, info: all } }
      : { alerts }),
  };
}

function nameIn(field: Field): { readonly name?: string } {
  if (field.isMissing) {
    return {};
  }
  const name = field.text();
  if (isAlertName(name)) {
    return { name };
  }
  field.warn(
    "is left out, because it is not in upper camel case; the alerts are named after the objective",
  );
  return {};
}
