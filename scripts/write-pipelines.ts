// Writes the pictures of pipelines, and the list of fields, in docs: `npm run docs:pipelines`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PIPELINE_PAGES, withGenerated } from "./documents/pipeline-pages";

for (const [page, picture] of Object.entries(PIPELINE_PAGES)) {
  const path = join(__dirname, "..", page);
  writeFileSync(path, withGenerated(path, picture));
}
