import { join } from "node:path";
import {
  createSlo,
  importSlos,
  renderRuleGroups,
  sloRuleGroups,
} from "cdktf-observability";

const objectives = ["sloth.yml", "pyrra.yml", "openslo.yml"].flatMap((file) =>
  importSlos(join(__dirname, file)).slos.map((input) => createSlo(input)),
);

process.stdout.write(
  renderRuleGroups(objectives.flatMap((slo) => sloRuleGroups(slo))),
);
