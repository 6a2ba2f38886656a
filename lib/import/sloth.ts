import { isAlertName, type Labels } from "../domain/names";
import type { SloAlerts } from "../domain/slo/severities";
import type { BurnRateWindow } from "../domain/slo/windows";
import { type Duration } from "../domain/units";
import {
  alertName,
  annotationsIn,
  idOf,
  imported,
  labelsIn,
  OBJECT_METADATA,
  percentOf,
  type Imported,
} from "./common";
import type { Field } from "./field";
import { ratioIndicator, rawIndicator, type Indicator } from "./indicator";
import { queryIn } from "./query";

/** The window of all objectives, and the alert windows that a file gives for it. */
export interface SlothPeriod {
  readonly period: Duration;
  readonly windows?: readonly BurnRateWindow[];
}

/** How the two kinds of files spell the same fields. */
const SPELLINGS = {
  spec: {
    error: "error_query",
    total: "total_query",
    ratio: "error_ratio_query",
    page: "page_alert",
    ticket: "ticket_alert",
    plugins: "slo_plugins",
  },
  object: {
    error: "errorQuery",
    total: "totalQuery",
    ratio: "errorRatioQuery",
    page: "pageAlert",
    ticket: "ticketAlert",
    plugins: "sloPlugins",
  },
} as const;

type Spelling = (typeof SPELLINGS)[keyof typeof SPELLINGS];

const NO_PLUGINS =
  "plugins of Sloth are programs, which only Sloth can run; write out what they stand for";

/** The objectives of a `prometheus/v1` document (https://sloth.dev/specs/default/). */
export function slothSpec(
  root: Field,
  period: SlothPeriod,
): readonly Imported[] {
  return group(root, SPELLINGS.spec, period, ["version"]);
}

/** The objectives of a `PrometheusServiceLevel` (https://sloth.dev/specs/kubernetes/). */
export function slothObject(
  root: Field,
  period: SlothPeriod,
): readonly Imported[] {
  const get = root.record({
    known: ["apiVersion", "kind", "metadata", "spec"],
    silent: ["status"],
  });
  const metadata = get("metadata").record(OBJECT_METADATA);
  for (const name of ["labels", "annotations"]) {
    if (!metadata(name).isMissing) {
      metadata(name).warn(
        "is left out: Sloth does not hand it on to the rules either",
      );
    }
  }
  return group(get("spec"), SPELLINGS.object, period, []);
}

function group(
  root: Field,
  spelling: Spelling,
  period: SlothPeriod,
  more: readonly string[],
): readonly Imported[] {
  const get = root.record({
    known: [...more, "service", "labels", "slos"],
    unsupported: { [spelling.plugins]: NO_PLUGINS },
  });
  const service = get("service").text();
  const slos = get("slos").list();
  if (slos.length === 0) {
    throw get("slos").fault(
      "must have at least one objective, got none; add one or remove the document",
    );
  }
  const names = slos.map((slo) =>
    slo.isRecord ? slo.peek("alerting").peek("name") : slo,
  );
  const shared = new Set(repeated(names.filter((name) => !name.isMissing)));
  return slos.flatMap(
    (slo) =>
      slo.attempt(() =>
        objective(
          slo,
          { service, labels: get("labels"), shared },
          spelling,
          period,
        ),
      ) ?? [],
  );
}

