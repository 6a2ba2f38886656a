import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "observability-"));
  folders.push(folder);
  return folder;
}

/** An app that writes to a folder of its own. */
export function temporaryApp(
  context: Readonly<Record<string, unknown>> = {},
): App {
  return new App({ outdir: temporaryFolder(), context });
}

/** What the synthesis complains of, or nothing. */
export function synthesisError(app: App): string {
  try {
    app.synth();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
