// Writes docs/alerts.md, all alerts of the packs: `npm run docs:alerts`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertsPage } from "./documents/alerts-page";

writeFileSync(join(__dirname, "../docs/alerts.md"), alertsPage());
