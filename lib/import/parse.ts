import { requireKind, requireOneOf, requireProperties } from "../domain/shape";
import { shown } from "../domain/shown";
import type { SloInput } from "../domain/slo/objective";
import { Duration } from "../domain/units";
import type { Imported, SloImportOptions } from "./common";
import { documentsOf, Source } from "./documents";
import { Page, type Field, type Place } from "./field";
import { Findings, inOrder, type ImportFinding } from "./findings";
import { openSloObjectives } from "./openslo";
import { OpenSloObjects } from "./openslo-objects";
import { pyrraObject } from "./pyrra";
import { slothObject, slothSpec, type SlothPeriod } from "./sloth";
import { slothWindows } from "./sloth-windows";

export type { SloImportOptions };

/** Objectives of a file. */
export interface ImportedSlos {
  /** What `createSlo` and `ImportedObjectives` take, in the order of the file; composites are last. */
  readonly slos: readonly SloInput[];
  /** What was left out, because it has no meaning here. */
  readonly warnings: readonly ImportFinding[];
}

/** Characters of OpenSLO documents, which are held in memory together, because they refer to each other. */
const LONGEST_OPENSLO = 16 * 2 ** 20;

/**
 * Reads objectives of Sloth (`prometheus/v1`, `PrometheusServiceLevel`, `AlertWindows`), Pyrra (`ServiceLevelObjective`)
 * and OpenSLO (`openslo/v1`), mixed as one likes.
 *
 * @param text YAML, of any number of documents
 * @param name of the file, for messages
 * @throws SloImportError with everything that is wrong, or cannot be said, each with file, line, column and path
 */
export function parseSlos(
  text: string,
  name: string,
  options: SloImportOptions = {},
): ImportedSlos {
  requireKind("text of parseSlos", text, "text");
  requireKind("name of parseSlos", name, "text");
  requireProperties("parseSlos", options, {
    onUnsupported: "any",
    service: "text?",
    slothPeriod: "duration?",
  });
  const { onUnsupported = "error" } = options;
  requireOneOf("onUnsupported of parseSlos", onUnsupported, ["error", "warn"]);
  const findings = new Findings(onUnsupported);
  const source = new Source(name, text, findings);
  const imported = findings.attempt(() => objectivesOf(source, options)) ?? [];
  requireDifferent(imported, findings);
  if (imported.length === 0 && findings.errors.length === 0) {
    findings.errors.push(
      source.fail(
        0,
        "must hold at least one objective, got none; give a file of Sloth, Pyrra or OpenSLO",
      ).finding,
    );
  }
  findings.report();
  return {
    slos: imported.map(({ input }) => input),
    warnings: inOrder(findings.warnings),
  };
}

function objectivesOf(
  source: Source,
  options: SloImportOptions,
): readonly Imported[] {
  const period = slothPeriodOf(source, options);
  const openSlo = new OpenSloObjects();
  let openSloLength = 0;
  const imported: Imported[] = [];
  for (const object of objectsIn(source)) {
    object.attempt(() => {
      const api = apiOf(object);
      if (api === "openslo/v1") {
        openSloLength += object.length;
        if (openSloLength > LONGEST_OPENSLO) {
          throw source.fail(
            object.start,
            `must have at most ${LONGEST_OPENSLO} characters of OpenSLO, whose documents refer to each other, got more; split it into several files`,
          );
        }
        openSlo.add(object);
      } else {
        imported.push(...objectivesIn(object, api, period, options));
      }
    });
  }
  return [...imported, ...openSloObjectives(openSlo)];
}

/** The objects of all documents; a list of objects is as many documents. */
function* objectsIn(source: Source): Generator<Field, void, undefined> {
  for (const document of documentsOf(source)) {
    const root = source.findings.attempt(() =>
      new Page(source, document).root(),
    );
    if (root === undefined || root.isMissing) {
      continue;
    }
    const items = source.findings.attempt(() =>
      root.isList
        ? root.list()
        : root.isRecord && LISTS.includes(kindOf(root))
          ? root
              .record({
                known: ["apiVersion", "kind", "items"],
                silent: ["metadata"],
              })("items")
              .list()
          : [root],
    );
    yield* items ?? [];
  }
}

