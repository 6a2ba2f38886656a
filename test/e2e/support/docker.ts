import { mustRun, run } from "../../support/tools";

export const PROJECT_LABEL = "cdktf-observability.project";

function docker(...args: readonly string[]): string {
  return mustRun("docker", ...args);
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Names of the containers of a project; all of them, or those that run. */
export function containers(project: string, all = false): readonly string[] {
  const filter = `label=${PROJECT_LABEL}=${project}`;
  const args = ["ps", "--format", "{{.Names}}", "--filter", filter];
  return words(docker(...args, ...(all ? ["--all"] : [])));
}

/** Names of all projects of which a container, a network or a volume exists. */
export function projects(): readonly string[] {
  const list = (...command: readonly string[]) =>
    words(
      docker(
        ...command,
        ...["--filter", `label=${PROJECT_LABEL}`],
        ...["--format", `{{.Label "${PROJECT_LABEL}"}}`],
      ),
    );
  return [
    ...list("ps", "--all"),
    ...list("network", "ls"),
    ...list("volume", "ls"),
  ];
}

/** What a project leaves behind, by kind. */
export interface Remains {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** Everything of a project that exists. A volume that Docker made by itself has no label, only a name that begins like the project. */
export function remains(project: string): Remains {
  const list = (kind: "network" | "volume", filter: string) =>
    words(docker(kind, "ls", "--format", "{{.Name}}", "--filter", filter));
  const both = (kind: "network" | "volume") => [
    ...new Set([
      ...list(kind, `label=${PROJECT_LABEL}=${project}`),
      ...list(kind, `name=^${project}-`),
    ]),
  ];
  return {
    containers: containers(project, true),
    networks: both("network"),
    volumes: both("volume"),
  };
}

/** Removes everything of a project, also what an interrupted run has left. */
export function removeAll(project: string): void {
  const { containers: names, volumes } = remains(project);
  const remove = (command: readonly string[], what: readonly string[]) =>
    what.length === 0 ? "" : docker(...command, ...what);
  remove(["rm", "--force", "--volumes"], names);
  removeNetworks(project);
  remove(["volume", "rm", "--force"], volumes);
}

/**
 * Removes the networks of a project that has no container any more.
 *
 * @returns those that Docker Engine 20.10 cannot remove until it is restarted: after many containers crashed at once it
 * counts endpoints that do not exist. They harm nobody.
 */
export function removeNetworks(project: string): readonly string[] {
  return remains(project).networks.filter((name) => {
    const { status, output } = run("docker", ["network", "rm", name]);
    if (status === 0) {
      return false;
    }
    const format = "{{len .Containers}}";
    const attached = docker("network", "inspect", "--format", format, name);
    if (attached.trim() !== "0" || !output.includes("active endpoints")) {
      throw new Error(`network ${name} cannot be removed: ${output}`);
    }
    process.stdout.write(
      `network ${name} stays until Docker is restarted: it has no container, but Docker counts one\n`,
    );
    return true;
  });
}

/** What tells one process from the next one of the same container. */
export function processOf(container: string): string {
  const format = "{{.Id}} {{.State.StartedAt}}";
  return docker("inspect", "--format", format, container).trim();
}

/** Whether the container runs, and is healthy where it has a probe. */
export function isHealthy(container: string): boolean {
  const format =
    "{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}";
  const state = docker("inspect", "--format", format, container).trim();
  return state === "running" || state === "running healthy";
}

/** Ends the programs at once, as a crash or the kernel does when memory runs out. */
export function crash(names: readonly string[]): void {
  const pids = words(docker("inspect", "--format", "{{.State.Pid}}", ...names));
  docker(
    ...["run", "--rm", "--pid=host", "--user=0:0", "--network=none"],
    ...["--cap-drop=ALL", "--cap-add=KILL", "--entrypoint=kill"],
    ...["prom/node-exporter:v1.12.1", "-KILL", ...pids],
  );
}

/** Stops a container from outside, after which Docker does not start it by itself. */
export function kill(container: string): void {
  docker("kill", container);
}

/** Everything that Docker tells of the project's containers: their settings and their output. */
export function everythingSaid(project: string): string {
  const names = containers(project, true);
  const logs = names.map((name) => run("docker", ["logs", name]).output);
  return [docker("inspect", ...names), ...logs].join("\n");
}

/** Reads an address that only containers of the platform reach. */
export function readInside(
  project: string,
  url: string,
  ...headers: readonly string[]
): string {
  return docker(
    ...["exec", `${project}-grafana`, "wget", "-q", "-O", "-"],
    ...headers.flatMap((header) => ["--header", header]),
    url,
  );
}
