import { Token } from "cdktf";
import fc from "fast-check";
import {
  ConfigFiles,
  uploadBlock,
  type FileContent,
} from "../../../lib/platforms/docker/config-files";

const BESIDE = "assets/app";

function files(contents: Record<string, FileContent>): ConfigFiles {
  const made = new ConfigFiles("/etc/app");
  made.add(() => contents);
  return made;
}

describe("configuration files", () => {
  it("are uploaded in the order of their paths, readable by all, writable by none", () => {
    expect(files({ "b.yml": "b", "a/x.yml": "x" }).uploads(BESIDE)).toEqual([
      { file: "/etc/app/a/x.yml", permissions: "0444", content: "x" },
      { file: "/etc/app/b.yml", permissions: "0444", content: "b" },
    ]);
  });

  it("hash differently when a name, a content or the number of files changes", () => {
    const contents = { a: "1", b: "2" };
    const hash = files(contents).hash();
    expect(files({ b: "2", a: "1" }).hash()).toBe(hash);
    for (const changed of [
      { a: "1" },
      { a: "1", b: "3" },
      { a: "1", c: "2" },
    ]) {
      expect(files(changed).hash()).not.toBe(hash);
    }
  });

  it("hash only what is asked for", () => {
    const within = ["provisioning/datasources", "main.yml"];
    const hash = (contents: Record<string, string>) =>
      files(contents).hash(within);
    const base = { "main.yml": "m", "provisioning/datasources/a": "a" };
    expect(hash({ ...base, "main.yml.bak": "x", "dashboards/d": "y" })).toBe(
      hash(base),
    );
    expect(hash({ ...base, "provisioning/datasources/b": "b" })).not.toBe(
      hash(base),
    );
  });

  it.each(["../up", "/absolute", "a/../../b", "a//b", "a b", "", "x/"])(
    "refuse the path %j",
    (path) => {
      expect(() => files({ [path]: "x" }).render()).toThrow(/relative path/);
    },
  );

  it("refuse two files of one path", () => {
    const made = files({ a: "1" });
    made.add(() => ({ a: "2" }));
    expect(() => made.render()).toThrow(/declared once/);
  });
});

describe("a large file", () => {
  const large = "x".repeat(20_000);

  it.each<[string, FileContent]>([
    ["text", large],
    ["text that Terraform would change", `${large}\0e\u0301${"${"}`],
    ["bytes", Buffer.from(large)],
  ])("lies beside the document: %s", (_kind, content) => {
    const made = files({ "a/b.yml": content, small: "s" });
    const [upload] = made.uploads(BESIDE);
    expect(upload).toEqual({
      file: "/etc/app/a/b.yml",
      permissions: "0444",
      source: expect.stringMatching(/^assets\/app\/[0-9a-f]{16}\/b\.yml$/),
    });
    expect(made.largeFiles(BESIDE)).toEqual({
      [upload?.source ?? ""]: content,
    });
  });

  it("lies at another place when its content changes, which a plan that was made before does not find", () => {
    const places = [large, `${large}y`].map(
      (content) => files({ a: content }).uploads(BESIDE)[0]?.source,
    );
    expect(new Set(places).size).toBe(2);
  });

  it("with values that only Terraform knows stays in the document", () => {
    const content = `${large}${Token.asString({ resolve: () => "late" })}`;
    const made = files({ a: content });
    expect(made.uploads(BESIDE)[0]?.content).toContain("TfToken");
    expect(made.largeFiles(BESIDE)).toEqual({});
  });

  it("of half a character is refused", () => {
    expect(() => files({ a: `${large}\ud83d` }).uploads(BESIDE)).toThrow(
      /whole characters/,
    );
  });
});

describe("an upload", () => {
  it("travels as text that people can read in a plan, wherever Terraform can carry it", () => {
    expect(uploadBlock("/f", "user ${name}")).toMatchObject({
      content: "user $${name}",
    });
  });

  it.each([
    ["the character NUL", "a\0b"],
    ["a decomposed letter", "e\u0301"],
  ])("travels encoded with %s", (_what, content) => {
    const block = uploadBlock("/f", content);
    expect(Buffer.from(block.content_base64 ?? "", "base64").toString()).toBe(
      content,
    );
    expect(block.content).toBeUndefined();
  });

  it("of nothing is a file of nothing", () => {
    expect(uploadBlock("/f", "")).toEqual({
      file: "/f",
      permissions: "0444",
      source: "/dev/null",
    });
  });

  it("of half a character is refused", () => {
    expect(() => uploadBlock("/f", "a\ud83d")).toThrow(/whole characters/);
  });

  it("says exactly one way to get the content", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (content) => {
        const block = uploadBlock("/f", content);
        const ways = [block.content, block.content_base64, block.source];
        expect(
          ways.filter((way) => way !== undefined && way !== ""),
        ).toHaveLength(1);
      }),
    );
  });
});
