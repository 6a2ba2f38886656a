import { Failure } from "./failure";
import { runProcess } from "./process";

const OLDEST = "20.10";

/** The container engine that this machine's client reaches. */
export interface DockerEngine {
  readonly version: string;
  /** Its address, for programs that do not know Docker's contexts. */
  readonly host: string;
  /** Whether its ports are those of this machine. */
  readonly local: boolean;
}

/**
 * Asks the Docker daemon who it is.
 *
 * @throws Failure when the client is missing, the daemon cannot be reached, or it is too old
 */
export async function findDocker(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DockerEngine> {
  const client = await runProcess("docker", ["--version"]);
  if (client.status !== 0) {
    throw new DockerMissing();
  }
  const server = await runProcess(
    "docker",
    ["version", "--format", "{{.Server.Version}}"],
    { timeoutMs: 20_000 },
  );
  const version = server.stdout.trim();
  if (server.status !== 0 || version === "") {
    throw unreachable(server.stderr);
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 10)) {
    throw new Failure(
      `Docker Engine must be version ${OLDEST} or later, the daemon is ${version}`,
      "update it: https://docs.docker.com/engine/install/",
    );
  }
  const host = environment.DOCKER_HOST || (await hostOfContext());
  return { version, host, local: /^(unix|npipe):/.test(host) };
}

/** There is no Docker client on PATH. */
export class DockerMissing extends Failure {
  constructor() {
    super(
      'Docker Engine must be installed, found no program "docker"',
      "install it: https://docs.docker.com/engine/install/",
    );
  }
}

function unreachable(stderr: string): Failure {
  const reason = stderr.trim().split("\n").at(-1) ?? "no answer";
  const remedy = /permission denied/i.test(reason)
    ? "let this user use it: sudo usermod -aG docker $USER, then log in again"
    : "start it: sudo systemctl start docker (or start Docker Desktop); DOCKER_HOST names a daemon elsewhere";
  return new Failure(
    `the Docker daemon must be reachable, it is not: ${reason}`,
    remedy,
  );
}

async function hostOfContext(): Promise<string> {
  const format = "{{.Endpoints.docker.Host}}";
  const args = ["context", "inspect", "--format", format];
  const { status, stdout } = await runProcess("docker", args);
  return (status === 0 && stdout.trim()) || "unix:///var/run/docker.sock";
}
