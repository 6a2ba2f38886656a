import type { App } from "cdktf";
import {
  AlertReceiver,
  InvalidInputError,
  MonitoringStack,
  ValidationError,
  type MonitoringProps,
  type Service,
} from "cdktf-observability";
import {
  DockerPlatform,
  SecretStore,
  type DockerPlatformOptions,
} from "cdktf-observability/docker";
import { temporaryApp } from "./app";

/** What nobody may ever read in a message. */
export const SECRET = "hunter2-T0PSECRET";

/** A value of another type than the declaration says, as a program without type checks would pass it. */
export function js<T>(value: unknown): T {
  return value as T;
}

/** An address that any program may post to. */
export const inbox = () => AlertReceiver.webhook({ url: "http://inbox:8080/" });

export function platform(
  options: Partial<DockerPlatformOptions> = {},
): DockerPlatform {
  const secrets = SecretStore.directory(".secrets");
  return DockerPlatform.local({ secrets, ...options });
}

/** An app that does not look for secrets. */
export function app(): App {
  return temporaryApp({ "cdktf-observability:secrets": "unchecked" });
}

export function stackOf(
  parent: App,
  props: Partial<MonitoringProps> = {},
  id = "monitoring",
): MonitoringStack {
  return new MonitoringStack(parent, id, {
    platform: platform(),
    profile: "minimal",
    deadMan: inbox(),
    defaultReceivers: [inbox()],
    ...props,
  });
}

/** A program that would be fine, for one mistake to be put in. */
export interface Program {
  readonly app: App;
  readonly stack: MonitoringStack;
  readonly checkout: Service;
}

/** The mistake, and what is expected to be told of it. */
export type BadInput = readonly [
  title: string,
  mistake: (program: Program) => unknown,
  /** Path of the construct to change; nothing for a value that belongs to none yet. */
  path: string | undefined,
  /** Part of the message. */
  told: string | RegExp,
];

/** The complaint about a whole program; `mistake` declares all of it. */
export type BadProgram = readonly [
  title: string,
  mistake: (parent: App) => unknown,
  path: string | undefined,
  told: string | RegExp,
];

/** One message, as a user gets it. */
interface Complaint {
  readonly path: string | undefined;
  readonly message: string;
}

const PREFIX = "Validation failed with the following errors:\n";

/** What a program ends with; an error that is no message for users is thrown on. */
function complaintsOf(parent: App, declare: () => unknown): Complaint[] {
  try {
    declare();
    parent.synth();
    return [];
  } catch (error) {
    if (error instanceof ValidationError) {
      const { path } = error;
      return [{ path, message: error.message.slice(`[${path}] `.length) }];
    }
    if (error instanceof InvalidInputError) {
      return [{ path: undefined, message: error.message }];
    }
    if (error instanceof Error && error.message.startsWith(PREFIX)) {
      const [list = ""] = error.message.slice(PREFIX.length).split("\n\n");
      return list.split(/^ {2}(?=\[)/m).flatMap((each) => {
        const match = /^\[[^\]]+\] (\S+): (.*) \([a-z-]+\)\s*$/s.exec(each);
        return match ? [{ path: match[1], message: match[2] ?? "" }] : [];
      });
    }
    throw error;
  }
}

export function expectComplaint(
  parent: App,
  declare: () => unknown,
  path: string | undefined,
  told: string | RegExp,
): void {
  const complaints = complaintsOf(parent, declare);
  expect(complaints).toEqual([
    {
      path,
      message: expect.stringMatching(/^[^]+ must [^]+, got [^]+; [^]+$/),
    },
  ]);
  const message = complaints[0]?.message ?? "";
  expect(message).not.toMatch(/undefinedd|\[object|NaN(?=[a-z])|[.!]$/);
  expect(message).not.toContain(SECRET);
  if (typeof told === "string") {
    expect(message).toContain(told);
  } else {
    expect(message).toMatch(told);
  }
}

/** Tests that each mistake in an otherwise sound program gives exactly one message. */
export function itTellsOf(rows: readonly BadInput[]): void {
  it.each(rows)("%s", (_title, mistake, path, told) => {
    const parent = app();
    const stack = stackOf(parent);
    const checkout = stack.addService("checkout", {
      team: "payments",
      metrics: { port: 9464 },
    });
    expectComplaint(
      parent,
      () => mistake({ app: parent, stack, checkout }),
      path,
      told,
    );
  });
}

/** The same for programs that declare their platform themselves. */
export function itTellsOfPrograms(rows: readonly BadProgram[]): void {
  it.each(rows)("%s", (_title, mistake, path, told) => {
    const parent = app();
    expectComplaint(parent, () => mistake(parent), path, told);
  });
}
