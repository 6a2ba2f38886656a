import { join } from "node:path";
import { buildSync } from "esbuild";

/** One file for the kit and the rules of masking that it shares with the agent; what it depends on stays outside. */
export function buildKit(): void {
  buildSync({
    entryPoints: [join(__dirname, "src", "index.ts")],
    outfile: join(__dirname, "dist", "index.js"),
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
  });
}

if (require.main === module) {
  buildKit();
}
