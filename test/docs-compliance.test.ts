import { readFileSync } from "node:fs";
import { join } from "node:path";
import { auditRules } from "../lib/packs/security/audit-rules";
import { STANDARDS } from "../lib/packs/security/controls";
import { alertsOfPack } from "../scripts/documents/alerts-page";
import { compliancePage } from "../scripts/documents/compliance-page";
import { DOCUMENTED_PACKS } from "../scripts/documents/packs";

const controls = STANDARDS.flatMap((standard) => standard.controls);

describe("docs/compliance.md", () => {
  it("is what `npm run docs:compliance` writes", () => {
    const page = readFileSync(join(__dirname, "../docs/compliance.md"), "utf8");
    expect(page).toBe(compliancePage());
  });

  it("names only alerts and keys that there are", () => {
    const alerts = DOCUMENTED_PACKS.flatMap((pack) =>
      alertsOfPack(pack).map(({ rule }) => rule.alert),
    );
    const keys = auditRules().rules.map(({ key }) => key);
    expect(alerts).toEqual(
      expect.arrayContaining(controls.flatMap((each) => each.alerts)),
    );
    expect(keys).toEqual(
      expect.arrayContaining(controls.flatMap((each) => each.auditKeys ?? [])),
    );
  });

  it("has an answer to each control that it lists, and each alert of the security pack in one", () => {
    expect(
      controls.filter(
        ({ alerts, auditKeys = [] }) => alerts.length + auditKeys.length === 0,
      ),
    ).toEqual([]);
    const listed = new Set(controls.flatMap(({ alerts }) => alerts));
    const security = DOCUMENTED_PACKS.filter(({ name }) => name === "security")
      .flatMap(alertsOfPack)
      .map(({ rule }) => rule.alert);
    expect(security.filter((alert) => !listed.has(alert))).toEqual([]);
  });

  it("says of each key of the usual rules what asks for it", () => {
    const asked = controls.flatMap(({ auditKeys = [] }) => auditKeys);
    expect(
      auditRules().rules.filter(({ key }) => !asked.some((id) => id === key)),
    ).toEqual([]);
  });
});
