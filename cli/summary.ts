import type { PlannedSecret, PublishedPort, StackPlan } from "./manifest";

/** Ports inside the containers that people look at with a browser. */
const PAGES: Readonly<Record<number, string>> = {
  3000: "Grafana",
  9090: "Prometheus",
  9093: "Alertmanager",
  16686: "Jaeger",
};
const PASSWORD = "grafana-admin-password";

/** Where to go now: addresses, the password's place, and the next steps. */
export function summary(plans: readonly StackPlan[]): string {
  const ports = plans.flatMap((plan) => plan.ports);
  const secrets = plans.flatMap((plan) => plan.secrets);
  const pages = ports
    .flatMap((port) => {
      const title = PAGES[port.internal];
      return title === undefined ? [] : [{ title, url: url(port) }];
    })
    .map(({ title, url }) => `${title.padEnd(14)}${url}`);
  return [...pages, ...password(secrets), "", ...next(ports)].join("\n");
}

function url({ address, port }: PublishedPort): string {
  const host =
    address === "0.0.0.0" || address === "::" ? "localhost" : address;
  return `http://${host}:${port}`;
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

function next(ports: readonly PublishedPort[]): readonly string[] {
  const faults = ports.find(({ container }) => container === "checkout");
  return [
    ...(faults === undefined
      ? []
      : [
          `cause errors:  curl -X POST ${url(faults)}/fault -d '{"errorRatio":0.5}'`,
          `end them:      curl -X DELETE ${url(faults)}/fault`,
        ]),
    "change the program and deploy again: only what differs is changed",
    "remove it: npm run destroy (data volumes stay; -- --volumes removes them too)",
  ];
}