function repeated(names: readonly Field[]): readonly string[] {
  const texts = names.flatMap((name) => name.attempt(() => name.text()) ?? []);
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

interface Around {
  readonly service: string;
  readonly labels: Field;
  /** Names of alerts that several objectives of the service have. */
  readonly shared: ReadonlySet<string>;
}

function objective(
  field: Field,
  { service, labels, shared }: Around,
  spelling: Spelling,
  { period, windows }: SlothPeriod,
): Imported {
  const get = field.record({
    known: ["name", "objective", "labels", "sli", "alerting"],
    harmless: ["description"],
    unsupported: { plugins: NO_PLUGINS },
  });
  const name = get("name").text();
  const id = idOf(get("name"), name);
  const target = percentOf(get("objective"), get("objective").number());
  const { sli, groupBy } = indicatorIn(get("sli"), spelling);
  const { name: own, ...alerting } = alertingIn(
    get("alerting"),
    [labels, get("labels")],
    spelling,
    shared,
  );
  return imported(field, {
    name: own ?? alertName(`${service}-${name}`),
    id,
    service,
    objective: target,
    window: period,
    sli,
    ...(groupBy.length > 0 && { groupBy }),
    ...(windows !== undefined && { alertWindows: windows }),
    ...alerting,
  });
}

function indicatorIn(field: Field, spelling: Spelling): Indicator {
  const get = field.record({ known: ["events", "raw", "plugin"] });
  if (!get("plugin").isMissing) {
    throw get("plugin").fault(
      `cannot be taken over; ${NO_PLUGINS} as events with its queries`,
    );
  }
  const [events, raw] = [get("events"), get("raw")];
  if (events.isMissing === raw.isMissing) {
    throw field.fault(
      `must have either events or raw, got ${events.isMissing ? "neither" : "both"}; give the queries of failed and all events as events`,
    );
  }
  if (!raw.isMissing) {
    const query = raw.record({ known: [spelling.ratio] })(spelling.ratio);
    return rawIndicator(query, queryIn(query, "template"));
  }
  const query = events.record({ known: [spelling.error, spelling.total] });
  const [bad, total] = [query(spelling.error), query(spelling.total)];
  return ratioIndicator(
    "bad",
    [bad, queryIn(bad, "template")],
    [total, queryIn(total, "template")],
  );
}

function alertingIn(
  field: Field,
  labels: readonly Field[],
  spelling: Spelling,
  shared: ReadonlySet<string>,
) {
  const get = field.record({
    known: ["name", "labels", "annotations", spelling.page, spelling.ticket],
  });
  const page = alertIn(get(spelling.page), "critical");
  const ticket = alertIn(get(spelling.ticket), "warning");
  const both = annotationsIn(get("annotations").entries());
  const runbookUrl = both.runbookUrl ?? page.runbookUrl ?? ticket.runbookUrl;
  const alerts = {
    ...severityAlerts("critical", page, both.annotations, runbookUrl),
    ...severityAlerts("warning", ticket, both.annotations, runbookUrl),
  };
  return {
    ...nameIn(get("name"), shared),
    ...labelsIn(
      ...labels.map((each) => each.entries()),
      get("labels").entries(),
    ),
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(page.isOff && ticket.isOff
      ? { alerts: false as const }
      : Object.keys(alerts).length > 0 && { alerts }),
  };
}

/** What the file says about the alerts of one severity. */
interface OwnAlert {
  readonly isOff: boolean;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly runbookUrl?: string;
}

function alertIn(field: Field, severity: "critical" | "warning"): OwnAlert {
  const get = field.record({ known: ["disable", "labels", "annotations"] });
  const labels = new Map(get("labels").entries());
  const name = labels.get("severity");
  if (name !== undefined && name.text() !== severity) {
    name.warn(
      `becomes ${severity}, the severity of these alerts here; match severity=${severity} in an AlertRoute`,
    );
  }
  labels.delete("severity");
  labels
    .get("team")
    ?.unsupported(
      "cannot be taken over, because all alerts of an objective are of one team; write it for the objective",
    );
  labels.delete("team");
  return {
    isOff: !get("disable").isMissing && get("disable").flag(),
    ...labelsIn(labels),
    ...annotationsIn(get("annotations").entries()),
  };
}

/** What these alerts have that the others of the objective have not. */
function severityAlerts(
  severity: "critical" | "warning",
  { isOff, labels, runbookUrl, ...own }: OwnAlert,
  both: Labels | undefined,
  link: string | undefined,
): SloAlerts {
  const annotations = {
    ...both,
    ...own.annotations,
    ...(runbookUrl !== undefined &&
      runbookUrl !== link && { runbook: runbookUrl }),
  };
  const alerts = {
    ...(labels !== undefined && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return isOff
    ? { [severity]: false }
    : Object.keys(alerts).length > 0
      ? { [severity]: alerts }
      : {};
}

/** The name of their alerts, where it can be that of ours. */
function nameIn(
  field: Field,
  shared: ReadonlySet<string>,
): { readonly name?: string } {
  if (field.isMissing) {
    return {};
  }
  const name = field.text();
  if (isAlertName(name) && !shared.has(name)) {
    return { name };
  }
  field.warn(
    `is left out, because ${shared.has(name) ? "several objectives have it" : "it is not in upper camel case"}; the alerts are named after the objective`,
  );
  return {};
}
