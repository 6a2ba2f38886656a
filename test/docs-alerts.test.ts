import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  alertsOfPack,
  alertsPage,
  packsTable,
} from "../scripts/documents/alerts-page";
import { documentedThresholds } from "../scripts/documents/option-docs";
import { DOCUMENTED_PACKS } from "../scripts/documents/packs";
import { shownValue, usedThresholds } from "../scripts/documents/thresholds";
import { Rules } from "../lib/domain/rules/build";
import { Duration } from "../lib/domain/units";
import { alertsIn, foldersWith, PACKS } from "./lint/all-packs";

const ROOT = join(__dirname, "..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const names = DOCUMENTED_PACKS.flatMap((pack) =>
  alertsOfPack(pack).map(({ rule }) => rule.alert),
);

describe("docs/alerts.md", () => {
  it("is what `npm run docs:alerts` writes", () => {
    expect(read("docs/alerts.md")).toBe(alertsPage());
  });

  it("has all packs with all of their alerts, each once", () => {
    expect(DOCUMENTED_PACKS.map(({ name }) => name).sort()).toEqual(
      foldersWith("alerts", "alerts.ts"),
    );
    const all = new Set(
      Object.values(PACKS)
        .flatMap(alertsIn)
        .map(({ alert }) => alert),
    );
    expect([...names].sort()).toEqual([...all].sort());
    expect(names.length).toBeGreaterThanOrEqual(120);
  });

  it("describes every threshold of every pack", () => {
    for (const { name, variants } of DOCUMENTED_PACKS) {
      const described = documentedThresholds(name).flatMap(({ options }) =>
        options.filter(
          ({ meaning, preset }) => meaning !== "" && preset !== "",
        ),
      );
      expect(described.map((option) => option.name)).toEqual(
        expect.arrayContaining(
          variants.flatMap(({ defaults }) => Object.keys(defaults)),
        ),
      );
    }
  });

  it("names each threshold beside an alert that it changes", () => {
    for (const pack of DOCUMENTED_PACKS) {
      const used = alertsOfPack(pack).flatMap(({ thresholds }) => thresholds);
      const all = pack.variants.flatMap(({ defaults }) =>
        Object.keys(defaults),
      );
      expect(used.map(({ name }) => name)).toEqual(expect.arrayContaining(all));
    }
  });
});

describe("the thresholds of an alert", () => {
  const alert = (name: string, expr: string) =>
    Rules.alert({
      alert: name,
      expr,
      severity: "info",
      summary: "s",
      description: "d",
    });

  it("are those that change its query, also by what is recorded for it", () => {
    const used = usedThresholds({
      defaults: { ratio: 0.5, wait: Duration.minutes(5), other: 3 },
      groups: ({ ratio, wait, other }) => [
        {
          name: "g",
          engine: "prometheus",
          rules: [
            Rules.record({ record: "a:b:c", expr: `x > ${String(ratio)}` }),
            alert("Recorded", "a:b:c > 0"),
            { ...alert("Waiting", "y > 0"), for: wait as Duration },
            { ...alert("Texts", "y > 0"), summary: `${String(other)}` },
          ],
        },
      ],
    });
    expect(Object.fromEntries(used)).toEqual({
      Recorded: [{ name: "ratio", value: "50 %" }],
      Waiting: [{ name: "wait", value: "5m" }],
    });
  });

  it.each([
    ["errorRatio", 0.002, "0.2 %"],
    ["slotBytes", 5 * 2 ** 30, "5 GiB"],
    ["latency", Duration.millis(150), "150ms"],
    ["restarts", 3, "3"],
  ])("%s of %s is shown as %s", (name, value, shown) => {
    expect(shownValue(name, value)).toBe(shown);
  });
});

describe("README", () => {
  it("has the table of packs with how many alerts each has", () => {
    expect(read("README.md")).toContain(packsTable());
  });
});