/** As `kubectl get -o yaml` writes several objects. */
const LISTS: readonly string[] = [
  "List",
  "PrometheusServiceLevelList",
  "ServiceLevelObjectiveList",
];

function kindOf(object: Field): string {
  const kind = object.peek("kind");
  return kind.isMissing ? "" : kind.text();
}

const SLOTH = "sloth.slok.dev/v1";
const PYRRA = "pyrra.dev/v1alpha1";

/** The version of the format that an object is written in. */
function apiOf(object: Field): string {
  const [version, api] = [object.peek("version"), object.peek("apiVersion")];
  const field = version.isMissing ? api : version;
  const text = field.isMissing ? "" : field.text();
  const known = ["prometheus/v1", SLOTH, PYRRA, "openslo/v1"];
  if (!object.isRecord || !known.includes(text)) {
    throw (object.isRecord && !field.isMissing ? field : object).fault(
      `must be of Sloth (version: prometheus/v1, or apiVersion: ${SLOTH}), Pyrra (apiVersion: ${PYRRA}) or OpenSLO (apiVersion: openslo/v1), got ${text === "" ? "neither version nor apiVersion" : shown(text)}; convert it to one of them`,
    );
  }
  return text;
}

function objectivesIn(
  object: Field,
  api: string,
  period: SlothPeriod,
  { service }: SloImportOptions,
): readonly Imported[] {
  switch (api) {
    case "prometheus/v1":
      return slothSpec(object, period);
    case SLOTH:
      return object
        .peek("kind")
        .choice(["PrometheusServiceLevel", "AlertWindows"]) === "AlertWindows"
        ? []
        : slothObject(object, period);
    default:
      object.peek("kind").choice(["ServiceLevelObjective"]);
      return [pyrraObject(object, service)];
  }
}

/** Alert windows may stand behind the objectives that they are for, so they are looked for before. */
function slothPeriodOf(
  source: Source,
  { slothPeriod }: SloImportOptions,
): SlothPeriod {
  const usual = slothPeriod ?? Duration.days(30);
  if (!source.text.includes("AlertWindows")) {
    return { period: usual };
  }
  const ahead = new Source(source.name, source.text, new Findings("warn"));
  const given: ReturnType<typeof slothWindows>[] = [];
  for (const object of objectsIn(ahead)) {
    object.attempt(() => {
      if (apiOf(object) === SLOTH && kindOf(object) === "AlertWindows") {
        const windows = source.findings.attempt(() => slothWindows(object));
        given.push(...(windows === undefined ? [] : [windows]));
      }
    });
  }
  source.findings.warnings.push(...ahead.findings.warnings);
  const [only] = given;
  const chosen =
    slothPeriod === undefined && given.length === 1
      ? only
      : given.find(({ period }) => period.equals(usual));
  for (const { field, period } of given) {
    if (chosen?.period.equals(period) !== true) {
      source.findings.unsupported(
        field.note(
          `is for objectives over ${period.toPrometheus()}, of which there are none; choose the period by the option slothPeriod, or remove it`,
        ),
      );
    }
  }
  return chosen === undefined
    ? { period: usual }
    : { period: chosen.period, windows: chosen.windows };
}

/** Rules and dashboards tell objectives apart by service and id. */
function requireDifferent(
  imported: readonly Imported[],
  findings: Findings,
): void {
  const known = new Map<string, Place>();
  for (const { input, place } of imported) {
    const { service, id = "", name } = input;
    for (const key of [
      ["id", id],
      ["name", name],
    ] as const) {
      const before = known.get(JSON.stringify([service, ...key]));
      if (before !== undefined) {
        findings.errors.push(
          place.note(
            `must have another ${key[0]} than the other objectives of ${service}, got ${JSON.stringify(key[1])} as at line ${before.line}; rename one`,
          ),
        );
        break;
      }
      known.set(JSON.stringify([service, ...key]), place);
    }
  }
}
