import fc from "fast-check";
import {
  hasCheckDigit,
  maskText,
} from "../../../lib/domain/logs/masking/apply";
import {
  maskingPatterns,
  type MaskingOptions,
} from "../../../lib/domain/logs/masking/masking";

const mask = (text: string, options: MaskingOptions = {}) =>
  maskText(text, maskingPatterns(options));

const PLANTED: Readonly<Record<string, string>> = {
  "an e-mail address": "jane.doe+shop@mail.example.org",
  "a payment card": "4111 1111 1111 1111",
  "a payment card without spaces": "5555555555554444",
  "an IBAN": "DE89370400440532013000",
  "a JSON web token":
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
  "a key of AWS": "AKIAIOSFODNN7EXAMPLE",
};

describe("masking", () => {
  it.each(Object.entries(PLANTED))("leaves nothing of %s", (_, secret) => {
    const surroundings = fc.constantFrom(
      (text: string) => text,
      (text: string) => `user ${text} logged in`,
      (text: string) => JSON.stringify({ a: { b: text } }),
      (text: string) => `value="${text}", next=1`,
      (text: string) => `ü ${text} ß`,
    );
    fc.assert(
      fc.property(surroundings, (around) => {
        expect(mask(around(secret))).not.toContain(secret);
      }),
    );
  });

  it.each([
    ['{"password":"hunter2-x"}', "hunter2-x"],
    ["postgres://shop:hunter2-x@db:5432/shop", "hunter2-x"],
    ["GET /login?token=hunter2-x&a=1", "hunter2-x"],
    ["authorization: Bearer hunter2hunter2hunter2", "hunter2hunter2hunter2"],
    ["db_pwd=/hunter2-x", "hunter2-x"],
    ["DB_PWD=/hunter2-x", "hunter2-x"],
    ["PWD=hunter2-x", "hunter2-x"],
  ])("leaves no secret of %s", (line, secret) => {
    expect(mask(line)).not.toContain(secret);
  });

  it.each([
    "3f786850e387550fdab836ed7e6dc881de23001b",
    "b7ad6b71-6920-4331-9c41-80319c0af765",
    "nginx/1.29.3 (Debian)",
    "total 1299.90 EUR for order 2026-000123",
    "2026-11-21T08:37:07.123456+00:00",
    "203.0.113.9 took 0.123 s",
    "10.244.3.17:8443",
    "ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/sh",
  ])("leaves %s as it is", (text) => {
    expect(mask(text)).toBe(text);
  });

  it("keeps a number of a card's length that is none", () => {
    expect(hasCheckDigit("4111111111111111")).toBe(true);
    expect(hasCheckDigit("4111111111111112")).toBe(false);
    expect(mask("order 4111111111111112")).toBe("order 4111111111111112");
  });

  it("cuts addresses where it is asked to", () => {
    expect(mask("203.0.113.9", { also: ["ip"] })).not.toContain("113.9");
  });

  it.each<[string, unknown, string]>([
    ["an unknown kind", { except: ["emails"] }, 'did you mean "email"'],
    [
      "a rule that takes every line",
      { rules: [{ name: "all", pattern: ".*", replacement: "x" }] },
      "masking rule",
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => maskingPatterns(options as MaskingOptions)).toThrow(message);
  });
});
