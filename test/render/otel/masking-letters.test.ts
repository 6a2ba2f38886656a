import fc from "fast-check";
import { isPlain } from "../../../lib/domain/logs/masking/pattern";
import { maskingPatterns } from "../../../lib/domain/logs/masking/masking";
import { byLetters } from "../../../lib/render/otel/masking-letters";

const GUARDS = [
  ...new Set(
    maskingPatterns({
      also: ["ip", "us-ssn", "uk-nino", "fr-nir", "es-dni", "it-cf", "br-cpf"],
    }).flatMap(({ near = [], guards = [] }) => [...near, ...guards]),
  ),
];

describe("letters that guards are asked for by", () => {
  it("stand in whatever a guard of their group finds", () => {
    const missing = byLetters(GUARDS).flatMap(([letters, group]) =>
      group
        .filter((guard) =>
          isPlain(guard)
            ? !guard.includes(letters)
            : fc
                .sample(found(guard), { numRuns: 5, seed: 7 })
                .some((text) => !text.includes(letters)),
        )
        .map((guard) => ({ letters, guard })),
    );
    expect(missing).toEqual([]);
  });

  it("leave no guard out", () => {
    const kept = byLetters(GUARDS).flatMap(([, group]) => group);
    expect([...kept].sort()).toEqual([...GUARDS].sort());
  });

  it.each([
    ["ab?cde", "cde"],
    ["abcd{0,2}", "abc"],
    ["abc[0-9]longer", "abc"],
    ["ab+cd", "ab"],
    [String.raw`x\.[a-z]{3}lo(?:ng|w)er`, "x."],
    ["abc|def", ""],
    ["(?:abc|def)", ""],
    [String.raw`-\s_`, ""],
  ])("of %s are %j", (guard, letters) => {
    expect(byLetters([guard])).toEqual([[letters, [guard]]]);
  });

  it("are asked for once where several guards have them", () => {
    expect(byLetters(["pin", "pass=", "pass[a-z]", "pass[0-9]"])).toEqual([
      ["pin", ["pin"]],
      ["pass=", ["pass="]],
      ["pass", ["pass[a-z]", "pass[0-9]"]],
    ]);
  });
});

/** Texts that an expression finds, without what only JavaScript's generator of texts does not know. */
function found(expression: string): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(expression, "u"));
}
