import { InvalidInputError } from "../domain/problem";
import { slug } from "../domain/names";
import { requireKind, requireProperties } from "../domain/shape";
import type { Slo } from "../domain/slo/objective";
import { DEFAULT_BUDGET_POLICY } from "../domain/slo/policy";
import { planWindows, type BurnRateWindow } from "../domain/slo/windows";
import { toYaml } from "../render/yaml";
import { ANNOTATION, isOpenSloLabel, SOURCE } from "./annotations";
import { alertName } from "./common";
import { declarationOf } from "./declaration";
import { isSame } from "./json";
import { openSloIndicator } from "./openslo-fields";
import { optionsText, type AnnotatedOptions } from "./options";
import { requireSlo } from "../domain/slo/input";

/** Where the data of exported objectives are. */
export interface SloExportOptions {
  /** @default "http://prometheus:9090" */
  readonly prometheusUrl?: string;
  /** @default "http://loki:3100" */
  readonly lokiUrl?: string;
}

/** An objective and what its documents are called. */
interface Named {
  readonly slo: Slo;
  readonly name: string;
  readonly service: string;
}

/**
 * Objectives as documents of OpenSLO v1 (https://github.com/OpenSLO/OpenSLO): data sources, services, and for each
 * objective an SLI and an SLO. What OpenSLO has no field for is in annotations that begin with `cdktf-observability/`, so
 * that `parseSlos` gives the same objectives back; `expectedRequestsPerSecond`, which only warns, is not kept.
 *
 * @throws InvalidInputError for a journey whose parts are not all among `slos`, and for two objectives of one id
 */
export function exportSlos(
  slos: readonly Slo[],
  options: SloExportOptions = {},
): string {
  requireKind("slos of exportSlos", slos, "list");
  slos.forEach((slo) => requireSlo("each of slos of exportSlos", slo));
  requireProperties("exportSlos", options, {
    prometheusUrl: "text?",
    lokiUrl: "text?",
  });
  const {
    prometheusUrl = "http://prometheus:9090",
    lokiUrl = "http://loki:3100",
  } = options;
  requireDifferent(slos);
  const names = uniqueNames(slos.map(({ id }) => id));
  const services = [...new Set(slos.map(({ service }) => service))];
  const serviceNames = uniqueNames(services);
  const named = slos.map((slo, index): Named => ({
    slo,
    name: names[index] ?? "",
    service: serviceNames[services.indexOf(slo.service)] ?? "",
  }));
  const source = (name: string, type: string, url: string) =>
    object("DataSource", { name }, { type, connectionDetails: { url } });
  const hasLogs = slos.some(({ sli }) => sli.events.measure.kind === "logs");
  return [
    source(SOURCE.metrics, "Prometheus", prometheusUrl),
    ...(hasLogs ? [source(SOURCE.logs, "Loki", lokiUrl)] : []),
    ...serviceNames.map((name) => object("Service", { name }, {})),
    ...named.flatMap((each) => documentsFor(each, named)),
  ]
    .map(toYaml)
    .join("---\n");
}

function object(kind: string, metadata: object, spec: object): object {
  return { apiVersion: "openslo/v1", kind, metadata, spec };
}

function documentsFor(named: Named, all: readonly Named[]): readonly object[] {
  const { slo, name } = named;
  const fields = openSloIndicator(slo.sli.events, slo.groupBy);
  if (fields === undefined) {
    return [journeyDocument(named, all)];
  }
  const { spec, budgetingMethod, objective, isComplete } = fields;
  return [
    object(
      "SLI",
      {
        name,
        ...(!isComplete && {
          annotations: {
            [ANNOTATION.indicator]: JSON.stringify(
              declarationOf(slo.sli.events),
            ),
          },
        }),
      },
      spec,
    ),
    object("SLO", metadataOf(named, {}, hasGroupsInQueries(slo, isComplete)), {
      ...specOf(named),
      indicatorRef: name,
      budgetingMethod,
      objectives: [{ target: slo.objective, ...objective }],
    }),
  ];
}

/** Whether the queries themselves say by what they are grouped. */
function hasGroupsInQueries({ sli }: Slo, isComplete: boolean): boolean {
  const { kind } = sli.events.measure;
  return isComplete && kind !== "logs";
}

function journeyDocument(named: Named, all: readonly Named[]): object {
  const { slo } = named;
  const { measure, method } = slo.sli.events;
  const parts = measure.kind === "journey" ? measure.parts : [];
  const objectives = parts.map(({ id, service, weight }) => {
    const part = all.find(
      ({ slo: other }) => other.id === id && other.service === service,
    );
    if (part === undefined || part.slo.sli.events.measure.kind === "journey") {
      throw new InvalidInputError(
        "slo-export",
        `parts of journey "${slo.id}" must be exported beside it and be no journeys, got ${part === undefined ? "none" : "a journey"} for "${id}" of ${service}; add the objective to the list`,
      );
    }
    return {
      target: slo.objective,
      compositeWeight: weight,
      indicatorRef: part.name,
      ...(method === "RatioTimeslices" && { timeSliceWindow: "1m" }),
    };
  });
  const meant = parts.map(({ id, service }) => ({ service, id }));
  return object(
    "SLO",
    metadataOf(named, { [ANNOTATION.journey]: JSON.stringify(meant) }, false),
    { ...specOf(named), budgetingMethod: method, objectives },
  );
}

