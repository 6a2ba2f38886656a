import { Failure } from "./failure";
import { isInstalled, runInteractively, runProcess } from "./process";
import { agreed } from "./prompt";

/** What this program can offer to install. */
export type Installable = "docker" | "terraform";

interface PackageManager {
  readonly command: string;
  /** Succeeds when the manager has a package of this name. */
  readonly query: (name: string) => readonly string[];
  readonly install: (name: string) => string;
  /** Whether it has to run as root. */
  readonly root: boolean;
  /** Packages that hold the program, in the order of preference; each is asked for before it is offered. */
  readonly packages: Readonly<Record<Installable, readonly string[]>>;
}

const MANAGERS: readonly PackageManager[] = [
  {
    command: "apt-get",
    query: (name) => ["apt-cache", "show", "--no-all-versions", name],
    install: (name) => `apt-get install -y ${name}`,
    root: true,
    packages: { docker: ["docker.io"], terraform: ["terraform", "tofu"] },
  },
  {
    command: "dnf",
    query: (name) => ["dnf", "-q", "info", name],
    install: (name) => `dnf install -y ${name}`,
    root: true,
    packages: {
      docker: ["moby-engine", "docker"],
      terraform: ["opentofu", "terraform"],
    },
  },
  {
    command: "pacman",
    query: (name) => ["pacman", "-Si", name],
    install: (name) => `pacman -S --noconfirm ${name}`,
    root: true,
    packages: { docker: ["docker"], terraform: ["terraform", "opentofu"] },
  },
  {
    command: "apk",
    query: (name) => ["sh", "-c", `apk search -x ${name} | grep -q .`],
    install: (name) => `apk add ${name}`,
    root: true,
    packages: { docker: ["docker"], terraform: ["opentofu"] },
  },
  {
    command: "zypper",
    query: (name) => ["zypper", "-n", "search", "-x", name],
    install: (name) => `zypper -n install ${name}`,
    root: true,
    packages: { docker: ["docker"], terraform: ["opentofu", "terraform"] },
  },
  {
    command: "brew",
    query: (name) => ["brew", "info", name],
    install: (name) => `brew install ${name}`,
    root: false,
    packages: { docker: ["colima"], terraform: ["opentofu"] },
  },
];

/** What to do by hand, where no package manager has it. */
export const STEPS: Readonly<Record<Installable, string>> = {
  docker: `curl -fsSL https://get.docker.com -o get-docker.sh
sudo sh get-docker.sh
(or another way of https://docs.docker.com/engine/install/)`,
  terraform: `curl -fsSL https://get.opentofu.org/install-opentofu.sh -o install-opentofu.sh
sh install-opentofu.sh --install-method standalone
(or Terraform: https://developer.hashicorp.com/terraform/install)`,
};

/** The command that installs `what` by the package manager of this machine, or nothing when it does not have it. */
export async function installCommand(
  what: Installable,
): Promise<string | undefined> {
  for (const manager of MANAGERS) {
    if (!(await isInstalled(manager.command))) {
      continue;
    }
    for (const name of manager.packages[what]) {
      const [command = "", ...args] = manager.query(name);
      if ((await runProcess(command, args)).status === 0) {
        const sudo = manager.root && process.getuid?.() !== 0 ? "sudo " : "";
        return `${sudo}${manager.install(name)}`;
      }
    }
  }
  return undefined;
}

/**
 * Installs `what`, after asking on a terminal, or without asking when `yes`.
 *
 * @returns nothing when it is installed now, else the failure with the exact steps
 */
export async function offerInstall(
  what: Installable,
  because: Failure,
  yes: boolean,
): Promise<Failure | undefined> {
  const command = await installCommand(what);
  if (command === undefined) {
    return new Failure(because.message, `install it:\n${STEPS[what]}`);
  }
  const question = `${because.message}\nInstall it now with "${command}"?`;
  if (!yes && !(await agreed(question))) {
    const start = what === "docker" ? `\n${startSteps()}` : "";
    return new Failure(because.message, `install it:\n${command}${start}`);
  }
  return (await runInteractively(command)) === 0
    ? undefined
    : new Failure(
        `${because.message}, and "${command}" did not succeed`,
        `install it:\n${STEPS[what]}`,
      );
}

function startSteps(): string {
  return process.platform === "darwin"
    ? "colima start"
    : "sudo systemctl enable --now docker";
}
