import fc from "fast-check";
import { parse } from "yaml";
import { deepMerge, escapeDollars } from "../../lib/render/merge";
import { toYaml } from "../../lib/render/yaml";

describe("deepMerge", () => {
  it("merges maps at every depth and replaces everything else", () => {
    const base = { a: { b: { c: 1, d: [1, 2] }, e: "x" }, f: { g: 1 } };
    const extra = { a: { b: { d: [3], h: null } }, f: "no map", i: undefined };
    expect(deepMerge(base, extra)).toEqual({
      a: { b: { c: 1, d: [3], h: null }, e: "x" },
      f: "no map",
    });
  });

  it("changes neither of its arguments", () => {
    const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const extra = Object.freeze({ a: Object.freeze({ c: 2 }) });
    expect(deepMerge(base, extra)).toEqual({ a: { b: 1, c: 2 } });
  });

  it("leaves every member of the later argument as it is", () => {
    const section = fc.dictionary(fc.string(), fc.jsonValue(), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(section, section, (base, extra) => {
        expect(deepMerge(deepMerge(base, extra), extra)).toEqual(
          deepMerge(base, extra),
        );
        expect(deepMerge({}, extra)).toEqual(extra);
      }),
    );
  });
});

describe("escapeDollars", () => {
  it("doubles each dollar of a value, whatever is around it, and none of a key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const value = `$${text}\${env:X}$$`;
        const escaped = escapeDollars({ a$: { list: [value, 1, null] } });
        expect(parse(toYaml(escaped))).toEqual({
          a$: { list: [value.split("$").join("$$"), 1, null] },
        });
      }),
    );
  });
});
