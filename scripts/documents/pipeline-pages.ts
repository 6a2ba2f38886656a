import { readFileSync } from "node:fs";
import { LOG_FIELDS } from "../../lib/domain/logs/fields";
import type { MonitoringStack } from "../../stacks/monitoring-stack";
import {
  runStackProgram,
  stackPrograms,
} from "../../test/support/page-programs";
import { withLargeFiles } from "../../test/support/synthesize";
import { readable } from "../../test/support/terraform-text";
import { pipelinesPicture, type PictureOf } from "./pipelines";

/** Pages whose first program is drawn, below the root, and what of its agent. */
export const PIPELINE_PAGES: Readonly<Record<string, PictureOf>> = {
  "docs/logs.md": "logs",
  "docs/traces.md": "traces",
  "docs/instrumentation.md": "services",
};

const CONFIG_FILE = "/etc/otelcol-contrib/config.yaml";

/**
 * A page with what is made for it between its marks: the picture of its first program, and the list of fields.
 *
 * @throws Error when it has no such program, or no marks
 */
export function withGenerated(path: string, picture: PictureOf): string {
  const [program] = stackPrograms(path);
  if (program === undefined) {
    throw new Error(
      `${path} must have a program that declares stack, got none`,
    );
  }
  const stack = runStackProgram(program);
  const drawn = pipelinesPicture(
    collectorConfigOf(stack),
    picture,
    stack.monitoring.model,
  );
  const page = between(
    readFileSync(path, "utf8"),
    "pipeline",
    `\`\`\`mermaid\n${drawn}\n\`\`\``,
  );
  return picture === "logs" ? between(page, "fields", fieldList()) : page;
}

function between(page: string, mark: string, text: string): string {
  const marked = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
  if (!marked.test(page)) {
    throw new Error(`a page must have the marks of ${mark}, got none`);
  }
  return page.replace(
    marked,
    (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`,
  );
}

function fieldList(): string {
  return Object.entries(LOG_FIELDS)
    .map(([name, { meaning }]) => `- \`${name}\`: ${meaning}`)
    .join("\n");
}

interface Container {
  readonly upload?: readonly {
    readonly file: string;
    readonly content: string;
  }[];
}

/** The file that the deployment of a stack gives to its agent; what is wrong with its secrets is of no interest. */
export function collectorConfigOf(stack: MonitoringStack): string {
  stack.prepareStack();
  const { resource } = JSON.parse(
    withLargeFiles(stack, readable(JSON.stringify(stack.toTerraform()))),
  ) as {
    readonly resource: {
      readonly docker_container: Readonly<Record<string, Container>>;
    };
  };
  const found = Object.values(resource.docker_container)
    .flatMap(({ upload = [] }) => upload)
    .find(({ file }) => file === CONFIG_FILE);
  if (found === undefined) {
    throw new Error("the program of a page must deploy an agent, got none");
  }
  return found.content;
}
