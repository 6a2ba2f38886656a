import { InvalidInputError } from "../domain/problem";

/** Something that an import has to say about a place in a file. */
export interface ImportFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Where inside the document, such as `slos[0].sli.events.error_query`. */
  readonly path: string;
  /** The whole sentence, which begins with `file:line:column: path`. */
  readonly message: string;
}

/** Findings that a message spells out; the others are counted. */
const SHOWN = 20;

/** A file of objectives is wrong, or says what objectives of ours cannot say. */
export class SloImportError extends InvalidInputError {
  /** @param findings all that is wrong, in the order of the file */
  constructor(readonly findings: readonly ImportFinding[]) {
    const more = findings.length - SHOWN;
    super(
      "slo-import",
      [
        ...findings.slice(0, SHOWN).map(({ message }) => message),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join("\n"),
    );
    this.name = "SloImportError";
  }
}

/** Stops the reading of one objective; what was found is reported with what is wrong elsewhere. */
export class Fault extends Error {
  constructor(readonly finding: ImportFinding) {
    super(finding.message);
    this.name = "Fault";
  }
}

/** Collects what is wrong in a file, so that all of it is reported together. */
export class Findings {
  readonly errors: ImportFinding[] = [];
  readonly warnings: ImportFinding[] = [];

  /** @param onUnsupported whether what our objectives cannot say is an error */
  constructor(readonly onUnsupported: "error" | "warn") {}

  unsupported(finding: ImportFinding): void {
    (this.onUnsupported === "error" ? this.errors : this.warnings).push(
      finding,
    );
  }

  /** Runs `read`; a fault in it is kept for the report. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Fault)) {
        throw error;
      }
      this.errors.push(error.finding);
      return undefined;
    }
  }

  /** @throws SloImportError when anything is wrong */
  report(): void {
    if (this.errors.length > 0) {
      throw new SloImportError(inOrder(this.errors));
    }
  }
}

/** As they stand in the file. */
export function inOrder(
  findings: readonly ImportFinding[],
): readonly ImportFinding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}
