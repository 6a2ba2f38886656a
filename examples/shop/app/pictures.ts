import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./faults";
import { SETTINGS } from "./settings";

const FILE = join(SETTINGS.pictures, "upload.bin");
const MEBIBYTE = 1024 ** 2;

/** Fills the volume for pictures until nothing more fits. */
export const fullVolume: Fault = {
  async begin() {
    await writeFile(FILE, "");
    const piece = Buffer.alloc(MEBIBYTE, 1);
    for (let written = 0; written < 1024; written += 1) {
      try {
        await writeFile(FILE, piece, { flag: "a" });
      } catch {
        return;
      }
    }
    await truncate(FILE, 0);
    throw new Error("the volume for pictures is not a small one");
  },
  async end() {
    await rm(FILE, { force: true });
  },
};
