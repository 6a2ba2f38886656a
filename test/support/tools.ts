import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Programs that judge what this library renders. */
export type ToolName =
  | "promtool"
  | "amtool"
  | "prometheus"
  | "alertmanager"
  | "loki"
  | "jaeger"
  | "otelcol-contrib"
  | "blackbox_exporter"
  | "openssl"
  | "terraform"
  /** Terraform that can also install the providers of Docker and Grafana. */
  | "terraform-with-providers"
  | "docker"
  | "chromium"
  | "grafana-stand-in";

const found = new Map<ToolName, string | undefined>();

/** Path of the program, or nothing when this machine lacks it. */
export function tool(name: ToolName): string | undefined {
  if (!found.has(name)) {
    const program = name === "terraform-with-providers" ? "terraform" : name;
    const result = spawnSync("sh", ["-c", `command -v "$1"`, "-", program], {
      encoding: "utf8",
    });
    const path = result.status === 0 ? result.stdout.trim() : undefined;
    found.set(name, path !== undefined && works(name, path) ? path : undefined);
  }
  return found.get(name);
}

/** A docker client without a daemon is of no use to a test, nor is Terraform where it finds no providers. */
function works(name: ToolName, path: string): boolean {
  switch (name) {
    case "docker":
      return spawnSync(path, ["info"]).status === 0;
    case "terraform-with-providers":
      return installsProviders(path);
    default:
      return true;
  }
}

function installsProviders(terraform: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), "observability-providers-"));
  try {
    const required_providers = {
      docker: { source: "kreuzwerker/docker", version: "~> 4.5" },
      grafana: { source: "grafana/grafana", version: "~> 4.45" },
    };
    writeFileSync(
      join(folder, "main.tf.json"),
      JSON.stringify({ terraform: { required_providers } }),
    );
    return spawnSync(terraform, ["init"], { cwd: folder }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A `describe` that needs real programs. Where one is missing its tests are skipped and the reason is printed; with
 * `REQUIRE_TOOLS=1` they fail instead.
 */
export function describeWithTools<Name extends ToolName>(
  names: readonly Name[],
  title: string,
  body: (paths: Readonly<Record<Name, string>>) => void,
): void {
  const missing = names.filter((name) => tool(name) === undefined);
  if (missing.length === 0) {
    const paths = Object.fromEntries(
      names.map((name) => [name, tool(name)]),
    ) as Record<Name, string>;
    describe(title, () => body(paths));
    return;
  }
  const reason = `no usable ${missing.join(", ")} on this machine`;
  if (process.env.REQUIRE_TOOLS === "1") {
    describe(title, () => {
      it("has the programs it needs", () => {
        throw new Error(`${reason}; install it or unset REQUIRE_TOOLS`);
      });
    });
    return;
  }
  describe(title, () => {
    it.skip(`needs a real program: ${reason}`, () => undefined);
  });
  process.stdout.write(`skipped: ${title} (${reason})\n`);
}

/** `describeWithTools` for a single program. */
export function describeWithTool(
  name: ToolName,
  title: string,
  body: (path: string) => void,
): void {
  describeWithTools([name], title, (paths) => body(paths[name]));
}

/** Runs a program to its end; its output comes back whether or not it succeeds. */
export function run(
  path: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): {
  readonly status: number;
  readonly stdout: string;
  /** Standard output and error. */
  readonly output: string;
} {
  const { status, stdout, stderr } = spawnSync(path, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  return { status: status ?? -1, stdout, output: `${stdout}${stderr}` };
}

/** Runs a program that must succeed, and returns what it printed. */
export function mustRun(path: string, ...args: readonly string[]): string {
  return execFileSync(path, args, { encoding: "utf8" });
}
