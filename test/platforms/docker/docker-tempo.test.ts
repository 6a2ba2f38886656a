import { parse } from "yaml";
import type { MonitoringProps } from "../../../constructs/monitoring";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import {
  DockerTempo,
  type DockerTempoProps,
} from "../../../lib/platforms/docker/docker-tempo";
import { Duration } from "../../../lib/domain/units";
import { app, stackOf } from "../../support/bad-input";
import { resourcesOf, synthesize } from "../../support/synthesize";

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  readonly volumes?: readonly {
    readonly container_path: string;
    readonly volume_name?: string;
  }[];
  readonly upload?: readonly {
    readonly file: string;
    readonly content: string;
  }[];
}

const COMPONENTS = {
  jaeger: { external: "http://tempo:3200", program: "tempo" },
  prometheus: { remoteWriteReceiver: true },
} as const;

const stack = (components: MonitoringProps["components"] = COMPONENTS) =>
  stackOf(app(), { profile: "standard", components });

function containers(props: DockerTempoProps): readonly Container[] {
  const monitoring = stack();
  new DockerTempo(monitoring, "tempo", props);
  return resourcesOf(
    synthesize(monitoring),
    "docker_container",
  ) as unknown as readonly Container[];
}

it.each(["2.10", "3.0"] as const)(
  "Tempo %s keeps what it gets on a volume, and tells the Prometheus of the platform who calls whom",
  (version) => {
    const all = containers({ version, retention: Duration.days(3) });
    const tempo = all.find(({ name }) => name === "tempo");
    expect(tempo).toMatchObject({
      command: ["-config.file=/etc/tempo/tempo.yaml"],
      env: ["GOMEMLIMIT=921MiB"],
      user: "10001:10001",
      memory: 1024,
      read_only: true,
    });
    const data = tempo?.volumes?.find(
      ({ container_path: path }) => path === "/var/tempo",
    );
    expect(data?.volume_name).toMatch(/-tempo-data$/);
    const upload = all
      .flatMap(({ upload: files = [] }) => files)
      .find(({ file }) => file.endsWith("tempo.yaml"));
    expect(upload?.content).toContain("block_retention: 72h0m0s");
    expect(parse(upload?.content ?? "")).toMatchObject({
      metrics_generator: {
        storage: {
          remote_write: [{ url: "http://prometheus:9090/api/v1/write" }],
        },
      },
    });
  },
);

it.each<[string, MonitoringProps["components"], object, string]>([
  [
    "a platform that sends its spans to Jaeger",
    {},
    { version: "3.0" },
    'component "jaeger" must be this Tempo, or no spans would reach it, got deployed',
  ],
  [
    "a platform that sends them to another Tempo",
    {
      ...COMPONENTS,
      jaeger: { external: "http://other:3200", program: "tempo" },
    },
    { version: "3.0" },
    'got http://other:3200 of tempo; write components: { jaeger: { external: "http://tempo:3200", program: "tempo" } }',
  ],
  [
    "a Prometheus that takes no series",
    { jaeger: COMPONENTS.jaeger },
    { version: "3.0" },
    "add components: { prometheus: { remoteWriteReceiver: true } }, or say prometheus: false",
  ],
  [
    "a version that is not known",
    COMPONENTS,
    { version: "4.0" },
    'must be one of 2.10, 3.0, got "4.0"',
  ],
  [
    "an option that there is not",
    COMPONENTS,
    { version: "3.0", retentoin: Duration.days(1) },
    'got "retentoin"; did you mean "retention"',
  ],
  [
    "a memory that is no size",
    COMPONENTS,
    { version: "3.0", memory: 512 },
    "memory of a DockerTempo must be",
  ],
])("refuses %s, with its path", (_, components, props, message) => {
  const make = () =>
    new DockerTempo(stack(components), "tempo", props as DockerTempoProps);
  expect(make).toThrow(message);
  expect(make).toThrow("monitoring/tempo");
});

it.each<[string, object, string]>([
  ["a name in capitals", { name: "Data", path: "/data" }, 'got "Data"'],
  [
    "a relative path",
    { name: "data", path: "data" },
    'each of volumes of container "box" must be an absolute path',
  ],
])("a volume of a service is refused for %s", (_, volume, message) => {
  expect(
    () =>
      new DockerService(stack(), "box", {
        image: "box:1",
        volumes: [volume as never],
      }),
  ).toThrow(message);
});
