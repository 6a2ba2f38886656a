import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../..");
const TSC = require.resolve("typescript/bin/tsc");

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const work = mkdtempSync(join(tmpdir(), "observability-package-"));
const staged = join(work, "staged");
const project = join(work, "project");
const installed = join(project, "node_modules", "cdktf-observability");

afterAll(() => rmSync(work, { recursive: true, force: true }));

function manifest(folder: string): Manifest {
  return JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Manifest;
}

/** Builds and packs in a folder of its own, so that nothing is left behind here. */
function pack(): readonly string[] {
  mkdirSync(staged);
  for (const file of ["package.json", "README.md", "CHANGELOG.md", "LICENSE"]) {
    cpSync(join(ROOT, file), join(staged, file));
  }
  // Packing looks there for what is to be bundled.
  symlinkSync(join(ROOT, "node_modules"), join(staged, "node_modules"));
  symlinkSync(join(ROOT, "providers"), join(staged, "providers"));
  execFileSync(
    process.execPath,
    // Types are checked by `npm run typecheck`, and those that are packed by the strict project below.
    [
      ...[TSC, "-p", "tsconfig.build.json", "--noCheck"],
      ...["--outDir", join(staged, "dist")],
    ],
    { cwd: ROOT, stdio: "inherit" },
  );
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--ignore-scripts", "--json"], {
      cwd: staged,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }),
  ) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) {
    throw new Error("nothing was packed");
  }
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", [
    ...["-xzf", join(staged, packed.filename)],
    ...["-C", installed, "--strip-components=1"],
  ]);
  return packed.files.map(({ path }) => path);
}

/**
 * What `npm install` would put beside the package: what it names, and nothing else.
 *
 * @param framework the package that is called `cdktf` there
 */
function installDependencies(folder: string, framework = "cdktf"): void {
  const { dependencies, peerDependencies } = manifest(installed);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const source = name === "cdktf" ? framework : name;
    const target = join(folder, "node_modules", name);
    if (name !== "@cdktf/provider-aws") {
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", source), target);
    }
  }
}

/** The stacks that the quickstart makes with what is installed in the folder, without what the framework says of itself. */
function quickstartIn(folder: string): unknown {
  const example = join(ROOT, "examples", "docker-quickstart");
  cpSync(example, folder, { recursive: true });
  const { outputText } = ts.transpileModule(
    readFileSync(join(example, "main.ts"), "utf8"),
    {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
      },
    },
  );
  writeFileSync(join(folder, "main.js"), outputText);
  // The kit, which the demo's bundle holds, is found by it in its workspace.
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(ROOT, "tsconfig.json") }),
  );
  execFileSync(
    process.execPath,
    // The provider that is linked into the folder must find the framework of the folder.
    ["--preserve-symlinks", "--preserve-symlinks-main", "main.js"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        // What is linked into the folder has dependencies of its own.
        NODE_PATH: join(ROOT, "node_modules"),
        CDKTF_CONTEXT_JSON: JSON.stringify({
          "cdktf-observability:secrets": "unchecked",
        }),
      },
    },
  );
  return JSON.parse(
    readFileSync(
      join(folder, "cdktf.out/stacks/monitoring/cdk.tf.json"),
      "utf8",
    ),
    (key, value: unknown) =>
      key === "//" || key === "backend" ? undefined : value,
  );
}

