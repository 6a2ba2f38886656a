import { STANDARDS, type Standard } from "../../lib/packs/security/controls";
import { code, table } from "./table";

const INTRO = `# Compliance

Which alerts and which rules of auditd answer what standards ask of logs, made by \`npm run docs:compliance\` from
\`lib/packs/security/controls.ts\`; a test holds this page current and each name on it true.

No program makes anybody compliant. The column **Remains** says what this library does not do. The alerts are described in
[alerts.md](alerts.md); the keys are those of \`auditRules\`, under which \`ausearch -k KEY\` and the query
\`\`{log="audit"} |= \`key="KEY"\` \`\` find events.`;

/** The page that maps demands of standards to alerts. */
export function compliancePage(): string {
  return [INTRO, ...STANDARDS.map(section)].join("\n\n").concat("\n");
}

function section({ name, link, controls }: Standard): string {
  return [
    `## ${name}`,
    `The standard: <${link}>`,
    table(
      ["Control", "Asks that", "Alerts", "Keys of auditd", "Remains"],
      controls.map(({ id, asks, alerts, auditKeys = [], remains }) => [
        id,
        asks,
        alerts.map(code).join(", "),
        auditKeys.map(code).join(", "),
        remains,
      ]),
    ),
  ].join("\n\n");
}
