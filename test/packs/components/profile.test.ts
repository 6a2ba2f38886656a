import fc from "fast-check";
import {
  COMPONENT_NAMES,
  type ComponentName,
} from "../../../lib/domain/telemetry/component";
import { deployedSpecs } from "../../../lib/domain/telemetry/plan";
import {
  buildPlan,
  selfScrapeJobs,
  type ComponentChoices,
} from "../../../lib/packs/components/profile";
import { Bytes, Duration } from "../../../lib/domain/units";
import { planOf } from "../../support/plan";

function namesOf(components: ComponentChoices): readonly ComponentName[] {
  return deployedSpecs(planOf(components)).map(({ name }) => name);
}

describe("buildPlan", () => {
  it("runs every component in the profile standard", () => {
    expect(namesOf({})).toEqual(COMPONENT_NAMES);
  });

  it("runs three in the profile minimal, and what is asked for", () => {
    const names = deployedSpecs(planOf({ loki: {} }, "minimal")).map(
      ({ name }) => name,
    );
    expect(names).toEqual(["prometheus", "alertmanager", "grafana", "loki"]);
  });

  it("leaves out what is switched off, uses what is elsewhere, and lets nobody wait for either", () => {
    const plan = planOf({
      jaeger: false,
      loki: { external: "https://logs.example.com:3100/loki/" },
    });
    expect(plan.jaeger).toEqual({ kind: "absent" });
    expect(plan.loki).toEqual({
      kind: "external",
      url: "https://logs.example.com:3100/loki",
    });
    const waited = deployedSpecs(plan).flatMap(({ startAfter }) => startAfter);
    expect(waited).not.toContain("jaeger");
    expect(waited).not.toContain("loki");
  });

  it("can start its components in some order, whatever is left out", () => {
    fc.assert(
      fc.property(
        fc.subarray(COMPONENT_NAMES.filter((name) => name !== "prometheus")),
        (missing) => {
          const plan = planOf(
            Object.fromEntries(missing.map((name) => [name, false])),
          );
          const started = new Set<ComponentName>();
          let waiting = deployedSpecs(plan);
          while (waiting.length > 0) {
            const ready = waiting.filter(({ startAfter }) =>
              startAfter.every((name) => started.has(name)),
            );
            expect(ready).not.toHaveLength(0);
            ready.forEach(({ name }) => started.add(name));
            waiting = waiting.filter(({ name }) => !started.has(name));
          }
        },
      ),
    );
  });

  it("lays options over the defaults", () => {
    const plan = planOf({
      prometheus: {
        memory: Bytes.gibibytes(2),
        cpus: 3,
        volumeSize: Bytes.gibibytes(50),
        publish: { http: false },
        environment: { TZ: "UTC" },
      },
      grafana: { publicUrl: "https://grafana.example.com/" },
    });
    const [prometheus, , grafana] = deployedSpecs(plan);
    expect(prometheus).toMatchObject({
      memory: Bytes.gibibytes(2),
      cpus: 3,
      volumes: [{ size: Bytes.gibibytes(50) }],
      environment: { TZ: "UTC", GOMEMLIMIT: "1843MiB" },
    });
    expect(prometheus?.ports).toEqual([{ name: "http", port: 9090 }]);
    expect(grafana?.environment).toMatchObject({
      GF_SERVER_ROOT_URL: "https://grafana.example.com/",
      GF_SECURITY_COOKIE_SECURE: "true",
    });
  });

  it.each<[string, ComponentChoices, string]>([
    [
      "an unknown component",
      { lokki: {} } as ComponentChoices,
      'got "lokki"; did you mean "loki"',
    ],
    [
      "no Prometheus",
      { prometheus: false },
      'component "prometheus" must run here or elsewhere, got false; rules and dashboards need it: use { external: "http://..." } for an existing one',
    ],
    [
      "a password in an address",
      { loki: { external: "http://me:hunter2@logs" } },
      'external URL of "loki" must be an http or https URL without a log-in, query and fragment, got a URL with a user or a password; write it like "http://host:9090"',
    ],
    [
      "an address of another scheme",
      { loki: { external: "ftp://logs" } },
      'got "ftp://logs"',
    ],
    [
      "an unknown port",
      { grafana: { publish: { htp: 80 } } },
      'published port of "grafana" must be one of http, got "htp"; did you mean "http"',
    ],
    [
      "a port that cannot be",
      { grafana: { publish: { http: 70000 } } },
      'published port "http" of "grafana" must be between 1 and 65535, got 70000; choose a free port of the host or false',
    ],
    [
      "no memory",
      { loki: { memory: Bytes.bytes(0) } },
      'memory of "loki" must be at least 6MiB, got 0B; leave it out for the default',
    ],
    [
      "no processor",
      { loki: { cpus: 0 } },
      'cpus of "loki" must be at least 0.01 cores, got 0; leave it out for the default',
    ],
    [
      "a log folder that is no path",
      { "otel-collector": { logFolders: ["logs:rw"] } },
      'got "logs:rw"; name the folder that holds the files',
    ],
  ])("refuses %s", (_, components, message) => {
    expect(() => planOf(components)).toThrow(message);
  });

  it("never repeats a password in a message", () => {
    const external = "http://admin:hunter2@logs:3100";
    expect(() => planOf({ loki: { external } })).not.toThrow("hunter2");
  });

  it("gives Prometheus a volume above the size that its samples may take", () => {
    const plan = buildPlan({
      profile: "minimal",
      metricRetention: { time: Duration.days(1), size: Bytes.gibibytes(8) },
      traceRetention: { time: Duration.days(1), size: Bytes.gibibytes(1) },
    });
    expect(deployedSpecs(plan)[0]?.volumes[0]?.size).toEqual(
      Bytes.gibibytes(10),
    );
  });
});

describe("selfScrapeJobs", () => {
  it("scrapes each deployed component, and what the collector made", () => {
    const jobs = selfScrapeJobs(planOf());
    expect(jobs.map(({ name }) => name)).toEqual([
      ...COMPONENT_NAMES,
      "otel-collector-metrics",
      "probe",
    ]);
    expect(jobs.every(({ metrics }) => metrics.length > 0)).toBe(true);
  });

  it("probes each deployed component, the ones elsewhere not", () => {
    const plan = planOf({ loki: { external: "http://logs" }, jaeger: false });
    const probe = selfScrapeJobs(plan).find(({ name }) => name === "probe");
    const probed = (probe?.targets ?? []).map((target) =>
      target.kind === "component" ? target.component : target.kind,
    );
    expect(probed).toEqual(
      COMPONENT_NAMES.filter((name) => !["loki", "jaeger"].includes(name)),
    );
  });

  it("probes nothing without a prober", () => {
    const names = selfScrapeJobs(planOf({}, "minimal")).map(({ name }) => name);
    expect(names).toEqual(["prometheus", "alertmanager", "grafana"]);
  });
});
