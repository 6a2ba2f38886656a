import { statfsSync } from "node:fs";
import { DockerMissing, findDocker, type DockerEngine } from "./docker";
import { Failure } from "./failure";
import type { Installable } from "./install";
import { runProcess } from "./process";
import {
  compareVersions,
  EngineMissing,
  findEngine,
  type Engine,
} from "./terraform";

const OLDEST_NODE = "20.9.0";
/** Room for the images and the first days of data. */
const FREE_GIBIBYTES = 3;

/** One thing that was looked at. */
export type Finding =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly failure: Failure;
      /** What would put it right, where a package manager may have it. */
      readonly install?: Installable;
    };

/** What a deployment needs of the machine. */
export interface Machine {
  readonly findings: readonly Finding[];
  /** Absent when it does not answer. */
  readonly docker?: DockerEngine;
  /** Absent when there is none. */
  readonly engine?: Engine;
}

/** Looks at the machine; changes nothing. */
export async function checkMachine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Machine> {
  const [docker, engine] = await Promise.all([
    attempt(() => findDocker(environment)),
    attempt(() => findEngine(environment)),
  ]);
  const findings: Finding[] = [
    checkNode(process.versions.node),
    "failure" in docker
      ? {
          ok: false,
          failure: docker.failure,
          ...(docker.failure instanceof DockerMissing && { install: "docker" }),
        }
      : { ok: true, text: `Docker Engine ${docker.value.version}` },
    "failure" in engine
      ? {
          ok: false,
          failure: engine.failure,
          ...(engine.failure instanceof EngineMissing && {
            install: "terraform",
          }),
        }
      : {
          ok: true,
          text: `${engine.value.product} ${engine.value.version} (${engine.value.command})`,
        },
  ];
  if ("value" in docker && docker.value.local) {
    findings.push(await checkDisk());
  }
  return {
    findings,
    ...("value" in docker && { docker: docker.value }),
    ...("value" in engine && { engine: engine.value }),
  };
}

/** Whether Node is recent enough. */
export function checkNode(version: string): Finding {
  return compareVersions(version, OLDEST_NODE) < 0
    ? {
        ok: false,
        failure: new Failure(
          `Node must be version ${OLDEST_NODE} or later, this is ${version}`,
          "update it: https://nodejs.org/",
        ),
      }
    : { ok: true, text: `Node ${version}` };
}

async function checkDisk(): Promise<Finding> {
  const format = "{{.DockerRootDir}}";
  const { stdout } = await runProcess("docker", ["info", "--format", format]);
  const folder = stdout.trim();
  let free: number;
  try {
    const { bavail, bsize } = statfsSync(folder);
    free = (bavail * bsize) / 2 ** 30;
  } catch {
    return { ok: true, text: `free disk space not checked: ${folder}` };
  }
  const amount = `${free.toFixed(1)} GiB free in ${folder}`;
  return free < FREE_GIBIBYTES
    ? {
        ok: false,
        failure: new Failure(
          `${FREE_GIBIBYTES} GiB of disk space must be free for images and data, there are ${amount}`,
          "docker system df shows what Docker uses, docker image prune removes images without a container",
        ),
      }
    : { ok: true, text: amount };
}

async function attempt<T>(
  find: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await find() };
  } catch (error) {
    if (error instanceof Failure) {
      return { failure: error };
    }
    throw error;
  }
}
