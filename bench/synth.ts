import { CompiledLibrary, median, resourceCounts } from "./compiled";
import { atMost, type BenchResult } from "./result";

const PAIRS = 9;
const RUNS = 3;

/**
 * An app that makes as many resources of the same types as another, with nothing in them but what Terraform requires.
 * This is what the framework itself costs.
 */
function emptyApp(counts: ReadonlyMap<string, number>): string {
  const made = [...counts].map(([type, count]) => {
    const resource = type.replace("docker_", "");
    const name = `${resource.charAt(0).toUpperCase()}${resource.slice(1)}`;
    const props = type === "docker_container" ? ', image: "image"' : "";
    return `const { ${name} } = require("@cdktf/provider-docker/lib/${resource}");
for (let i = 0; i < ${count}; i++) {
  new ${name}(stack, "${resource}" + i, { name: "${resource}" + i${props} });
}`;
  });
  return `const { App, TerraformStack } = require("cdktf");
const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
const app = new App();
const stack = new TerraformStack(app, "empty");
new DockerProvider(stack, "docker", {});
${made.join("\n")}
app.synth();
`;
}

/** Two objectives for each of `services` services, synthesized for Docker; prints seconds and the most memory in MiB. */
function objectivesApp(services: number): string {
  return `import { App } from "cdktf";
import { AlertReceiver, AlertRoute, Duration, MonitoringStack, ServiceLevelObjective, Sli } from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
const started = performance.now();
const app = new App();
const stack = new MonitoringStack(app, "monitoring", {
  platform: DockerPlatform.local({ secrets: SecretStore.directory(".secrets") }),
});
const inbox = (name) => AlertReceiver.webhook({ url: "http://inbox.example/" + name });
for (let i = 0; i < Math.min(10, ${services}); i++) {
  new AlertRoute(stack, "Team" + i, { match: { team: "team-" + i }, receivers: { critical: inbox("team-" + i) } });
}
for (let i = 0; i < ${services}; i++) {
  const job = "svc-" + i;
  const service = stack.addService(job, { team: "team-" + (i % 10), metrics: { port: 9464 }, expectedRequestsPerSecond: 20 });
  new ServiceLevelObjective(stack, "Service" + i + "Availability", {
    service,
    objective: 0.999,
    sli: Sli.ratio({
      errors: 'http_requests_total{job="' + job + '",code=~"5.."}',
      total: 'http_requests_total{job="' + job + '"}',
    }),
  });
  new ServiceLevelObjective(stack, "Service" + i + "Latency", {
    service,
    objective: 0.95,
    sli: Sli.latency({
      histogram: "http_request_duration_seconds",
      threshold: Duration.millis(500),
      matchers: { job },
    }),
  });
}
app.synth();
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, mebibytes: process.resourceUsage().maxRSS / 1024 }));
`;
}

function benchQuickstart(library: CompiledLibrary): readonly BenchResult[] {
  const quickstart = library.addExample("docker-quickstart");
  const counts = resourceCounts(library.run(quickstart).cwd);
  const empty = library.addProgram("empty.js", emptyApp(counts));
  library.run(empty);
  const pairs = Array.from({ length: PAIRS }, () => ({
    ours: library.run(quickstart).seconds,
    theirs: library.run(empty).seconds,
  }));
  const resources = [...counts.values()].reduce((sum, each) => sum + each, 0);
  return [
    atMost(
      `synth of the quickstart, ${resources} resources`,
      median(pairs.map(({ ours }) => ours)),
      "s",
    ),
    atMost(
      "synth of an empty app with as many resources",
      median(pairs.map(({ theirs }) => theirs)),
      "s",
    ),
    atMost(
      "synth of the quickstart against the empty app",
      median(pairs.map(({ ours, theirs }) => ours / theirs)),
      "x",
      1.3,
    ),
  ];
}

interface Synthesis {
  readonly seconds: number;
  readonly mebibytes: number;
}

function benchObjectives(library: CompiledLibrary): readonly BenchResult[] {
  const [none, few, many] = [0, 50, 500].map((services) => {
    const text = objectivesApp(services);
    const program = library.addProgram(`objectives-${services}.js`, text);
    const runs = Array.from(
      { length: RUNS },
      () => JSON.parse(library.run(program).output) as Synthesis,
    );
    return {
      seconds: median(runs.map(({ seconds }) => seconds)),
      mebibytes: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
    };
  }) as [Synthesis, Synthesis, Synthesis];
  // What the platform costs without any objective is no part of the growth.
  const perObjectiveOfFew = (few.seconds - none.seconds) / 100;
  const perObjectiveOfMany = (many.seconds - none.seconds) / 1_000;
  return [
    atMost("synth of 1,000 objectives over 500 services", many.seconds, "s", 5),
    atMost(
      "synth of 1,000 objectives: peak memory of the process",
      many.mebibytes,
      "MiB",
      512,
    ),
    atMost(
      "synth: time per objective at 1,000 against 100",
      perObjectiveOfMany / perObjectiveOfFew,
      "x",
      1.2,
    ),
  ];
}

/** What the library adds to the synthesis, each program in a process of its own, on compiled JavaScript. */
export function benchSynth(): readonly BenchResult[] {
  const library = CompiledLibrary.get();
  return [...benchQuickstart(library), ...benchObjectives(library)];
}
