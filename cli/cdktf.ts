import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Failure } from "./failure";
import type { Project } from "./project";

const PACKAGES = ["cdktf-cli", "cdktn-cli"];
const TERMINAL = "@cdktf/node-pty-prebuilt-multiarch";

/**
 * Path of the program of the package cdktf-cli (or cdktn-cli) that the project has installed.
 *
 * @throws Failure when it has not, or when the program cannot start with this version of Node
 */
export function findCdktf(project: Project): string {
  const require = createRequire(join(project.folder, "cdktf.json"));
  for (const name of PACKAGES) {
    const manifest = resolved(require, `${name}/package.json`);
    if (manifest === undefined) {
      continue;
    }
    requireTerminal(createRequire(manifest));
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly bin: string | Readonly<Record<string, string>>;
    };
    const file = typeof bin === "string" ? bin : Object.values(bin)[0];
    return join(dirname(manifest), String(file));
  }
  throw new Failure(
    "cdktf-cli must be installed in this project, found none",
    "npm install --save-dev cdktf-cli",
  );
}

/** It starts Terraform through a native library, which comes compiled for some versions of Node only. */
function requireTerminal(require: NodeJS.Require): void {
  if (resolved(require, TERMINAL) === undefined) {
    return;
  }
  try {
    require(TERMINAL);
  } catch {
    throw new Failure(
      `cdktf-cli must be able to load ${TERMINAL}, it holds no build for Node ${process.version}`,
      `use Node 20 or 22, or compile it: npm rebuild --foreground-scripts ${TERMINAL}`,
    );
  }
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
