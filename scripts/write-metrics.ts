// Writes docs/metrics.md, all metrics that the library knows: `npm run docs:metrics`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { metricsPage } from "./documents/metrics-page";

writeFileSync(join(__dirname, "../docs/metrics.md"), metricsPage());
