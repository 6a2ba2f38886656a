import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");
const FRAMEWORK = /^(?:cdktf|constructs)(?:\/|$)/;
const NODE = /^node:/;

interface Layer {
  readonly files: RegExp;
  /** Files that it may import, beside its own. */
  readonly below: readonly string[];
  readonly packages: readonly RegExp[];
}

const LAYERS: Readonly<Record<string, Layer>> = {
  domain: {
    files: /^lib\/domain\//,
    below: [],
    packages: [
      /^@prometheus-io\/lezer-promql$/,
      /^@grafana\/lezer-logql$/,
      /^@lezer\//,
      /^decimal\.js$/,
    ],
  },
  packs: { files: /^lib\/packs\//, below: ["domain"], packages: [] },
  render: {
    files: /^lib\/render\//,
    below: ["domain"],
    packages: [/^yaml$/, /^@grafana\/grafana-foundation-sdk\//],
  },
  "import-file": {
    files: /^lib\/import\/file\.ts$/,
    below: ["import", "domain"],
    packages: [NODE],
  },
  import: {
    files: /^lib\/import\//,
    below: ["render", "domain"],
    packages: [/^yaml$/],
  },
  ports: {
    files: /^lib\/platforms\/[a-z-]+\.ts$/,
    below: ["domain"],
    packages: [FRAMEWORK],
  },
  docker: {
    files: /^lib\/platforms\/docker\//,
    below: ["ports", "render", "packs", "domain"],
    packages: [FRAMEWORK, NODE, /^@cdktf\/provider-docker\/lib\/[a-z-]+$/],
  },
  grafana: {
    files: /^lib\/platforms\/grafana\//,
    below: ["ports", "render", "packs", "domain"],
    packages: [FRAMEWORK, /^@cdktf\/provider-grafana\/lib\/[a-z-]+$/],
  },
  pagerduty: {
    files: /^lib\/platforms\/pagerduty\//,
    below: ["ports", "render", "packs", "domain"],
    packages: [FRAMEWORK, NODE, /^@cdktf\/provider-pagerduty\/lib\/[a-z-]+$/],
  },
  constructs: {
    files: /^constructs\//,
    below: ["ports", "packs", "domain"],
    packages: [FRAMEWORK],
  },
  testing: { files: /^lib\/testing\//, below: ["domain"], packages: [] },
  stacks: {
    files: /^stacks\//,
    below: ["constructs"],
    packages: [FRAMEWORK, NODE],
  },
  entry: {
    files: /^index\.ts$/,
    below: [
      "stacks",
      "constructs",
      "ports",
      "import-file",
      "import",
      "render",
      "packs",
      "domain",
    ],
    packages: [],
  },
  cli: { files: /^cli\//, below: ["render", "domain"], packages: [NODE] },
  /** What an example deploys: programs that know nothing of this library. */
  programs: {
    files: /^examples\/[a-z-]+\/app\//,
    below: [],
    packages: [
      NODE,
      /^@cdktf-observability\/node$/,
      /^(?:graphql|ioredis|pg|prom-client)$/,
    ],
  },
  examples: {
    files: /^examples\//,
    below: [],
    packages: [
      FRAMEWORK,
      NODE,
      /^esbuild$/,
      /^cdktf-observability(?:\/[a-z]+)?$/,
    ],
  },
};

interface Import {
  readonly from: string;
  readonly name: string;
  /** The file that it means, when it is one of ours. */
  readonly file?: string;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** Types count too: a layer that knows a type of another depends on it. */
function importsOf(from: string): readonly Import[] {
  const text = readFileSync(join(ROOT, from), "utf8");
  return ts.preProcessFile(text, true).importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) {
      return { from, name: fileName };
    }
    const path = join(dirname(from), fileName);
    const file = [`${path}.ts`, `${path}.d.ts`, join(path, "index.ts")].find(
      (each) => existsSync(join(ROOT, each)),
    );
    return { from, name: fileName, file: file ?? path };
  });
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS).find((name) => LAYERS[name]?.files.test(file));
}

function isAllowed({ from, name, file }: Import): boolean {
  const own = layerOf(from);
  const layer = own === undefined ? undefined : LAYERS[own];
  if (layer === undefined) {
    return false;
  }
  if (file === undefined) {
    return layer.packages.some((each) => each.test(name));
  }
  const target = layerOf(file);
  return (
    target === own || (target !== undefined && layer.below.includes(target))
  );
}

/** Files that import each other in a circle, in order. */
function cycle(
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const done = new Set<string>();
  function visit(file: string, path: readonly string[]): readonly string[] {
    if (path.includes(file)) {
      return [...path.slice(path.indexOf(file)), file];
    }
    if (done.has(file)) {
      return [];
    }
    for (const next of graph.get(file) ?? []) {
      const found = visit(next, [...path, file]);
      if (found.length > 0) {
        return found;
      }
    }
    done.add(file);
    return [];
  }
  for (const file of graph.keys()) {
    const found = visit(file, []);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

describe("the house", () => {
  const files = [
    "index.ts",
    ...["lib", "constructs", "stacks", "cli", "examples"].flatMap(sourceFiles),
  ];
  const imports = files.flatMap(importsOf);
  const told = ({ from, name }: Import) => `${from} imports ${name}`;

  it("has each source file in a layer", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it("imports only what is below, and only the packages of the layer", () => {
    expect(imports.filter((each) => !isAllowed(each)).map(told)).toEqual([]);
  });

  it("imports no entry file from inside", () => {
    expect(
      imports
        .filter(
          ({ file }) => file !== undefined && /(?:^|\/)index\.ts$/.test(file),
        )
        .map(told),
    ).toEqual([]);
  });

  it("has no circles, not even of types", () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports.flatMap((each) =>
          each.from === file && each.file !== undefined ? [each.file] : [],
        ),
      ]),
    );
    expect(cycle(graph)).toEqual([]);
  });

  it("finds circles and forbidden imports where there are some", () => {
    expect(
      cycle(
        new Map([
          ["a", ["b"]],
          ["b", ["c"]],
          ["c", ["b"]],
        ]),
      ),
    ).toEqual(["b", "c", "b"]);
    const domain = { from: "lib/domain/units.ts" };
    expect(isAllowed({ ...domain, name: "cdktf" })).toBe(false);
    expect(
      isAllowed({
        ...domain,
        name: "../render/yaml",
        file: "lib/render/yaml.ts",
      }),
    ).toBe(false);
    expect(
      isAllowed({
        from: "lib/platforms/docker/network.ts",
        name: "@cdktf/provider-docker",
      }),
    ).toBe(false);
  });
});
