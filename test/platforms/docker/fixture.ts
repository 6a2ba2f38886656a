import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { Dashboard } from "../../../lib/domain/dashboard/model";
import type { Labels } from "../../../lib/domain/names";
import { type AlertReceiver } from "../../../lib/domain/routing/receiver";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import type { MetricsSettings } from "../../../lib/domain/telemetry/settings";
import { Bytes, Duration } from "../../../lib/domain/units";
import {
  buildPlan,
  type ComponentChoices,
} from "../../../lib/packs/components/profile";
import {
  DockerPlatform,
  type DockerPlatformOptions,
} from "../../../lib/platforms/docker/docker-platform";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import type { PlatformPorts } from "../../../lib/platforms/platform";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "observability-docker-"));
  folders.push(folder);
  return folder;
}

/** What the program declares; tests change it between two syntheses. */
export interface Declared {
  scrapeInterval: Duration;
  rules: readonly RuleGroup[];
  dashboards: readonly Dashboard[];
  receivers: readonly AlertReceiver[];
  externalLabels: Labels;
}

export interface DeployedFixture {
  readonly app: App;
  readonly stack: TerraformStack;
  readonly ports: PlatformPorts;
  readonly declared: Declared;
  /** Where Terraform runs after `app.synth()`. */
  readonly folder: string;
}

export interface FixtureOptions {
  readonly profile?: "minimal" | "standard";
  readonly components?: ComponentChoices;
  readonly platform?: Partial<DockerPlatformOptions>;
  readonly declared?: Partial<Declared>;
  readonly stackId?: string;
  /** Whether missing secrets are found. Default: no. */
  readonly checkSecrets?: boolean;
  readonly outdir?: string;
}

export function dashboard(uid: string, folder = "Services"): Dashboard {
  return {
    uid,
    title: `Dashboard ${uid}`,
    description: "What a test shows",
    tags: [],
    folder,
    variables: [],
    rows: [
      {
        title: "All",
        panels: [
          {
            kind: "stat",
            title: "One",
            description: "The number one",
            unit: "short",
            queries: [{ dataSource: "prometheus", expr: "vector(1)" }],
          },
        ],
      },
    ],
  };
}

/** A stack with a whole platform on Docker, and with little declared. */
export function deployedFixture(options: FixtureOptions = {}): DeployedFixture {
  const outdir = options.outdir ?? temporaryFolder();
  const context = options.checkSecrets
    ? {}
    : { "cdktf-observability:secrets": "unchecked" };
  const app = new App({ outdir, context });
  const id = options.stackId ?? "monitoring";
  const stack = new TerraformStack(app, id);
  // The framework's own default is an absolute path.
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const traceRetention = {
    time: Duration.days(7),
    size: Bytes.gibibytes(1),
  };
  const plan = buildPlan({
    profile: options.profile ?? "standard",
    components: options.components ?? {},
    metricRetention: { time: Duration.days(1), size: Bytes.gibibytes(1) },
    traceRetention,
  });
  const platform = DockerPlatform.local({
    secrets: SecretStore.directory(relative("", join(outdir, "secrets"))),
    ...options.platform,
  });
  const ports = platform.bind(stack, plan);
  const declared: Declared = {
    scrapeInterval: Duration.seconds(5),
    rules: [],
    dashboards: [],
    receivers: [],
    externalLabels: {},
    ...options.declared,
  };
  ports.metrics.publish((): MetricsSettings => ({
    jobs: [],
    scrapeInterval: declared.scrapeInterval,
    evaluationInterval: declared.scrapeInterval,
    externalLabels: declared.externalLabels,
  }));
  ports.rules.publish(() => declared.rules);
  ports.routing.publish(() =>
    buildRoutingTree({
      path: id,
      routes: [],
      defaultReceivers: declared.receivers,
    }),
  );
  ports.logs.publish(() => ({
    retention: { default: Duration.days(7), streams: [] },
    sources: [],
    externalLabels: declared.externalLabels,
  }));
  ports.traces.publish(() => ({ retention: traceRetention }));
  ports.dashboards.publish(() => declared.dashboards);
  stack.node.addValidation({
    validate: () =>
      ports
        .validate()
        .filter(({ severity }) => severity === "error")
        .map(({ message, code }) => `${message} (${code})`),
  });
  return { app, stack, ports, declared, folder: join(outdir, "stacks", id) };
}

/** Writes secrets that the user with this number can read. */
export function writeSecrets(
  folder: string,
  secrets: Readonly<Record<string, string>>,
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(secrets)) {
    writeFileSync(join(folder, name), content, { mode: 0o400 });
  }
}
