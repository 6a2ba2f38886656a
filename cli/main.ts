#!/usr/bin/env node
import { HELP, parseArguments, type Command } from "./arguments";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { Failure } from "./failure";
import { pagerDutyKeys } from "./pagerduty-keys";
import { prepareMachine } from "./prepare-machine";
import { createOutput, type Output } from "./progress";
import { secrets } from "./secrets-command";

async function run(command: Command, output: Output): Promise<void> {
  switch (command.kind) {
    case "help":
      process.stdout.write(HELP);
      return;
    case "deploy":
      return deploy(output, command);
    case "destroy":
      return destroy(output, command);
    case "secrets":
      return secrets(output, command);
    case "pagerduty-keys":
      return pagerDutyKeys(output, command, process.cwd(), process.env);
    case "doctor":
      await prepareMachine(output, command.yes);
      return;
  }
}

async function main(): Promise<void> {
  const output = createOutput(process.stdout, process.env);
  try {
    await run(parseArguments(process.argv.slice(2)), output);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    output.live("");
    createOutput(process.stderr, process.env).bad(error.toString());
    process.exitCode = 1;
  }
}

void main();
