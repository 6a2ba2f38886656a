import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Longer texts are cut before Terraform reads them, at which it takes a second for each 600 KB. */
const LONG = 1000;

/**
 * Cuts the long texts of a synthesized stack, once it is certain that they are texts: all that Terraform would take for a
 * template in them is escaped, or stands for a few characters itself.
 *
 * @throws Error that names a template
 */
export function shortenTexts(folder: string): void {
  const file = join(folder, "cdk.tf.json");
  const short: unknown = JSON.parse(
    readFileSync(file, "utf8"),
    (_key, value: unknown) => {
      if (typeof value !== "string" || value.length <= LONG) {
        return value;
      }
      const template = /(?:^|[^$])\$\{.{0,40}|(?:^|[^%])%\{.{0,40}/s.exec(
        value.replace(/\$\{"[^"\\]*"\}/g, ""),
      );
      if (template !== null) {
        throw new Error(`a long text holds a template: ${template[0]}`);
      }
      return value.slice(0, LONG).replace(/[$%{]/g, "");
    },
  );
  writeFileSync(file, JSON.stringify(short));
}
