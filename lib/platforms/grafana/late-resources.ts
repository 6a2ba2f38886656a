import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { slug } from "../../domain/names";
import { SecretRef } from "../../domain/secret";
import type { ConfigSection } from "../../render/merge";
import { terraformText } from "../terraform-text";
import { validated } from "../validation";
import type { GrafanaAddress } from "./provider";
import { secretVariable } from "./secret-variables";

/** Something that a Grafana has once in each organization, so that a second maker of it would undo the first one's work. */
export interface Ownership {
  /** Such as `notification policy`. */
  readonly what: string;
  readonly grafana: GrafanaAddress;
}

/** One resource as Terraform knows it. */
export interface LateResource {
  /** Such as `grafana_rule_group`. */
  readonly type: string;
  /** Second part of the address. */
  readonly id: string;
  /** A `SecretRef` stands for the variable with its content. */
  readonly settings: ConfigSection;
  /** Addresses of what must be there before it, and stay until it is gone. */
  readonly dependsOn?: readonly string[];
  /** Whether it is removed only after what depends on it has let go of it. */
  readonly removedLast?: boolean;
}

/**
 * Resources whose number is known only when everything is declared. Constructs cannot be made as late as that, but a part of
 * Terraform's document can.
 */
export class LateResources extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    /** What no other construct of the program may make too. */
    readonly owned: Ownership,
    /** Is told what all second parts of addresses begin with, so that two of these in one stack have others. */
    private readonly resources: (prefix: string) => readonly LateResource[],
  ) {
    super(scope, id);
  }

  override toTerraform(): object {
    return validated(this, () => this.document());
  }

  private document(): object {
    const secrets = new Map<string, SecretRef>();
    const resource: Record<string, Record<string, unknown>> = {};
    for (const { type, id, settings, dependsOn, removedLast } of this.resources(
      this.friendlyUniqueId,
    )) {
      (resource[type] ??= {})[id] = {
        ...(argument(settings, secrets) as object),
        ...(dependsOn !== undefined &&
          dependsOn.length > 0 && { depends_on: dependsOn }),
        ...(removedLast && { lifecycle: { create_before_destroy: true } }),
      };
    }
    return {
      ...(Object.keys(resource).length > 0 && { resource }),
      ...(secrets.size > 0 && { variable: variables([...secrets.values()]) }),
    };
  }
}

export function addressOf({ type, id }: LateResource): string {
  return `${type}.${id}`;
}

/** Second parts of addresses, in the order of the names they are made of; names with one slug get numbers. */
export function resourceIds(
  prefix: string,
  names: readonly string[],
): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = `${prefix}-${slug(name)}`;
    let id = base;
    for (let number = 2; taken.has(id); number++) {
      id = `${base}-${number}`;
    }
    taken.add(id);
    return id;
  });
}

/** Texts are meant literally, and what is left out stays out. */
function argument(value: unknown, secrets: Map<string, SecretRef>): unknown {
  if (value instanceof SecretRef) {
    secrets.set(value.name, value);
    return `\${var.${secretVariable(value)}}`;
  }
  if (typeof value === "string") {
    return terraformText(value);
  }
  if (Array.isArray(value)) {
    return value.map((each) => argument(each, secrets));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) =>
        each === undefined ? [] : [[key, argument(each, secrets)]],
      ),
    );
  }
  return value;
}

function variables(secrets: readonly SecretRef[]): object {
  return Object.fromEntries(
    secrets.map((secret) => [
      secretVariable(secret),
      {
        type: "string",
        sensitive: true,
        description: `Content of the secret "${secret.name}"`,
      },
    ]),
  );
}
