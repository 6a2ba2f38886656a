import { isLabelName, pascalCase, slug, type Labels } from "../domain/names";
import { errorBudget } from "../domain/slo/budget";
import { exactly } from "../domain/slo/decimal";
import { isOwnAnnotation } from "../domain/slo/severity-input";
import { createSlo, type SloInput } from "../domain/slo/objective";
import { planWindows, type BurnRateWindow } from "../domain/slo/windows";
import { Duration } from "../domain/units";
import type { Field, Place } from "./field";

/** What the file does not say. */
export interface SloImportOptions {
  /**
   * What our objectives cannot say is an error, or left out with a warning.
   * @default "error"
   */
  readonly onUnsupported?: "error" | "warn";
  /**
   * Service of Pyrra's objectives that do not name theirs.
   * @default - the label `pyrra.dev/service`, else the `job` of the metric
   */
  readonly service?: string;
  /**
   * Window of Sloth's objectives, which is an option of Sloth too.
   * @default - that of the only AlertWindows in the file, else 30 days
   */
  readonly slothPeriod?: Duration;
}

/** An objective, and where it was declared. */
export interface Imported {
  readonly input: SloInput;
  readonly place: Place;
}

const BOOKKEEPING = [
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
  "selfLink",
  "ownerReferences",
  "finalizers",
] as const;

/** Fields of the metadata of a Kubernetes object. */
export const OBJECT_METADATA = {
  known: ["name", "labels", "annotations"],
  harmless: ["namespace", "displayName"],
  silent: BOOKKEEPING,
} as const;

/** 99.9 of 100 as 0.999, without binary noise. */
export function percentOf(field: Field, percent: number): number {
  if (!(percent > 1 && percent < 100)) {
    throw field.fault(
      `must be a percentage above 1 and below 100, got ${percent}; ${percent > 0 && percent <= 1 ? `write ${exactly(percent).times(100).toString()} for ${percent}` : "write it like 99.9"}`,
    );
  }
  return exactly(percent).div(100).toNumber();
}

/** An identifier from a name of theirs. */
export function idOf(field: Field, name: string): string {
  const id = slug(name);
  if (id === "") {
    throw field.fault(
      `must have letters or digits, got ${JSON.stringify(name)}; give it a name such as availability`,
    );
  }
  if (id !== name) {
    field.warn(
      `becomes ${JSON.stringify(id)}, the form of identifiers of ours`,
    );
  }
  return id;
}

/** A name for alerts. It begins with a letter. */
export function alertName(text: string): string {
  const name = pascalCase(text);
  return /^[A-Z]/.test(name) ? name : `Slo${name}`;
}

/** Labels that the alerts of ours carry anyway, from another source. */
const OWN: Readonly<Record<string, string>> = {
  severity:
    "the severity follows from the window of the alert; match severity=critical or severity=warning in an AlertRoute",
  service: "the label is the name of the service",
  slo: "the label is the name of the objective",
  alertname: "it follows from the name of the objective",
  burn_window: "the label is the window of the alert",
};

/** Labels of a file as those of an objective; later ones replace earlier ones. */
export function labelsIn(
  ...fields: readonly ReadonlyMap<string, Field>[]
): Pick<SloInput, "team" | "labels"> {
  const labels = new Map<string, string>();
  let team: string | undefined;
  for (const entries of fields) {
    for (const [name, at] of entries) {
      const value = at.text();
      if (name === "team") {
        team = value;
      } else if (Object.hasOwn(OWN, name)) {
        at.unsupported(`cannot be taken over, because ${OWN[name]}`);
      } else if (!isLabelName(name)) {
        throw at.fault(
          `must have a name of letters, digits and "_" that does not start with a digit or "__", got ${JSON.stringify(name)}; rename the label`,
        );
      } else {
        labels.set(name, value);
      }
    }
  }
  return {
    ...(team !== undefined && { team }),
    ...(labels.size > 0 && { labels: plain(labels) }),
  };
}

/** An object of what a map holds. */
export function plain(labels: ReadonlyMap<string, string>): Labels {
  return Object.fromEntries(labels);
}

/** Texts that alerts of ours write themselves. */
const OWN_TEXTS = ["summary", "description", "title", "message"];

/** The link to a runbook among annotations, and the others but for texts that ours have anyway. */
export function annotationsIn(entries: ReadonlyMap<string, Field>): {
  readonly runbookUrl?: string;
  readonly annotations?: Labels;
} {
  let runbookUrl: string | undefined;
  const annotations = new Map<string, string>();
  for (const [name, at] of entries) {
    const value = at.text();
    if (/^runbook(?:_?url)?$/i.test(name) && /^https?:\/\//.test(value)) {
      runbookUrl = value;
    } else if (OWN_TEXTS.includes(name) || isOwnAnnotation(name)) {
      at.warn("is left out: alerts of ours have texts of their own");
    } else if (!isLabelName(name)) {
      throw at.fault(
        `must have a name of letters, digits and "_" that does not start with a digit or "__", got ${JSON.stringify(name)}; rename the annotation`,
      );
    } else {
      annotations.set(name, value);
    }
  }
  return {
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(annotations.size > 0 && { annotations: plain(annotations) }),
  };
}

/** The windows that an objective has without any choice. */
export function usualWindows(
  window: Duration,
  objective: number,
): readonly BurnRateWindow[] {
  const { burnRates } = planWindows(undefined, window, errorBudget(objective));
  return burnRates.map((rate) => rate.window);
}

/** Checks an objective as a whole, so that what is wrong is told with its place. */
export function imported(field: Field, input: SloInput): Imported {
  field.checked(() => createSlo(input));
  return { input, place: field.place };
}

/** A duration such as `30d`. */
export function durationIn(field: Field): Duration {
  const text = field.text();
  return field.checked(() => Duration.parse(text));
}
