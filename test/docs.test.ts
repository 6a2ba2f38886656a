import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");
const SKIPPED =
  /(?:^|\/)(?:node_modules|dist|cdktf\.out|docs\/api|\.git)(?:\/|$)/;

interface Block {
  /** Path of the page and line of the first line of the block. */
  readonly place: string;
  readonly text: string;
}

function pages(folder = ROOT): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SKIPPED.test(relative(ROOT, path))) {
      return [];
    }
    if (entry.isDirectory()) {
      return pages(path);
    }
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/**
 * The ts blocks of a page. One that is marked `ts continued` goes on where the one before it ended, so that a page can
 * explain a program in parts.
 */
function blocksOf(page: string): readonly Block[] {
  const blocks: { place: string; text: string }[] = [];
  const text = readFileSync(page, "utf8");
  for (const match of text.matchAll(
    /^```(?:ts|typescript)( continued)?\n([^]*?)^```/gm,
  )) {
    const [, continued, code = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    const last = blocks.at(-1);
    if (continued !== undefined && last !== undefined) {
      last.text += code;
    } else {
      blocks.push({ place: `${relative(ROOT, page)}:${line}`, text: code });
    }
  }
  return blocks;
}

/** Files that no block changes, such as those of the library and its dependencies, are read once. */
const sources = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of the blocks, each as a file of its own in the root of the repository. */
function complaints(blocks: readonly Block[]): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (file) =>
    readFileSync(file, "utf8"),
  ) as { config: { compilerOptions: object } };
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
  const options: ts.CompilerOptions = {
    ...parsed,
    paths: {
      ...parsed.paths,
      // Its types are made when it is packed.
      "@cdktf-observability/node": ["./instrumentation/node/src/index.ts"],
    },
  };
  const virtual = new Map(
    blocks.map(({ text }, index) => [
      join(ROOT, `block-${index}.ts`),
      // A block that imports nothing is a module all the same.
      `${text}\nexport {};\n`,
    ]),
  );
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...virtual.keys()], options, {
    ...host,
    fileExists: (file) => virtual.has(file) || host.fileExists(file),
    readFile: (file) => virtual.get(file) ?? host.readFile(file),
    getSourceFile: (file, ...rest) => {
      const text = virtual.get(file);
      if (text !== undefined) {
        return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
      }
      if (!sources.has(file)) {
        sources.set(file, host.getSourceFile(file, ...rest));
      }
      return sources.get(file);
    },
  });
  return [...virtual.keys()].flatMap((name, index) => {
    const source = program.getSourceFile(name);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(
      ({ messageText }) =>
        `${blocks[index]?.place}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}

describe("the pages", () => {
  const blocks = pages().flatMap(blocksOf);

  it("show programs", () => {
    expect(blocks.map(({ place }) => place)).toContainEqual(
      expect.stringMatching(/^README\.md:/),
    );
  });

  it("show only programs that compile", () => {
    expect(complaints(blocks)).toEqual([]);
  }, 120_000);

  it("would be told of one that does not", () => {
    const text =
      'import { Duration } from "cdktf-observability";\nDuration.years(1);\n';
    expect(complaints([{ place: "page:1", text }])).toEqual([
      expect.stringMatching(/^page:1: Property 'years' does not exist/),
    ]);
  }, 120_000);
});
