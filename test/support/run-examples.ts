import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/**
 * A program that runs examples one after another, each in an empty folder: one process for all, since to load the library
 * takes longer than most examples. What one prints is in `<name>.out` beside its folder, what it threw in `<name>.error`.
 */
const [folder = "", ...names] = process.argv.slice(2);
const examples = resolve(__dirname, "../../examples");
const load = createRequire(__filename);
const write = process.stdout.write.bind(process.stdout);

for (const name of names) {
  const own = join(folder, name);
  mkdirSync(own);
  process.chdir(own);
  let output = "";
  process.stdout.write = (text: string | Uint8Array) => {
    output += String(text);
    return true;
  };
  try {
    load(join(examples, name, "main.ts"));
  } catch (error) {
    writeFileSync(
      join(folder, `${name}.error`),
      error instanceof Error ? String(error.stack) : String(error),
    );
  } finally {
    process.stdout.write = write;
  }
  writeFileSync(join(folder, `${name}.out`), output);
}
