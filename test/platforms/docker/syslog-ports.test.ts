import type { MonitoringProps } from "../../../constructs/monitoring";
import { LogSource } from "../../../lib/domain/logs/source";
import { DockerPlatform } from "../../../lib/platforms/docker/docker-platform";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import type { MonitoringStack } from "../../../stacks/monitoring-stack";
import { app, stackOf } from "../../support/bad-input";
import { resourcesOf, synthesize } from "../../support/synthesize";

const tcp = LogSource.syslog({ port: 5514 });
const udp = LogSource.syslog({ port: 5514, transport: "udp" });
const privileged = LogSource.syslog({ port: 514, transport: "udp" });

/** A platform with one service for each source, declared when all else is there. */
function stackWith(
  sources: readonly LogSource[],
  props: Partial<MonitoringProps> = {},
): MonitoringStack {
  const { components, ...rest } = props;
  const stack = stackOf(app(), {
    components: { loki: {}, "otel-collector": {}, ...components },
    // What takes most of the time of a synthesis, and is not about ports.
    logs: { masking: false },
    ...rest,
  });
  for (const [index, logs] of sources.entries()) {
    stack.addService(`sender-${index}`, { logs });
  }
  return stack;
}

function collectorOf(stack: MonitoringStack) {
  const [collector] = resourcesOf(synthesize(stack), "docker_container").filter(
    ({ name }) => String(name).endsWith("-otel-collector"),
  );
  return collector as
    | {
        readonly ports?: readonly object[];
        readonly networks_advanced: readonly object[];
      }
    | undefined;
}

function port(number: number, protocol: "tcp" | "udp", ip = "127.0.0.1") {
  return { external: number, internal: number, ip, protocol };
}

describe("ports of syslog", () => {
  it("are published beside those of OTLP, sorted as the provider reads them back", () => {
    expect(collectorOf(stackWith([udp, tcp, privileged]))?.ports).toEqual([
      port(514, "udp"),
      port(4317, "tcp"),
      port(4318, "tcp"),
      port(5514, "tcp"),
      port(5514, "udp"),
    ]);
  });

  it("are published on the address of the platform", () => {
    const platform = DockerPlatform.local({
      secrets: SecretStore.directory(".secrets"),
      publishAddress: "192.0.2.7",
    });
    expect(collectorOf(stackWith([tcp], { platform }))?.ports).toContainEqual(
      port(5514, "tcp", "192.0.2.7"),
    );
  });

  it.each([
    ["have a network that reaches outside for it", [tcp], [port(5514, "tcp")]],
    ["are none where nothing is published", [], undefined],
  ] as const)("%s", (_name, sources, ports) => {
    const publish = { "otlp-grpc": false, "otlp-http": false } as const;
    const collector = collectorOf(
      stackWith(sources, { components: { "otel-collector": { publish } } }),
    );
    expect(collector?.ports).toEqual(ports);
    expect(collector?.networks_advanced).toHaveLength(
      ports === undefined ? 1 : 2,
    );
  });
});

describe("a port that two want", () => {
  it.each([
    [
      "two services",
      [tcp, tcp],
      '5514 (tcp) of service "sender-1", which service "sender-0" has',
    ],
    ["syslog and OTLP", [LogSource.syslog({ port: 4317 })], "4317 (tcp)"],
    [
      "syslog and a page that is not published",
      [LogSource.syslog({ port: 8888 })],
      "8888 (tcp)",
    ],
    [
      "syslog and another component",
      [LogSource.syslog({ port: 3000 })],
      "got 3000, which",
    ],
  ] as const)("is refused: %s", (_name, sources, message) => {
    expect(() => synthesize(stackWith(sources))).toThrow(message);
  });

  it("is refused: syslog and a container of the user's own", () => {
    const stack = stackWith([tcp]);
    new DockerService(stack, "mail", {
      image: "registry.example/mail:1.0.0",
      ports: [{ port: 25, publish: 5514 }],
    });
    expect(() => synthesize(stack)).toThrow(/port-taken/);
  });

  it.each([
    ["tcp and udp", [tcp, udp]],
    [
      "udp where OTLP has tcp",
      [LogSource.syslog({ port: 4317, transport: "udp" })],
    ],
    [
      "udp where a component has tcp",
      [LogSource.syslog({ port: 3000, transport: "udp" })],
    ],
  ] as const)("is none: %s", (_name, sources) => {
    expect(() => synthesize(stackWith(sources))).not.toThrow();
  });
});
