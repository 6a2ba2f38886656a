import { problem, type Problem } from "../../domain/problem";
import type { AlertReceiver } from "../../domain/routing/receiver";
import { secretsOf } from "../../domain/routing/receiver";
import type { RoutingTree } from "../../domain/routing/route";
import type { SecretRef } from "../../domain/secret";

/** Name of the Terraform variable with the content of a secret; names of environment variables have no dots and dashes. */
export function secretVariable({ name }: SecretRef): string {
  return `grafana_secret_${name.replace(/[.-]/g, "_")}`;
}

/** Secrets that contact points are made of. The mail server, its password with it, is a matter of Grafana's own settings. */
export function contactSecrets(tree: RoutingTree): readonly SecretRef[] {
  const byName = new Map(
    tree.receivers
      .flatMap(({ receivers }) => receivers.filter(passesSecrets))
      .flatMap(secretsOf)
      .map((secret) => [secret.name, secret]),
  );
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Secrets that would come into the state of Terraform without consent, and secrets that share a variable.
 *
 * The provider has no write-only arguments for them: https://github.com/grafana/terraform-provider-grafana/issues/2950
 */
export function secretProblems(
  path: string,
  tree: RoutingTree,
  accepted: boolean,
): readonly Problem[] {
  const secrets = contactSecrets(tree);
  if (secrets.length === 0) {
    return [];
  }
  if (!accepted) {
    return [
      problem(
        "secret-in-state",
        path,
        `secrets of receivers must stay out of the state of Terraform, got ${listed(secrets)}, which the contact points of Grafana would hold there in plain text; encrypt the state and set secretsInState: true, or leave these receivers with an Alertmanager`,
      ),
    ];
  }
  return secrets.flatMap((secret, index) => {
    const twin = secrets
      .slice(0, index)
      .find((other) => secretVariable(other) === secretVariable(secret));
    return twin === undefined
      ? []
      : [
          problem(
            "secret-variable",
            path,
            `secrets of receivers must have names that differ in letters, digits or "_", got ${listed([twin, secret])}, which would share the variable ${secretVariable(secret)}; rename one`,
          ),
        ];
  });
}

function passesSecrets({ kind }: AlertReceiver): boolean {
  return kind !== "email" && kind !== "sms";
}

function listed(secrets: readonly SecretRef[]): string {
  return secrets.map(({ name }) => JSON.stringify(name)).join(" and ");
}
