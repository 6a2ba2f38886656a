import { type TerraformStack, Testing } from "cdktf";
import { ConfigVolume } from "../../lib/platforms/docker/config-volume";
import { escapeRegexp } from "../../lib/domain/promql/regexp";
import { readable } from "./terraform-text";

/** A resource as Terraform reads it. */
export type SynthesizedResource = Readonly<Record<string, unknown>>;

/** A synthesized stack, parsed. */
export interface SynthesizedStack {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, SynthesizedResource>>>
  >;
  /** The document, with its encoded texts written out, and with the files that lie beside it. */
  readonly text: string;
  /** The document as Terraform reads it. */
  readonly written: string;
}

/**
 * Synthesizes a stack as an app does: references are resolved and validations run.
 *
 * @throws Error that lists everything the validations found
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  stack.prepareStack();
  const written = Testing.synth(stack, true);
  const text = withLargeFiles(stack, readable(written));
  const parsed = JSON.parse(text) as Partial<SynthesizedStack>;
  return {
    terraform: parsed.terraform ?? {},
    resource: parsed.resource ?? {},
    text,
    written,
  };
}

/** A document with large files in the place of what names them. */
export function withLargeFiles(stack: TerraformStack, text: string): string {
  const files = stack.node
    .findAll()
    .filter((each) => each instanceof ConfigVolume)
    .flatMap((each) => Object.entries(each.largeFiles()));
  return files.reduce(
    (whole, [path, content]) =>
      whole.replace(
        new RegExp(`"source": ?"${escapeRegexp(path)}"`),
        () => `"content":${JSON.stringify(Buffer.from(content).toString())}`,
      ),
    text,
  );
}

/** All resources of one type, such as `docker_container`. */
export function resourcesOf(
  stack: SynthesizedStack,
  type: string,
): readonly SynthesizedResource[] {
  return Object.values(stack.resource[type] ?? {});
}