/** The version of the framework that made the stacks of a folder. */
function frameworkVersion(folder: string): unknown {
  const file = join(folder, "cdktf.out/manifest.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: unknown })
    .version;
}

/** Modules that a program in the project has loaded after requiring `entry`. */
function modulesLoadedBy(entry: string): readonly string[] {
  const script = `require(${JSON.stringify(entry)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  return JSON.parse(
    execFileSync(process.execPath, ["-e", script], {
      cwd: project,
      encoding: "utf8",
    }),
  ) as string[];
}

describe("the package", () => {
  let files: readonly string[] = [];
  beforeAll(() => {
    files = pack();
    installDependencies(project);
  }, 240_000);

  it("holds what users need and nothing else", () => {
    const expected =
      /^(?:dist\/.+\.(?:js|d\.ts)|LICENSE|README\.md|CHANGELOG\.md|package\.json|node_modules\/@cdktf\/provider-grafana\/(?:package\.json|lib\/.+\.(?:js|d\.ts)))$/;
    expect(files.filter((file) => !expected.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        ...["LICENSE", "README.md", "CHANGELOG.md", "package.json"],
        ...["dist/index.js", "dist/index.d.ts"],
        ...["dist/lib/platforms/docker/index.js", "dist/cli/main.js"],
      ]),
    );
    expect(
      files.filter((file) => /^dist\/(?:test|bench)\//.test(file)),
    ).toEqual([]);
  });

  it.each(["cdktf-observability", "cdktf-observability/docker"])(
    "loads %s without a provider that is not needed",
    (entry) => {
      const loaded = modulesLoadedBy(entry);
      expect(loaded).toContainEqual(expect.stringContaining("/dist/"));
      expect(
        loaded.filter((file) =>
          /provider-(?:aws|grafana|pagerduty)/.test(file),
        ),
      ).toEqual([]);
      const docker = loaded.filter((file) => /provider-docker/.test(file));
      expect(docker.length > 0).toBe(entry.endsWith("/docker"));
    },
    60_000,
  );

  it("loads cdktf-observability/grafana", () => {
    expect(modulesLoadedBy("cdktf-observability/grafana")).toContainEqual(
      expect.stringMatching(
        /(?:provider-grafana|providers\/grafana)\/lib\/dashboard/,
      ),
    );
  }, 60_000);

  it("loads cdktf-observability/pagerduty", () => {
    expect(modulesLoadedBy("cdktf-observability/pagerduty")).toContainEqual(
      expect.stringMatching(/provider-pagerduty\/lib\/schedule/),
    );
  }, 60_000);

  it("has commands that start", () => {
    for (const path of Object.values(manifest(installed).bin)) {
      const file = join(installed, path);
      expect(readFileSync(file, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
      execFileSync(process.execPath, [file, "--help"], { stdio: "ignore" });
    }
  }, 60_000);

  const hasFork = existsSync(join(ROOT, "node_modules", "cdktn"));
  (hasFork ? it : it.skip)(
    "synthesizes the same with cdktn under the name of cdktf",
    () => {
      const fork = join(work, "fork");
      mkdirSync(join(fork, "node_modules"), { recursive: true });
      cpSync(installed, join(fork, "node_modules", "cdktf-observability"), {
        recursive: true,
      });
      installDependencies(fork, "cdktn");
      expect(quickstartIn(fork)).toEqual(quickstartIn(project));
      expect(frameworkVersion(fork)).not.toBe(frameworkVersion(project));
    },
    60_000,
  );

  it("has types that hold in a strict project which checks its libraries", () => {
    const program = `import { App } from "cdktf";
import { Duration, MonitoringStack } from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
import { combine, GrafanaDashboards } from "cdktf-observability/grafana";

const url = "https://grafana.example";
const platform = combine(
  DockerPlatform.local({ secrets: SecretStore.directory(".secrets") }),
  { dashboards: GrafanaDashboards.at({ url }) },
);
new MonitoringStack(new App(), "monitoring", {
  platform,
  scrapeInterval: Duration.seconds(30),
  components: { grafana: { external: url } },
});
`;
    writeFileSync(join(project, "main.ts"), program);
    const options = {
      target: "ES2022",
      module: "Node16",
      moduleResolution: "Node16",
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["main.ts"] }),
    );
    execFileSync(process.execPath, [TSC, "-p", project], {
      encoding: "utf8",
      stdio: ["ignore", "inherit", "inherit"],
    });
  }, 240_000);
});
