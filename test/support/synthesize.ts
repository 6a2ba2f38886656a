import { type TerraformStack, Testing } from "cdktf";

/** A resource as Terraform reads it. */
export type SynthesizedResource = Readonly<Record<string, unknown>>;

/** A synthesized stack, parsed. */
export interface SynthesizedStack {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, SynthesizedResource>>>
  >;
  /** The document as it is written. */
  readonly text: string;
}

/**
 * Synthesizes a stack as an app does: references are resolved and validations run.
 *
 * @throws Error that lists everything the validations found
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  stack.prepareStack();
  const text = Testing.synth(stack, true);
  const parsed = JSON.parse(text) as Partial<SynthesizedStack>;
  return {
    terraform: parsed.terraform ?? {},
    resource: parsed.resource ?? {},
    text,
  };
}

/** All resources of one type, such as `docker_container`. */
export function resourcesOf(
  stack: SynthesizedStack,
  type: string,
): readonly SynthesizedResource[] {
  return Object.values(stack.resource[type] ?? {});
}
