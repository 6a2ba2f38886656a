// Writes docs/alerts.md, all alerts of the packs, and the table of packs in README.md: `npm run docs:alerts`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertsPage, packsTable } from "./documents/alerts-page";

const ROOT = join(__dirname, "..");
const README = join(ROOT, "README.md");

writeFileSync(join(ROOT, "docs/alerts.md"), alertsPage());
writeFileSync(
  README,
  readFileSync(README, "utf8").replace(/^\| Pack \|[^]*?\n(?=\n)/m, () =>
    packsTable().concat("\n"),
  ),
);
