import { parseArgs } from "node:util";
import { Failure } from "./failure";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | {
      readonly kind: "deploy";
      /** Only show what would change. */
      readonly plan: boolean;
      readonly yes: boolean;
      readonly stack: string | undefined;
    }
  | {
      readonly kind: "destroy";
      /** Whether the data goes too. */
      readonly volumes: boolean;
      readonly yes: boolean;
      readonly stack: string | undefined;
    }
  | {
      readonly kind: "secrets";
      /** Say nothing unless something is wrong. */
      readonly quiet: boolean;
      /** Command that synthesizes; default: `app` of cdktf.json. */
      readonly app: string | undefined;
    }
  | {
      readonly kind: "pagerduty-keys";
      /** Command that synthesizes; default: `app` of cdktf.json. */
      readonly app: string | undefined;
      /** Folder of secrets that no container of the program reads. */
      readonly directory: string | undefined;
    }
  | { readonly kind: "doctor"; readonly yes: boolean };

export const HELP = `Deploys the observability platform that the program in cdktf.json declares.

usage: cdktf-observability <command> [options]

  deploy     check the machine, create missing local secrets, deploy, wait until all is healthy
    --plan          only show what would change
    --yes           install what is missing without asking
    --stack NAME    one stack of several
  destroy    remove what was deployed; data volumes and secrets stay
    --volumes       remove the data volumes too
    --yes           do not ask
    --stack NAME    one stack of several
  secrets    create the secrets that can be generated, and check the others
    --quiet         say nothing unless something is wrong
    --app COMMAND   command that synthesizes, instead of the one in cdktf.json
  pagerduty-keys
             write the missing integration keys of PagerDuty into the secret store; needs
             PAGERDUTY_TOKEN, and makes an integration where a service has none
    --app COMMAND   command that synthesizes, instead of the one in cdktf.json
    --directory DIR secret store of an Alertmanager that is not deployed here
  doctor     only check this machine
    --yes           install what is missing without asking

  --help     this text

TERRAFORM_BINARY_NAME names another Terraform program, such as tofu.
`;

const OPTIONS = {
  deploy: {
    plan: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    stack: { type: "string" },
  },
  destroy: {
    volumes: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    stack: { type: "string" },
  },
  secrets: {
    quiet: { type: "boolean", default: false },
    app: { type: "string" },
  },
  "pagerduty-keys": {
    app: { type: "string" },
    directory: { type: "string" },
  },
  doctor: { yes: { type: "boolean", default: false } },
} as const;

/**
 * Reads the command line.
 *
 * @throws Failure for an unknown command or option
 */
export function parseArguments(argv: readonly string[]): Command {
  const [command, ...rest] = argv;
  if (
    command === undefined ||
    command === "help" ||
    argv.some((each) => each === "--help" || each === "-h")
  ) {
    return { kind: "help" };
  }
  try {
    switch (command) {
      case "deploy": {
        const { values } = parse(rest, OPTIONS.deploy);
        return { kind: command, ...values, stack: values.stack };
      }
      case "destroy": {
        const { values } = parse(rest, OPTIONS.destroy);
        return { kind: command, ...values, stack: values.stack };
      }
      case "secrets": {
        const { values } = parse(rest, OPTIONS.secrets);
        return { kind: command, ...values, app: values.app };
      }
      case "pagerduty-keys": {
        const { app, directory } = parse(rest, OPTIONS[command]).values;
        return { kind: command, app, directory };
      }
      case "doctor":
        return { kind: command, ...parse(rest, OPTIONS.doctor).values };
    }
  } catch (error) {
    throw misused(error instanceof Error ? error.message : String(error));
  }
  throw misused(`unknown command ${JSON.stringify(command)}`);
}

function parse<
  const T extends NonNullable<Parameters<typeof parseArgs>[0]>["options"],
>(args: readonly string[], options: T) {
  return parseArgs({ args: [...args], options, strict: true });
}

function misused(what: string): Failure {
  return new Failure(what, "run: cdktf-observability --help");
}
