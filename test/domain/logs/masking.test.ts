import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  hasCheckDigit,
  maskText,
} from "../../../lib/domain/logs/masking/apply";
import {
  maskingPatterns,
  type MaskingOptions,
} from "../../../lib/domain/logs/masking/masking";

import { sha256 } from "../../../lib/domain/logs/masking/sha256";
import { harmlessLines } from "../../support/masking/harmless";
import { plantedLines } from "../../support/masking/planted";
import { seeded } from "../../support/masking/random";

const USUAL = maskingPatterns();

const mask = (text: string, options?: MaskingOptions) =>
  maskText(text, options === undefined ? USUAL : maskingPatterns(options));

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
    ['"AUTH" "default" "hunter2-x"', "hunter2-x"],
    ['CONFIG SET requirepass "hunter2-x"', "hunter2-x"],
    ["{u'password': u'hunter2-x'}", "hunter2-x"],
    ['[password] => hunter2-x, ["secret"] = "hunter2-x"', "hunter2-x"],
    ['Some(Login { password: Some("hunter2-x") })', "hunter2-x"],
    ["password: |\n  hunter2-x", "hunter2-x"],
    ["body=%7B%22password%22%3A%22hunter2-x%22%7D", "hunter2-x"],
    ["&quot;password&quot;:&quot;hunter2-x&quot;", "hunter2-x"],
    ["\u001b[36mpassword=\u001b[0mhunter2-x", "hunter2-x"],
    ["passwort=hunter2-x пароль=hunter2-x 密码：hunter2-x", "hunter2-x"],
    ["map[X-Api-Key:[hunter2-x] Cookie:[a=hunter2-x]]", "hunter2-x"],
    ['"rawHeaders":["Cookie","a=hunter2-x"]', "hunter2-x"],
    ['<Password Type="text">hunter2-x</Password>', "hunter2-x"],
    ["jdbc:oracle:thin:scott/hunter2-x@//db:1521/x", "hunter2-x"],
    ["ann:hunter2-x@tcp(db:3306)/shop", "hunter2-x"],
    ["docker login -u ann -p hunter2-x registry", "hunter2-x"],
    ["call 03-1234-5678 or (02) 9876 5432", "5678 or (02) 9876"],
    ["ann＠example.com", "example.com"],
    ["4111\u20111111\u20111111\u20111111", "1111"],
  ])("leaves no secret of %s", (line, secret) => {
    expect(mask(line)).not.toContain(secret);
  });

  it("has no replacement that Go reads in another way", () => {
    // There `$1PWD` is a group that is called 1PWD, and nothing.
    const all = maskingPatterns({
      also: ["us-ssn", "uk-nino", "fr-nir", "es-dni", "it-cf", "br-cpf", "ip"],
    });
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ replacement }) => /\$\d\w/.test(replacement))).toEqual(
      [],
    );
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

  it("leaves nothing of what is planted, in lines as of programs", () => {
    const leaked = plantedLines(seeded(3), 2000).filter(({ line, secret }) => {
      const masked = mask(line);
      return secret.some((text) => masked.includes(text));
    });
    expect(leaked).toEqual([]);
  });

  it("leaves harmless lines as they are", () => {
    const lines = harmlessLines(seeded(5), 2000);
    expect(lines.filter((line) => mask(line) !== line)).toEqual([]);
  });

  it("finds by its guards whatever its patterns find", () => {
    const patterns = maskingPatterns({ also: ["ip", "us-ssn", "br-cpf"] });
    const unguarded = patterns.map(
      ({ near: _near, guards: _guards, ...pattern }) => pattern,
    );
    const lines = plantedLines(seeded(9), 500).map(({ line }) => line);
    const unseen = lines.filter(
      (line) => maskText(line, patterns) !== maskText(line, unguarded),
    );
    expect(unseen).toEqual([]);
  });

  it("gives equal users equal pseudonyms, which tell nothing twice", () => {
    const pseudonym = `[user-${sha256("user:42").slice(0, 16)}]`;
    expect(mask('{"user_id":42,"u":"x"}')).toBe(
      `{"user_id":"${pseudonym}","u":"x"}`,
    );
    for (const line of [
      "userId=42",
      "X-User-Id: 42",
      '{"user":{"name":"a","id":"42"}}',
      "Key (user_id)=(42) already exists.",
    ]) {
      expect(mask(line)).toContain(pseudonym);
      expect(mask(mask(line))).toBe(mask(line));
    }
  });

  it.each([
    "type=SYSCALL msg=audit(1:2): auid=1000 uid=0 gid=0",
    "pam_unix(su:session): session opened for user root(uid=0) by ann(uid=1000)",
    '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5',
    "SELECT * FROM orders WHERE user_id = $1",
    '"user_agent":"curl", user=ann',
    "Started getty@tty1.service - Getty on tty1.",
  ])("has no user in %s", (line) => {
    expect(mask(line)).toBe(line);
  });

  it("leaves ids of users readable where it is asked to", () => {
    expect(mask("user_id=42", { except: ["user-id"] })).toBe("user_id=42");
  });

  it("knows SHA-256", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const known = createHash("sha256").update(text);
        expect(sha256(text)).toBe(known.digest("hex"));
      }),
      { numRuns: 20 },
    );
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
