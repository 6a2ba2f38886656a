import { readFileSync } from "node:fs";
import { InvalidInputError } from "../domain/problem";
import { requireKind } from "../domain/shape";
import { parseSlos, type ImportedSlos, type SloImportOptions } from "./parse";

/**
 * Reads a file of objectives; see `parseSlos`.
 *
 * @param file path, as messages repeat it
 * @throws SloImportError with everything that is wrong in it, and InvalidInputError when it cannot be read
 */
export function importSlos(
  file: string,
  options: SloImportOptions = {},
): ImportedSlos {
  requireKind("file of importSlos", file, "text");
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new InvalidInputError(
      "slo-import-file",
      `file of importSlos must be readable, got ${file} (${reason}); give the path of a YAML file`,
    );
  }
  // A byte that is no UTF-8 becomes a character that YAML files do not have.
  const text = bytes.toString("utf8");
  const odd = text.indexOf("\ufffd");
  return parseSlos(
    odd >= 0 && !bytes.includes("\ufffd")
      ? text.replaceAll("\ufffd", "\0")
      : text,
    file,
    options,
  );
}
