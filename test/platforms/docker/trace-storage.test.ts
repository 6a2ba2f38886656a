import { parse } from "yaml";
import type { MonitoringProps } from "../../../constructs/monitoring";
import { SecretRef } from "../../../lib/domain/secret";
import type { SearchTraceStorage } from "../../../lib/domain/traces/storage";
import { Bytes, Duration } from "../../../lib/domain/units";
import { renderDataSources } from "../../../lib/render/grafana-provisioning";
import { app, stackOf } from "../../support/bad-input";
import { resourcesOf, synthesize } from "../../support/synthesize";

const CA = "-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----\n";

const storage: SearchTraceStorage = {
  kind: "elasticsearch",
  urls: ["https://search:9200"],
  user: "jaeger",
  password: SecretRef.file("search-password"),
  ca: CA,
};

const stack = (props: Partial<MonitoringProps>) =>
  stackOf(app(), { profile: "standard", ...props });

interface Container {
  readonly name: string;
  readonly tmpfs?: Readonly<Record<string, string>>;
  readonly mounts?: readonly { readonly target: string }[];
  readonly volumes?: readonly { readonly container_path: string }[];
  readonly networks_advanced: readonly { readonly name: string }[];
  readonly upload?: readonly {
    readonly file: string;
    readonly content: string;
  }[];
}

describe("a cluster as Jaeger's storage", () => {
  const synthesized = synthesize(
    stack({
      traces: { storage },
      traceRetention: {
        time: Duration.days(30),
        ingestPerDay: Bytes.gibibytes(500),
      },
    }),
  );
  const containers = resourcesOf(
    synthesized,
    "docker_container",
  ) as unknown as readonly Container[];
  const [jaeger] = containers.filter(({ name }) => name.endsWith("-jaeger"));
  const uploads = containers.flatMap(({ upload = [] }) => upload);

  it("is told in Jaeger's configuration, with the password as a file", () => {
    const config = uploads.find(({ file }) =>
      file.endsWith("jaeger/config.yaml"),
    );
    const { extensions, exporters } = parse(config?.content ?? "") as {
      extensions: { jaeger_storage: { backends: object } };
      exporters: object;
    };
    expect(extensions.jaeger_storage.backends).toMatchObject({
      elasticsearch: {
        elasticsearch: {
          server_urls: ["https://search:9200"],
          auth: {
            basic: {
              username: "jaeger",
              password_file: "/run/secrets/search-password",
            },
          },
          tls: { ca_file: "/etc/jaeger/storage-ca.pem" },
          max_span_age: "720h0m0s",
        },
      },
    });
    expect(exporters).toEqual({
      jaeger_storage_exporter: { trace_storage: "elasticsearch" },
    });
    expect(
      uploads.find(({ file }) => file.endsWith("storage-ca.pem"))?.content,
    ).toBe(CA);
  });

  it("needs no volume, and leaves none without a name", () => {
    const targets = [
      ...(jaeger?.volumes ?? []).map(({ container_path }) => container_path),
    ];
    expect(targets).toEqual(["/etc/jaeger"]);
    expect(Object.keys(jaeger?.tmpfs ?? {})).toEqual(["/tmp"]);
  });

  it("is reached from the network that leads outside", () => {
    expect(jaeger?.networks_advanced).toHaveLength(2);
    expect(jaeger?.mounts?.map(({ target }) => target)).toEqual([
      "/run/secrets/search-password",
    ]);
  });

  it("is watched: what it refuses or does not answer counts as lost", () => {
    expect(uploads.map(({ content }) => content).join("")).toMatch(
      /JaegerSpansLost\n.*jaeger_storage_bulk_index_latency_err_seconds_count\{job=\\?"jaeger\\?"\}/s,
    );
  });

  it("leaves nothing that asks for Badger", () => {
    expect(synthesized.text).not.toContain("badger");
  });
});

it("is said aloud that nobody deletes indices, and that a password is not hidden", () => {
  const plain = stack({
    traces: {
      storage: { ...storage, ca: undefined, urls: ["http://s:9200"] } as never,
    },
  });
  synthesize(plain);
  const warnings = plain.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === "@cdktf/warn")
    .map(({ data }) => String(data))
    .join("\n");
  expect(warnings).toMatch(
    /indices .* must be deleted after 7d, .*\(trace-storage-cleaning\)/,
  );
  expect(warnings).toMatch(/must begin with "https:".*\(trace-storage-plain\)/);
});

