import { execFileSync, spawnSync } from "node:child_process";

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
  | "terraform"
  | "docker"
  | "chromium"
  | "grafana-stand-in";

const found = new Map<ToolName, string | undefined>();

/** Path of the program, or nothing when this machine lacks it. */
export function tool(name: ToolName): string | undefined {
  if (!found.has(name)) {
    const result = spawnSync("sh", ["-c", `command -v "$1"`, "-", name], {
      encoding: "utf8",
    });
    const path = result.status === 0 ? result.stdout.trim() : undefined;
    found.set(name, path !== undefined && works(name, path) ? path : undefined);
  }
  return found.get(name);
}

/** A docker client without a daemon is of no use to a test. */
function works(name: ToolName, path: string): boolean {
  return name !== "docker" || spawnSync(path, ["info"]).status === 0;
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
  const reason = `${missing.join(", ")} not found on PATH`;
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
): { readonly status: number; readonly output: string } {
  const result = spawnSync(path, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  return {
    status: result.status ?? -1,
    output: `${result.stdout}${result.stderr}`,
  };
}

/** Runs a program that must succeed, and returns what it printed. */
export function mustRun(path: string, ...args: readonly string[]): string {
  return execFileSync(path, args, { encoding: "utf8" });
}
