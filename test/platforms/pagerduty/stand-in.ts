import {
  cpSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../../support/app";
import { run } from "../../support/tools";
import { schemaDocument } from "./schema";

const VERSION = "3.30.8";

/**
 * Where the provider of Grafana on this machine is a stand-in, one that serves the schema document beside it and
 * contacts nothing, a copy of it can stand for that of PagerDuty. Gives the folder from which
 * Terraform installs it, or nothing.
 */
export function pagerDutyMirror(terraform: string): string | undefined {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      terraform: {
        required_providers: {
          grafana: { source: "grafana/grafana", version: "~> 4.45" },
        },
      },
    }),
  );
  run(terraform, ["init", "-input=false"], { cwd: folder });
  const schema = standInSchema(join(folder, ".terraform", "providers"));
  if (schema === undefined) {
    return undefined;
  }
  const program = realpathSync(schema).replace(/\.schema\.json(?:\.gz)?$/, "");
  const platform = dirname(schema).split("/").at(-1) ?? "";
  const mirror = join(folder, "mirror");
  const executable = join(
    mirror,
    "registry.terraform.io/pagerduty/pagerduty",
    VERSION,
    platform,
    `terraform-provider-pagerduty_v${VERSION}`,
  );
  mkdirSync(dirname(executable), { recursive: true });
  cpSync(program, executable);
  writeFileSync(`${executable}.schema.json`, JSON.stringify(schemaDocument()));
  return mirror;
}

/** Folders of providers are links, which a recursive listing does not follow. */
function standInSchema(providers: string): string | undefined {
  const version = join(providers, "registry.terraform.io/grafana/grafana");
  for (const each of readdirSync(version)) {
    for (const platform of readdirSync(join(version, each))) {
      const folder = join(version, each, platform);
      const schema = readdirSync(folder).find((file) =>
        file.includes(".schema.json"),
      );
      if (schema !== undefined) {
        return join(folder, schema);
      }
    }
  }
  return undefined;
}
