import { OtlpGateway } from "../../constructs/otlp-gateway";
import { checkModel } from "../../lib/domain/check/check-model";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { SecretRef } from "../../lib/domain/secret";
import { Bytes } from "../../lib/domain/units";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

const SECRETS = {
  tls: {
    certificate: SecretRef.file("gateway.crt"),
    key: SecretRef.file("gateway.key"),
  },
  token: SecretRef.file("gateway-tokens"),
};

function declare(
  props: object = {},
  components: ComponentChoices = {},
  id = "way-in",
) {
  const platform = new RecordingPlatform();
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform,
    components,
    defaultReceivers: [AlertReceiver.webhook({ url: "http://inbox:8080/" })],
  });
  const gateway = new OtlpGateway(stack, id, {
    ...SECRETS,
    ...props,
  });
  const { model } = stack.monitoring;
  const rules = model
    .ruleGroups()
    .filter(({ path }) => path === gateway.node.path)
    .flatMap(({ value }) => value.rules);
  return {
    gateway,
    stack,
    made: platform.gateways,
    jobs: model.scrapeJobs
      .filter(({ path }) => path === gateway.node.path)
      .map(({ value }) => value),
    alerts: rules.flatMap((rule) => (rule.kind === "alert" ? [rule] : [])),
    problems: () =>
      checkModel(model)
        .filter(({ path }) => path === gateway.node.path)
        .map(({ message }) => message),
  };
}

