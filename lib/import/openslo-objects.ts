import { shown } from "../domain/shown";
import type { Field } from "./field";

/** What the documents of a file say of each other by name. */
export class OpenSloObjects {
  readonly slos: Field[] = [];
  private readonly named = new Map<string, Map<string, Field>>();

  /** Takes a document of `openslo/v1`. */
  add(root: Field): void {
    const kind = root.peek("kind").choice(KINDS);
    const get = root.record({
      known: ["apiVersion", "kind", "metadata", "spec"],
    });
    const name = get("metadata").peek("name").text();
    const known = this.of(kind);
    if (known.has(name)) {
      throw get("metadata")
        .peek("name")
        .fault(
          `must be the only ${kind} of that name, got ${shown(name)} twice; rename one`,
        );
    }
    known.set(name, root);
    switch (kind) {
      case "SLO":
        this.slos.push(root);
        return;
      case "Service":
        metadataIn(get("metadata"));
        get("spec").record({ known: [], harmless: ["description"] });
        return;
      case "DataSource":
        metadataIn(get("metadata"));
        // Details of the connection may be secret, and are none of our business.
        get("spec").record({
          known: ["type"],
          harmless: ["description"],
          silent: ["connectionDetails"],
        });
        return;
      default:
        return;
    }
  }

  /** The document that a reference means. */
  find(kind: Kind, reference: Field): Field {
    const name = reference.text();
    const found = this.of(kind).get(name);
    if (found === undefined) {
      throw reference.fault(
        `must name a ${kind} of the file, got ${shown(name)}; add its document`,
      );
    }
    return found;
  }

  has(kind: Kind, name: string): boolean {
    return this.of(kind).has(name);
  }

  private of(kind: Kind): Map<string, Field> {
    const known = this.named.get(kind) ?? new Map<string, Field>();
    this.named.set(kind, known);
    return known;
  }
}

const KINDS = [
  "SLO",
  "SLI",
  "Service",
  "DataSource",
  "AlertPolicy",
  "AlertCondition",
  "AlertNotificationTarget",
] as const;

type Kind = (typeof KINDS)[number];

/** The metadata of an object of which only the name matters. */
export function metadataIn(
  field: Field,
  known: readonly string[] = [],
): (name: string) => Field {
  const harmless = ["displayName", "labels", "annotations"];
  return field.record({
    known: ["name", ...known],
    harmless: harmless.filter((name) => !known.includes(name)),
  });
}
