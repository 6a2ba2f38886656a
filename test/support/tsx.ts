import { pathToFileURL } from "node:url";

/** Arguments with which Node.js runs TypeScript. The command of tsx would start a second process for it. */
export const WITH_TSX: readonly string[] = [
  "--import",
  pathToFileURL(require.resolve("tsx")).href,
];
