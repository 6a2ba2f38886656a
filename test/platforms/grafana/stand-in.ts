import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Whether the installed provider is a stand-in: one that only serves the schema document that lies beside it. */
export function contactsNothing(stackFolder: string): boolean {
  const installed = join(
    stackFolder,
    ".terraform/providers/registry.terraform.io/grafana/grafana",
  );
  return (
    existsSync(installed) &&
    readdirSync(installed, { recursive: true }).some((file) =>
      String(file).includes(".schema.json"),
    )
  );
}
