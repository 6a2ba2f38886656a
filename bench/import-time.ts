import { CompiledLibrary, median } from "./compiled";
import { atMost, type BenchResult } from "./result";

const RUNS = 9;

/** Prints how long loading takes, and what was loaded. */
function loader(entry: string): string {
  return `const started = performance.now();
require(${JSON.stringify(entry)});
const millis = performance.now() - started;
const modules = Object.keys(require.cache);
console.log(JSON.stringify({
  millis,
  modules: modules.length,
  aws: modules.filter((file) => file.includes("provider-aws")).length,
}));
`;
}

interface Loaded {
  readonly millis: number;
  readonly modules: number;
  readonly aws: number;
}

function load(library: CompiledLibrary, name: string, entry: string): Loaded {
  const program = library.addProgram(`load-${name}.js`, loader(entry));
  const runs = Array.from(
    { length: RUNS },
    () => JSON.parse(library.run(program).output) as Loaded,
  );
  return {
    ...(runs[0] as Loaded),
    millis: median(runs.map(({ millis }) => millis)),
  };
}

/** Time to load the entry points, beside that of the framework alone, which every program loads. */
export function benchImportTime(): readonly BenchResult[] {
  const library = CompiledLibrary.get();
  const framework = load(library, "framework", "cdktf");
  const entries = [
    ["cdktf-observability", load(library, "root", "cdktf-observability")],
    [
      "cdktf-observability/docker",
      load(library, "docker", "cdktf-observability/docker"),
    ],
  ] as const;
  return [
    atMost("import of cdktf alone", framework.millis, "ms"),
    ...entries.flatMap(([name, { millis, modules, aws }]) => [
      atMost(`import of ${name}`, millis, "ms"),
      atMost(`import of ${name}: modules`, modules, "modules"),
      atMost(`import of ${name}: modules of provider-aws`, aws, "modules", 0),
    ]),
  ];
}
