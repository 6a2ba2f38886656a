import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(__dirname, "..");

/** README and the like, and everything below docs but what is made by typedoc. */
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.startsWith("api"))
    .map((name) => join("docs", name)),
];

/** The places of a page's headings, as GitHub names them; a second one of a name gets a number. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text
    .replace(/^```[^]*?^```/gm, "")
    .matchAll(/^#+ (.+)$/gm)) {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = base;
    for (let number = 1; anchors.has(anchor); number++) {
      anchor = `${base}-${number}`;
    }
    anchors.add(anchor);
  }
  return anchors;
}

/** Links of a page, relative ones only, whose file or heading does not exist. */
function brokenLinks(
  page: string,
  text: string,
  read: (path: string) => string,
): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, target = ""]) => target,
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      return (
        !existsSync(join(ROOT, file)) ||
        (anchor !== undefined && !anchorsOf(read(file)).has(anchor))
      );
    });
}

const texts = new Map<string, string>();
function read(page: string): string {
  const text = texts.get(page) ?? readFileSync(join(ROOT, page), "utf8");
  texts.set(page, text);
  return text;
}

describe("links", () => {
  it.each(PAGES)("of %s lead to files and headings that exist", (page) => {
    expect(brokenLinks(page, read(page), read)).toEqual([]);
  });

  it("are missed when file or heading are not there", () => {
    const page = relative(ROOT, join(ROOT, "docs/page.md"));
    const text =
      "[a](alerts.md#http-service) [b](alerts.md#no-such) [c](gone.md) [d](https://x)";
    expect(brokenLinks(page, text, read)).toEqual([
      "alerts.md#no-such",
      "gone.md",
    ]);
  });
});
