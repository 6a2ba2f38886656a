import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure";
import type { PlannedContainer, PublishedPort, StackPlan } from "./manifest";
import { runProcess } from "./process";
import { elapsed, type Output } from "./progress";

const POLL_MS = 1_000;
const LOG_LINES = 15;
const PROMETHEUS_PORT = 9090;

interface ContainerState {
  readonly name: string;
  readonly ready: boolean;
  /** Such as `running`, `starting` or `unhealthy`. */
  readonly state: string;
}

/**
 * Waits until each container runs and is healthy, and each published Prometheus reaches each target.
 *
 * @throws Failure with the last log lines of the first container that did not become healthy, or the targets that are down
 */
export async function waitUntilHealthy(
  plans: readonly StackPlan[],
  output: Output,
  limitMs: number,
): Promise<void> {
  const start = Date.now();
  const containers = plans.flatMap((plan) => plan.containers);
  const reported = new Set<string>();
  for (;;) {
    const states = await containerStates(containers);
    for (const { name, ready, state } of states) {
      if (ready && !reported.has(name)) {
        reported.add(name);
        output.good(`${name} is ${state} (${elapsed(start)})`);
      }
    }
    const waiting = states.filter(({ ready }) => !ready);
    const [first] = waiting;
    if (first === undefined) {
      break;
    }
    if (Date.now() - start > limitMs) {
      throw await unhealthy(first, start);
    }
    output.live(
      `waiting for ${waiting.map(({ name, state }) => `${name} (${state})`).join(", ")}  ${elapsed(start)}`,
    );
    await sleep(POLL_MS);
  }
  const ports = plans.flatMap((plan) => plan.ports);
  const prometheis = ports.filter(
    ({ internal }) => internal === PROMETHEUS_PORT,
  );
  for (const prometheus of prometheis) {
    await waitForTargets(prometheus, output, start, limitMs);
  }
}

async function containerStates(
  containers: readonly PlannedContainer[],
): Promise<readonly ContainerState[]> {
  const format =
    "{{.Name}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}";
  const names = containers.map(({ name }) => name);
  const args = ["container", "inspect", "--format", format, ...names];
  const { stdout } = await runProcess("docker", args);
  const found = new Map(
    stdout.split("\n").map((line) => {
      const [name = "", status = "", health = ""] = line.split(" ");
      return [name.replace(/^\//, ""), { status, health }] as const;
    }),
  );
  return containers.map(({ name, probed }) => {
    const { status, health } = found.get(name) ?? {
      status: "absent",
      health: "",
    };
    const state = status === "running" && probed ? health : status;
    const ready = state === (probed ? "healthy" : "running");
    return { name, ready, state };
  });
}

async function unhealthy(
  { name, state }: ContainerState,
  start: number,
): Promise<Failure> {
  const args = ["logs", "--tail", String(LOG_LINES), name];
  const { stdout, stderr } = await runProcess("docker", args);
  return new Failure(
    `container ${name} must become healthy, it is ${state} after ${elapsed(start)}`,
    `the last lines of its log (docker logs ${name} shows all):\n${(stdout + stderr).trim()}`,
  );
}

interface Target {
  readonly labels: { readonly job: string; readonly instance: string };
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

async function waitForTargets(
  { container, port }: PublishedPort,
  output: Output,
  start: number,
  limitMs: number,
): Promise<void> {
  for (;;) {
    const targets = await activeTargets(port);
    const waiting = targets.filter(({ health }) => health !== "up");
    if (targets.length > 0 && waiting.length === 0) {
      output.good(
        `${container} reaches all ${targets.length} targets (${elapsed(start)})`,
      );
      return;
    }
    if (Date.now() - start > limitMs) {
      throw new Failure(
        `${container} must reach all ${targets.length} targets, it does not reach ${waiting.length} after ${elapsed(start)}`,
        waiting
          .map(
            ({ labels, health, lastError }) =>
              `${labels.job} ${labels.instance}: ${lastError || health}`,
          )
          .join("\n") || `http://127.0.0.1:${port}/targets does not answer`,
      );
    }
    output.live(
      `waiting for targets ${waiting.map(({ labels }) => labels.job).join(", ")}  ${elapsed(start)}`,
    );
    await sleep(POLL_MS);
  }
}

async function activeTargets(port: number): Promise<readonly Target[]> {
  try {
    const response = await fetch(
      `http://127.0.0.1:${port}/api/v1/targets?state=active`,
      { signal: AbortSignal.timeout(5_000) },
    );
    const body = (await response.json()) as {
      readonly data: { readonly activeTargets: readonly Target[] };
    };
    return body.data.activeTargets;
  } catch {
    return [];
  }
}