it.each<[string, Partial<MonitoringProps>, string]>([
  [
    "two Jaegers",
    { components: { jaeger: { replicas: 2 } } },
    'past what one Jaeger can hold, let a cluster keep it: traces: { storage: { kind: "elasticsearch"',
  ],
  [
    "a volume that nothing is written to",
    {
      traces: { storage },
      components: { jaeger: { volumeSize: Bytes.gibibytes(5) } },
    },
    'volumeSize of component "jaeger" must be left out with the storage "elasticsearch", got 5GiB',
  ],
  [
    "the storage of a Jaeger elsewhere",
    {
      traces: { storage },
      components: { jaeger: { external: "http://jaeger:16686" } },
    },
    "storage of traces must be that of a Jaeger of this platform, got external",
  ],
  [
    "a storage that is not known",
    { traces: { storage: { kind: "cassandra" } as never } },
    "must be one of badger, elasticsearch, opensearch",
  ],
])("refuses %s, with the path of the declaration", (_, props, message) => {
  const make = () => synthesize(stack(props));
  expect(make).toThrow(message);
  expect(make).toThrow("monitoring/");
});

describe("Tempo in place of Jaeger", () => {
  const monitoring = stack({
    components: {
      jaeger: { external: "http://tempo:3200", program: "tempo" },
    },
  });
  monitoring.addService("checkout", {});
  const uploads = resourcesOf(synthesize(monitoring), "docker_container")
    .map(({ upload }) => upload as Container["upload"])
    .flatMap((files = []) => files);
  const file = (end: string) =>
    uploads.find((each) => each.file.endsWith(end))?.content ?? "";

  it("is the data source of traces, linked with lines, metrics and the map of services", () => {
    const deployed = file("datasources/observability.yaml");
    expect(deployed).toContain("type: tempo");
    expect(deployed).not.toContain("type: jaeger");
    const { datasources } = parse(
      renderDataSources(
        {
          prometheus: "http://prometheus:9090",
          loki: "http://loki:3100",
          jaeger: "http://tempo:3200",
        },
        Duration.seconds(15),
        "tempo",
      ),
    ) as { datasources: readonly { readonly uid: string }[] };
    expect(datasources.find(({ uid }) => uid === "jaeger")).toMatchObject({
      type: "tempo",
      name: "Tempo",
      url: "http://tempo:3200",
      jsonData: {
        nodeGraph: { enabled: true },
        serviceMap: { datasourceUid: "prometheus" },
        tracesToLogsV2: { datasourceUid: "loki" },
        tracesToMetrics: { datasourceUid: "prometheus" },
      },
    });
  });

  it("gets the spans by OTLP on the same host", () => {
    const { exporters } = parse(file("otelcol-contrib/config.yaml")) as {
      exporters: Readonly<Record<string, { readonly endpoint?: string }>>;
    };
    expect(exporters["otlp_grpc/jaeger"]?.endpoint).toBe("tempo:4317");
  });

  it("is asked in its own language by dashboards, and by no other type of data source", () => {
    const text = file("/traces.json");
    expect(text).not.toContain('"type": "jaeger"');
    const { panels } = JSON.parse(text) as {
      panels: readonly {
        readonly title: string;
        readonly targets?: readonly object[];
      }[];
    };
    const targetOf = (title: string) =>
      panels.find((panel) => panel.title === title)?.targets?.[0];
    expect(targetOf("Newest traces with errors")).toMatchObject({
      datasource: { type: "tempo" },
      queryType: "traceql",
      query: '{ resource.service.name = "$detail" && status = error }',
    });
    expect(targetOf("Who calls whom")).toMatchObject({
      queryType: "serviceMap",
    });
  });
});

it.each<[string, object, string]>([
  [
    "a program that is not known",
    { jaeger: { external: "http://a", program: "zipkin" } },
    'program of external component "jaeger" must be one of tempo, got "zipkin"',
  ],
  [
    "Tempo in place of Loki",
    { loki: { external: "http://a", program: "tempo" } },
    'program of external component "loki" must be left out, got "tempo"',
  ],
  [
    "an option beside the address",
    { jaeger: { external: "http://a", programm: "tempo" } },
    'got "programm"; did you mean "program"',
  ],
])("refuses %s", (_, components, message) => {
  expect(() => stack({ components })).toThrow(message);
});
