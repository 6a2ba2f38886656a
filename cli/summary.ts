import type { PlannedSecret, PublishedPort, StackPlan } from "./manifest";

/** Ports inside the containers that people look at with a browser. */
const PAGES: Readonly<Record<number, string>> = {
  3000: "Grafana",
  9090: "Prometheus",
  9093: "Alertmanager",
  16686: "Jaeger",
};
/** Ports of OTLP, which answer programs only. */
const PROTOCOLS: Readonly<Record<number, string>> = {
  4317: "OTLP, gRPC",
  4318: "OTLP, HTTP",
};
const SYSLOG = "syslog";
const PASSWORD = "grafana-admin-password";

/** Where to go now: addresses, the password's place, and the next steps. */
export function summary(
  plans: readonly StackPlan[],
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const ports = plans.flatMap((plan) => plan.ports);
  const width = Math.max(...ports.map((port) => titleOf(port).length)) + 2;
  const addresses = ports.map(
    (port) => `${titleOf(port).padEnd(width)}${url(port)}`,
  );
  const secrets = plans.flatMap((plan) => plan.secrets);
  return [
    ...addresses.sort(),
    ...password(secrets),
    "",
    "change the program and deploy again: only what differs is changed",
    environment.npm_lifecycle_event === "deploy"
      ? "remove it: npm run destroy (data volumes stay; -- --volumes removes them too)"
      : "remove it: cdktf-observability destroy (data volumes stay; --volumes removes them too)",
  ].join("\n");
}

function titleOf({
  internal,
  container,
  name,
  protocol,
}: PublishedPort): string {
  return name === SYSLOG
    ? `syslog, ${protocol.toUpperCase()}`
    : (PAGES[internal] ?? PROTOCOLS[internal] ?? container);
}

function url({ address, port, internal, name }: PublishedPort): string {
  const everywhere = address === "0.0.0.0" || address === "::";
  const place = `${everywhere ? "localhost" : address}:${port}`;
  return name === SYSLOG || internal in PROTOCOLS ? place : `http://${place}`;
}

function password(secrets: readonly PlannedSecret[]): readonly string[] {
  const secret = secrets.find(({ name }) => name === PASSWORD);
  if (secret === undefined) {
    return [];
  }
  const root = process.getuid?.() === 0 ? "" : "sudo ";
  return [
    "",
    `log in to Grafana as admin; the password: ${root}cat ${secret.file}`,
  ];
}
