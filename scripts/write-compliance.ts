// Writes docs/compliance.md: `npm run docs:compliance`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compliancePage } from "./documents/compliance-page";

writeFileSync(join(__dirname, "../docs/compliance.md"), compliancePage());
