import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { start } from "../../support/program";
import { mustRun, run } from "../../support/tools";

/** Of this run alone, since another one may have containers of its own. */
const LABEL = `cdktf-observability-test=exporter-catalogs-${process.pid}`;

/**
 * Starts a program with its configuration in a folder of its own; returns how to end it. Objects become JSON, which all
 * these programs read as YAML. `FOLDER` in texts stands for the folder.
 */
export function startConfigured(
  path: string,
  args: readonly string[],
  files: Readonly<Record<string, object | string>> = {},
): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exporters-"));
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    const text =
      typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(file, text.replaceAll("FOLDER", folder));
  }
  const program = start(
    path,
    args.map((arg) => arg.replaceAll("FOLDER", folder)),
  );
  return async () => {
    await program.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Runs an image until `removeContainers`; returns where its port can be reached on 127.0.0.1. */
export function startContainer(
  docker: string,
  image: string,
  port: number,
  options: readonly string[] = [],
): number {
  const published = ["-p", `127.0.0.1::${port}`];
  const id = mustRun(
    docker,
    "run",
    "-d",
    "--label",
    LABEL,
    ...published,
    ...options,
    image,
  ).trim();
  return Number(
    mustRun(docker, "port", id, `${port}/tcp`).trim().split(":")[1],
  );
}

export function removeContainers(docker: string): void {
  const ids = mustRun(docker, "ps", "-aq", "--filter", `label=${LABEL}`)
    .split("\n")
    .filter(Boolean);
  if (ids.length > 0) {
    run(docker, ["rm", "-f", ...ids]);
  }
}

/** Names and types on a metrics page; empty while nothing answers. */
export async function typesAt(
  url: string,
): Promise<ReadonlyMap<string, string>> {
  const page = await fetch(url)
    .then((response) => response.text())
    .catch(() => "");
  return new Map(
    [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((match) => [
      match[1] ?? "",
      match[2] ?? "",
    ]),
  );
}

/**
 * The metrics of a catalog that a running program does not expose with the same type. Asks again until none is left,
 * since some come with the first request, flush or compaction, and calls `act` before each question.
 */
export async function disagreements(
  url: string,
  metrics: readonly MetricSpec[],
  act: () => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly string[]> {
  let different: readonly string[] = ["nothing asked"];
  for (let attempt = 0; attempt < 150 && different.length > 0; attempt++) {
    await act().catch(() => undefined);
    const types = await typesAt(url);
    different = metrics
      .filter(({ name, type }) => {
        const real = types.get(name);
        // The kernel's own numbers come without a type.
        return real !== type && real !== "untyped";
      })
      .map(
        ({ name, type }) => `${name} ${type}: ${types.get(name) ?? "absent"}`,
      );
    if (different.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return different;
}
