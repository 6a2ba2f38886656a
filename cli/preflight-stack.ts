import { createSocket } from "node:dgram";
import { createServer, isIPv6 } from "node:net";
import type { DockerEngine } from "./docker";
import { Failure } from "./failure";
import type { PublishedPort, StackPlan } from "./manifest";
import { runProcess } from "./process";
import type { Output } from "./progress";

/**
 * Whether each published port is free, or held already by the container that is going to have it.
 *
 * @throws Failure that names the port and who holds it
 */
export async function checkPorts(
  plans: readonly StackPlan[],
  docker: DockerEngine,
): Promise<void> {
  if (!docker.local) {
    return;
  }
  const holders = await portHolders();
  const taken: string[] = [];
  for (const port of plans.flatMap(({ ports }) => ports)) {
    const holder = holders.get(`${port.port}/${port.protocol}`);
    if (holder === port.container || (await isFree(port))) {
      continue;
    }
    const who =
      holder === undefined ? "another program" : `container "${holder}"`;
    taken.push(
      `port ${port.port}${port.protocol === "udp" ? " (udp)" : ""} of ${port.container} must be free, ${who} has it`,
    );
  }
  if (taken.length > 0) {
    throw new Failure(
      taken.join("\n"),
      "stop who has it (ss -lntup shows programs), or publish on another port in the program",
    );
  }
}

/** Containers by the port of this machine that they publish, such as `514/udp`. */
async function portHolders(): Promise<ReadonlyMap<string, string>> {
  const format = "{{.Names}}\t{{.Ports}}";
  const { stdout } = await runProcess("docker", ["ps", "--format", format]);
  const holders = new Map<string, string>();
  for (const line of stdout.split("\n")) {
    const [name = "", ports = ""] = line.split("\t");
    for (const [, first, last, protocol] of ports.matchAll(
      /:(\d+)(?:-(\d+))?->[\d-]+\/(\w+)/g,
    )) {
      const end = Number(last ?? first);
      for (let port = Number(first); port <= end; port++) {
        holders.set(`${port}/${protocol}`, name);
      }
    }
  }
  return holders;
}

function isFree({ address, port, protocol }: PublishedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      // Ports below 1024 are closed to this user, but not to the daemon.
      resolve(error.code === "EACCES");
    };
    if (protocol === "udp") {
      const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
      socket.once("error", failed);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.close(() => resolve(true));
      });
      return;
    }
    const server = createServer();
    server.once("error", failed);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

/** Images that are not on the engine yet. */
export async function missingImages(
  plans: readonly StackPlan[],
): Promise<readonly string[]> {
  const wanted = [...new Set(plans.flatMap(({ images }) => images))].sort();
  const present = await Promise.all(
    wanted.map((image) => runProcess("docker", ["image", "inspect", image])),
  );
  return wanted.filter((_, index) => present[index]?.status !== 0);
}

/**
 * Pulls images, one after the other, so that nothing is deployed when one of them cannot be had.
 *
 * @throws Failure that names the image and the registry's answer
 */
export async function pullImages(
  images: readonly string[],
  output: Output,
): Promise<void> {
  for (const [index, image] of images.entries()) {
    const what = `pulling ${image} (${index + 1} of ${images.length})`;
    output.live(what);
    const { status, stderr } = await runProcess("docker", ["pull", image], {
      onLine: (line) => output.live(`${what}  ${line}`),
    });
    if (status !== 0) {
      throw new Failure(
        `image ${image} must be on this machine or in a registry that it reaches, it cannot be pulled: ${stderr.trim().split("\n").at(-1)}`,
        `check the name and the network with: docker pull ${image}`,
      );
    }
    output.line(`pulled ${image}`);
  }
}
