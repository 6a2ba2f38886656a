import fc from "fast-check";
import { findSameFile } from "../../../lib/domain/logs/shared-files";

describe("two patterns of files", () => {
  it.each([
    ["/var/log/a.log", "/var/log/a.log", true],
    ["/var/log//a.log", "/var/log/a.log", true],
    ["/var/log/a.log", "/var/log/b.log", false],
    ["/var/log/*.log", "/var/log/a.log", true],
    ["/var/log/*.log", "/var/log/shop/a.log", false],
    ["/var/log/**/*.log", "/var/log/shop/a.log", true],
    ["/var/log/a*", "/var/log/*b", true],
    ["/var/log/a*", "/var/log/b*", false],
    ["/var/*/a.log", "/var/log/*.log", true],
    ["/srv/**", "/var/log/*", false],
    ["/var/log/[a].log", "/var/log/a.log", false],
  ])("%s and %s find one file: %s", (one, other, isShared) => {
    expect(findSameFile(one, other)).toBe(isShared);
    expect(findSameFile(other, one)).toBe(isShared);
  });

  it("find none together unless told so", () => {
    const part = fc.constantFrom("a", "b", "/", "*", "**");
    const pattern = fc.array(part, { maxLength: 5 }).map((all) => all.join(""));
    const names = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 6 });
    fc.assert(
      fc.property(pattern, pattern, names, (one, other, path) => {
        const text = path.join("");
        const finds = (each: string) => regexOf(each).test(text);
        fc.pre(finds(one) && finds(other) && !text.includes("//"));
        expect(findSameFile(one, other)).toBe(true);
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });

  it("find one together where they are told to", () => {
    const part = fc.constantFrom("a", "b", "/", "*", "**");
    const pattern = fc.array(part, { maxLength: 4 }).map((all) => all.join(""));
    // A path of both needs no more signs than the two have.
    const paths = texts(["a", "b", "/"], 8);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        fc.pre(!one.includes("//") && !other.includes("//"));
        fc.pre(findSameFile(one, other));
        const [first, second] = [regexOf(one), regexOf(other)];
        expect(
          paths.some((path) => first.test(path) && second.test(path)),
        ).toBe(true);
      }),
      { numRuns: 200, maxSkipsPerRun: 1000 },
    );
  });
});

function regexOf(pattern: string): RegExp {
  return new RegExp(
    `^${pattern.replace(/\*+/g, (stars) => (stars === "*" ? "[^/]*" : ".*"))}$`,
  );
}

/** All texts of these signs up to a length. */
function texts(signs: readonly string[], length: number): readonly string[] {
  const all = [""];
  let longest: readonly string[] = [""];
  for (let size = 1; size <= length; size += 1) {
    longest = longest.flatMap((text) => signs.map((sign) => text + sign));
    all.push(...longest);
  }
  return all;
}