describe("OtlpGateway", () => {
  it("runs on this host only unless it is told, and is scraped and watched", () => {
    const { gateway, made, jobs, alerts, problems } = declare();
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      path: "monitoring/way-in",
      name: "way-in",
      spec: { address: "127.0.0.1", grpcPort: 14317, httpPort: 14318 },
    });
    expect(jobs.map(({ name, targets }) => [name, ...targets])).toEqual([
      [
        "way-in",
        { kind: "address", address: "way-in:8889" },
        { kind: "address", address: "way-in-collector:8888" },
      ],
      ["way-in-certificate", { kind: "probed", target: "way-in:4318" }],
    ]);
    expect(alerts.map(({ alert }) => alert)).toEqual([
      "GatewayDown",
      "GatewayRequestsDenied",
      "GatewayCertificatesRefused",
      "GatewayRequestsBad",
      "GatewayCrowded",
      "GatewayOverloaded",
      "GatewayNotDelivering",
      "BlackboxCertificateEndsSoon",
      "BlackboxCertificateEnds",
    ]);
    expect(new Set(alerts.map(({ labels }) => labels.service))).toEqual(
      new Set(["way-in"]),
    );
    expect(gateway.needsClientCertificate).toBe(false);
    expect(problems()).toEqual([]);
  });

  it("takes what it is told", () => {
    const { gateway, made, jobs, alerts } = declare({
      tls: { ...SECRETS.tls, clientAuthorities: SecretRef.file("hosts.crt") },
      name: "edge",
      team: "platform",
      address: "0.0.0.0",
      grpcPort: 4317,
      httpPort: false,
      maxRequest: Bytes.mebibytes(4),
      requestsPerSecond: 7,
      memory: Bytes.mebibytes(600),
      alerts: { thresholds: { deniedRequests: 77 }, exclude: ["GatewayDown"] },
    });
    expect(made[0]?.spec).toMatchObject({ address: "0.0.0.0", grpcPort: 4317 });
    expect(made[0]?.spec.httpPort).toBeUndefined();
    expect(jobs.map(({ labels }) => labels)).toEqual([
      { team: "platform" },
      { team: "platform" },
    ]);
    expect(jobs[1]?.targets).toEqual([{ kind: "probed", target: "edge:4317" }]);
    const names = alerts.map(({ alert }) => alert);
    expect(names).not.toContain("GatewayDown");
    expect(
      alerts.find(({ alert }) => alert === "GatewayRequestsDenied")?.expr,
    ).toContain("> 77");
    expect(gateway).toMatchObject({
      job: "edge",
      needsClientCertificate: true,
      grpcPort: 4317,
      httpPort: undefined,
    });
  });

  it("does without what the platform lacks", () => {
    const { jobs, alerts, problems } = declare(
      { alerts: { exclude: ["GatewayDown"] } },
      { "blackbox-exporter": false, grafana: false },
    );
    expect(jobs.map(({ name }) => name)).toEqual(["way-in"]);
    expect(alerts.map(({ alert }) => alert)).toHaveLength(6);
    expect(alerts.filter(({ dashboardUid }) => dashboardUid)).toEqual([]);
    expect(problems()).toEqual([]);
    expect(declare({ alerts: false }).alerts).toEqual([]);
  });

  it("says what two gateways must differ in", () => {
    const { stack } = declare();
    expect(() => new OtlpGateway(stack, "second", SECRETS)).not.toThrow();
    expect(
      () => new OtlpGateway(stack, "third", { ...SECRETS, name: "way-in" }),
    ).toThrow(/\[monitoring\/third\] .* got "way-in"/);
  });

  const tls = (change: object) => ({ tls: { ...SECRETS.tls, ...change } });
  it.each<readonly [string, object, RegExp]>([
    ["no TLS", { tls: undefined, address: "0.0.0.0" }, /nothing without TLS/],
    ["no TLS said", { tls: false }, /got false for "127.0.0.1"; it takes/],
    ["no key", tls({ key: undefined }), /key of tls .* must be a SecretRef/],
    ["a key as text", tls({ key: "hunter2" }), /got a text of 7 characters/],
    ["a path", tls({ certificate: "a.crt" }), /certificate of tls .* a text/],
    ["another name", tls({ ca: SecretRef.file("a") }), /got "ca"; there are/],
    ["no token", { token: undefined }, /token .* must be a SecretRef, got/],
    ["a token as text", { token: "hunter2" }, /token .* got a text of 7/],
    ["one file twice", { token: SecretRef.file("gateway.key") }, /different/],
    ["an option", { adress: "0.0.0.0" }, /"adress"; did you mean "address"/],
    ["no port", { grpcPort: false, httpPort: false }, /gRPC or HTTP/],
    ["a port twice", { grpcPort: 14318 }, /be different, got 14318/],
    ["a wrong port", { httpPort: 70000 }, /between 1 and 65535, got 70000/],
    ["a port as text", { httpPort: "80" }, /httpPort .* must be a number/],
    ["NaN", { grpcPort: NaN }, /grpcPort .* must be a number, got NaN/],
    ["a small limit", { maxRequest: Bytes.parse("9KiB") }, /from 1MiB to/],
    ["a large limit", { maxRequest: Bytes.gibibytes(1) }, /1MiB to 4MiB, got/],
    ["less", { memory: Bytes.mebibytes(173) }, /174MiB .* got 173MiB/],
    ["no rate", { requestsPerSecond: 0 }, /from 1 to 10000, got 0; /],
    ["a rate", { requestsPerSecond: 1.5 }, /a whole number from 1 to/],
    ["an odd limit", { maxRequest: Bytes.parse("1500KiB") }, /whole MiB/],
    ["a number", { maxRequest: 4 }, /maxRequest .* must be an amount of Bytes/],
    ["little memory", { memory: Bytes.mebibytes(64) }, /at least 174MiB/],
    ["a bad name", { name: "Way In" }, /lower-case letters.* got "Way In"/],
    ["a name forgotten", { name: undefined }, /name of an OtlpGateway/],
    ["a threshold", { alerts: { thresholds: { downFr: 1 } } }, /"downFor"/],
    ["an alert", { alerts: { exclude: ["GatewayDwn"] } }, /GatewayDown/],
    ["alerts", { alerts: { threshold: {} } }, /mean "thresholds"/],
    ["a team", { team: 7 }, /team of an OtlpGateway must be a text/],
  ])("refuses %s", (_, props, message) => {
    let told = "";
    try {
      declare(props);
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told).toMatch(message);
    expect(told).toMatch(/^\[monitoring\/way-in\] .+ must .+, got .+; .+[^.]$/);
    expect(told).not.toContain("hunter2");
  });
});