function specOf({ slo, service }: Named): object {
  const { calendar, window } = slo;
  return {
    service,
    timeWindow: [
      calendar === undefined
        ? { duration: rollingText(window.toHours()), isRolling: true }
        : {
            duration: { week: "1w", month: "1M", quarter: "1Q" }[calendar.unit],
            isRolling: false,
            calendar: {
              // A Monday, and the first day of a month and of a quarter.
              startTime: "2024-01-01 00:00:00",
              timeZone: calendar.timeZone,
            },
          },
    ],
  };
}

function rollingText(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
}

function metadataOf(
  { slo, name, service }: Named,
  annotations: Readonly<Record<string, string>>,
  hasGroups: boolean,
): object {
  const given = Object.entries(slo.labels);
  const plain = given.filter(([label, value]) => isOpenSloLabel(label, value));
  const hasTeam = slo.team !== undefined && isOpenSloLabel("team", slo.team);
  const options: AnnotatedOptions = {
    ...(slo.name !== alertName(name) && { name: slo.name }),
    ...(slo.id !== name && { id: slo.id }),
    ...(slo.service !== service && { service: slo.service }),
    ...(slo.team !== undefined && !hasTeam && { team: slo.team }),
    ...(slo.groupBy.length > 0 && !hasGroups && { groupBy: slo.groupBy }),
    ...ownOptions(slo),
    ...(plain.length < given.length && {
      labels: Object.fromEntries(
        given.filter(([label, value]) => !isOpenSloLabel(label, value)),
      ),
    }),
  };
  const labels = {
    ...Object.fromEntries(plain),
    ...(hasTeam && { team: slo.team }),
  };
  const notes = {
    ...(Object.keys(options).length > 0 && {
      [ANNOTATION.options]: optionsText(options),
    }),
    ...annotations,
  };
  return {
    name,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(notes).length > 0 && { annotations: notes }),
  };
}

/** What differs from the defaults of an objective. */
function ownOptions(slo: Slo): AnnotatedOptions {
  const windows = ownWindows(slo);
  const { lowTraffic, minimumCoverage, sla, alerts } = slo;
  const { runbookUrl, dashboardUid } = slo;
  return {
    ...(windows !== undefined && { alertWindows: windows }),
    ...(slo.minimumBadEvents !== 3 && {
      minimumBadEvents: slo.minimumBadEvents,
    }),
    ...(slo.minimumEvents !== 0 && { minimumEvents: slo.minimumEvents }),
    ...(lowTraffic !== undefined && { lowTraffic }),
    ...(slo.noTraffic !== "ignore" && { noTraffic: slo.noTraffic }),
    ...(slo.exclusions.length > 0 && { exclusions: slo.exclusions }),
    ...(minimumCoverage !== undefined && { minimumCoverage }),
    ...(!isSame(slo.budgetPolicy, DEFAULT_BUDGET_POLICY) && {
      budgetPolicy: slo.budgetPolicy,
    }),
    ...(sla !== undefined && { sla }),
    ...(alerts !== undefined && { alerts }),
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(dashboardUid !== undefined && { dashboardUid }),
  };
}

/** The alert windows that were given, with those that turned out to be of no use. */
function ownWindows(slo: Slo): readonly BurnRateWindow[] | undefined {
  const usual = planned(slo);
  const { burnRates, omittedWindows, adjustedWindows } = slo;
  return usual !== undefined &&
    isSame(usual, { burnRates, omittedWindows, adjustedWindows })
    ? undefined
    : [
        ...burnRates.map(({ window }) => window),
        ...omittedWindows.map(({ window }) => window),
      ];
}

/** Without windows of its own a low objective may have no alert that can fire. */
function planned({ window, errorBudget }: Slo) {
  try {
    return planWindows(undefined, window, errorBudget);
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return undefined;
    }
    throw error;
  }
}

/** Names as OpenSLO asks for: up to 63 lower-case letters, digits and dashes, each once. */
function uniqueNames(texts: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const base = slug(text) || "objective";
    const stem = base.slice(0, 55).replace(/-+$/, "");
    let name = base.slice(0, 63).replace(/-+$/, "");
    while (used.has(name)) {
      const number = (numbers.get(stem) ?? 1) + 1;
      numbers.set(stem, number);
      name = `${stem}-${number}`;
    }
    used.add(name);
    return name;
  });
}

function requireDifferent(slos: readonly Slo[]): void {
  const known = new Set<string>();
  for (const { service, id } of slos) {
    const key = JSON.stringify([service, id]);
    if (known.has(key)) {
      throw new InvalidInputError(
        "slo-export",
        `objectives must differ in service and id, got "${id}" of ${service} twice; leave one out`,
      );
    }
    known.add(key);
  }
}
