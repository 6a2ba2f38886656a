import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  PAGERDUTY_MANIFEST_FILE,
  type PagerDutyManifest,
} from "../lib/domain/routing/pagerduty-manifest";
import { Failure } from "./failure";
import { readStackPlan } from "./manifest";
import { PagerDutyApi } from "./pagerduty-api";
import type { Output } from "./progress";
import { readProject, synthesize, type SynthesizedStack } from "./project";
import { writeSecret } from "./secrets";

interface WantedKey {
  readonly apiUrl: string;
  readonly service: string;
  /** Absolute path. */
  readonly file: string;
}

/**
 * Writes the integration keys of the program's services into the files that Alertmanager reads. Files that are there stay
 * as they are. The keys are in no state of Terraform and on no screen.
 *
 * @throws Failure without a token, and for what PagerDuty lacks; keys that were written before stay
 */
export async function pagerDutyKeys(
  output: Output,
  options: {
    readonly app: string | undefined;
    readonly directory: string | undefined;
  },
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const project = readProject(folder);
  const stacks = await synthesize({
    ...project,
    app: options.app ?? project.app,
  });
  const directory =
    options.directory === undefined
      ? undefined
      : resolve(folder, options.directory);
  const wanted = wantedKeys(stacks, directory);
  if (wanted.length === 0) {
    output.line("the program has no services of PagerDuty");
  }
  const token = environment.PAGERDUTY_TOKEN ?? "";
  if (token === "" && wanted.some(({ file }) => !existsSync(file))) {
    throw new Failure(
      "PAGERDUTY_TOKEN must hold an API key, it is not set",
      "make one in PagerDuty (Integrations, API Access Keys) and set it for this command only",
    );
  }
  for (const { apiUrl, service, file } of wanted) {
    if (existsSync(file)) {
      output.good(`${service}  ${file}`);
      continue;
    }
    const api = new PagerDutyApi(apiUrl, token);
    const { key, created } = await api.integrationKey(service);
    writeSecret(file, key);
    output.good(
      `${service}  ${file} (${created ? "integration made, key written" : "key written"})`,
    );
  }
}

function wantedKeys(
  stacks: readonly SynthesizedStack[],
  directory: string | undefined,
): readonly WantedKey[] {
  const read = new Map(
    stacks
      .flatMap((stack) => readStackPlan(stack).secrets)
      .map(({ name, file }) => [name, file]),
  );
  return stacks.flatMap(({ folder }) => {
    const path = join(folder, PAGERDUTY_MANIFEST_FILE);
    if (!existsSync(path)) {
      return [];
    }
    const { apiUrl, services } = JSON.parse(
      readFileSync(path, "utf8"),
    ) as PagerDutyManifest;
    return services.map(({ name, secret }) => {
      const file =
        directory === undefined ? read.get(secret) : join(directory, secret);
      if (file === undefined) {
        throw new Failure(
          `secret "${secret}" of service "${name}" must be read by an Alertmanager of the program, none reads it as a file`,
          "route alerts to the receiver of the service, or name the folder of the secrets: --directory DIR",
        );
      }
      return { apiUrl, service: name, file };
    });
  });
}
