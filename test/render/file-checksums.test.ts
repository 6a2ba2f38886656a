import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  renderFileChecksums,
  type FileChecksums,
} from "../../lib/render/file-checksums";
import { mustRun, run } from "../support/tools";

describe("renderFileChecksums", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "checksums-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function checksums(
    files: readonly string[],
  ): Readonly<Record<string, number>> {
    const script = join(folder, "checksums.sh");
    const textfileFolder = join(folder, "textfile");
    writeFileSync(
      script,
      renderFileChecksums({ files, authorizedKeys: false, textfileFolder }),
    );
    mustRun("sh", script);
    return written(textfileFolder);
  }

  function written(textfileFolder: string): Readonly<Record<string, number>> {
    // Nothing half written is left for the exporter to read.
    expect(readdirSync(textfileFolder)).toEqual(["security_checksums.prom"]);
    const text = readFileSync(
      join(textfileFolder, "security_checksums.prom"),
      "utf8",
    );
    const series = text.matchAll(
      /^security_file_checksum\{path="(?<path>(?:[^"\\]|\\.)*)"\} (?<value>\d+)$/gm,
    );
    return Object.fromEntries(
      [...series].map(
        ({ groups }) => [groups?.path ?? "", Number(groups?.value)] as const,
      ),
    );
  }

  it("tells another number when a file changes, and none when it is gone", () => {
    const file = join(folder, "passwd");
    const other = join(folder, "group");
    writeFileSync(file, "root:x:0:0\n");
    writeFileSync(other, "");
    const before = checksums([file, other]);
    expect(Object.keys(before)).toEqual([file, other]);
    writeFileSync(file, "root:x:0:1\n");
    const changed = checksums([file, other]);
    expect(changed[file]).not.toBe(before[file]);
    expect(changed[other]).toBe(before[other]);
    rmSync(file);
    expect(checksums([file, other])).toEqual({ [other]: before[other] });
  });

  it("tells numbers that a float holds exactly", () => {
    const files = Array.from({ length: 20 }, (_, index) =>
      join(folder, `file-${index}`),
    );
    files.forEach((file, index) => writeFileSync(file, String(index)));
    const values = Object.values(checksums(files));
    expect(values.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(values).size).toBe(files.length);
  });

  it("keeps what it wrote when it fails", () => {
    const file = join(folder, "locked");
    writeFileSync(file, "a");
    const before = checksums([file]);
    const script = join(folder, "checksums.sh");
    const broken = run("env", ["PATH=/nowhere", "/bin/sh", script]);
    expect(broken.status).not.toBe(0);
    expect(checksums([file])).toEqual(before);
  });

  it("goes on after what cannot be read, and names it", () => {
    const [first, endless, last] = ["a", "endless", "z"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(first, "a");
    writeFileSync(last, "z");
    writeFileSync(endless, "");
    truncateSync(endless, 2 ** 42);
    const script = join(folder, "checksums.sh");
    const textfileFolder = join(folder, "textfile");
    writeFileSync(
      script,
      renderFileChecksums({
        files: [first, endless, join(folder, "missing"), folder, last],
        authorizedKeys: false,
        textfileFolder,
      }).replace("timeout 10", "timeout 1"),
    );
    const { status, output } = run("sh", [script]);
    expect([status, output]).toEqual([0, `cannot read ${endless}\n`]);
    expect(Object.keys(written(textfileFolder))).toEqual([first, last]);
  });

  it("looks at the keys of every account, wherever its home is and whatever it is called", () => {
    const textfileFolder = join(folder, "textfile");
    const homes = ["srv/a b", 'srv/q"u\\o', "home/alice"].map((home) =>
      join(folder, home),
    );
    for (const home of homes) {
      mkdirSync(join(home, ".ssh"), { recursive: true });
    }
    const [elsewhere = "", odd = "", alice = ""] = homes;
    writeFileSync(join(elsewhere, ".ssh/authorized_keys"), "key");
    writeFileSync(join(odd, ".ssh/authorized_keys2"), "key");
    // Of two names for one account the file is looked at once.
    const accounts = join(folder, "accounts");
    writeFileSync(
      accounts,
      [elsewhere, odd, alice, alice, "/nonexistent", ""]
        .map((home, id) => `u${id}:x:${id}:${id}::${home}:/bin/sh\n`)
        .join(""),
    );
    const script = join(folder, "checksums.sh");
    writeFileSync(
      script,
      renderFileChecksums({ files: [], textfileFolder }).replace(
        "getent passwd",
        `cat '${accounts}'`,
      ),
    );
    mustRun("sh", script);
    const before = written(textfileFolder);
    writeFileSync(join(alice, ".ssh/authorized_keys"), "intruder");
    mustRun("sh", script);
    const after = written(textfileFolder);
    const escaped = join(odd, ".ssh/authorized_keys2").replace(
      /["\\]/g,
      (sign) => `\\${sign}`,
    );
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        join(elsewhere, ".ssh/authorized_keys"),
        escaped,
      ]),
    );
    expect(
      Object.keys(after).filter((path) => before[path] !== after[path]),
    ).toEqual([join(alice, ".ssh/authorized_keys")]);
  });

  it.each<[string, unknown, string]>([
    ["a quotation mark", { files: ["/etc/a'b"] }, `got "/etc/a'b"`],
    ["a relative path", { files: ["etc/passwd"] }, 'got "etc/passwd"'],
    [
      "nothing to look at",
      { files: [], authorizedKeys: false },
      "must name something to look at, got no files and no authorized keys",
    ],
    ["a misspelt option", { file: ["/a"] }, 'did you mean "files"'],
  ])("refuses %s", (_, options, message) => {
    expect(() => renderFileChecksums(options as FileChecksums)).toThrow(
      message,
    );
  });
});
