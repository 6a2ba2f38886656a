import { isAbsolute, join, resolve } from "node:path";
import { LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Monitoring } from "../../constructs/monitoring";
import { Service } from "../../constructs/service";
import { checkModel } from "../../lib/domain/check/check-model";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { LogSource } from "../../lib/domain/logs/source";
import { SecretRef } from "../../lib/domain/secret";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { synthesisError, temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";
import { synthesize } from "../support/synthesize";

const platform = () => new RecordingPlatform();

describe("Monitoring.of", () => {
  it("finds the one beside the construct's ancestors", () => {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: platform(),
    });
    const deep = new Construct(new Construct(stack, "team"), "part");
    expect(Monitoring.of(deep)).toBe(stack.monitoring);
  });

  it("says what to do when there is none", () => {
    const stack = new TerraformStack(temporaryApp(), "plain");
    expect(() => new Service(stack, "api")).toThrow(
      "[plain/api] construct must stand in a stack with a Monitoring, got none",
    );
  });

  it("asks which one is meant when there are two", () => {
    const stack = new TerraformStack(temporaryApp(), "plain");
    const first = new Monitoring(stack, "A", { platform: platform() });
    new Monitoring(stack, "B", { platform: platform() });
    expect(() => new Service(stack, "api")).toThrow(
      "got plain/A and plain/B; pass `monitoring`",
    );
    expect(
      () => new Service(stack, "chosen", { monitoring: first }),
    ).not.toThrow();
  });
});

describe("Monitoring", () => {
  it("watches every component that it deploys", () => {
    const recorder = platform();
    new MonitoringStack(temporaryApp(), "monitoring", { platform: recorder });
    const jobs = recorder.published("metrics").jobs.map(({ name }) => name);
    const rules = JSON.stringify(recorder.published("rules"));
    for (const [name, choice] of Object.entries(recorder.plan ?? {})) {
      expect(choice.kind).toBe("deployed");
      expect(jobs).toContain(name);
      expect(rules).toContain(`job=\\"${name}\\"`);
    }
  });

  it("has nothing to complain of in what it brings itself", () => {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: platform(),
      defaultReceivers: [
        AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
      ],
      fallbackReceivers: [
        AlertReceiver.webhook({ url: "https://other.example" }),
      ],
      deadMan: AlertReceiver.webhook({ url: "https://dead-man.example" }),
      logs: { sampling: [{ name: "debug", levels: ["debug"], keep: 0.1 }] },
      traces: { sampling: {} },
    });
    stack.addService("shop", {
      kit: "node",
      team: "sales",
      expectedRequestsPerSecond: 10,
    });
    expect(checkModel(stack.monitoring.model)).toEqual([]);
  });

  it("deploys three components in the minimal profile", () => {
    const recorder = platform();
    new MonitoringStack(temporaryApp(), "monitoring", {
      platform: recorder,
      profile: "minimal",
    });
    const deployed = Object.entries(recorder.plan ?? {})
      .filter(([, choice]) => choice.kind === "deployed")
      .map(([name]) => name);
    expect(deployed.sort()).toEqual(["alertmanager", "grafana", "prometheus"]);
  });

  it("names the component that a feature lacks", () => {
    const app = temporaryApp();
    const stack = new MonitoringStack(app, "monitoring", {
      platform: platform(),
      components: { loki: false },
    });
    stack.addService("api", {
      logs: LogSource.container("api"),
    });
    const error = synthesisError(app);
    expect(error).toContain("monitoring/service-api");
    expect(error).toContain('logs of service "api"');
    expect(error).toContain("loki");
  });

  it("reports what the platform finds wrong", () => {
    const app = temporaryApp();
    new MonitoringStack(app, "monitoring", {
      platform: new RecordingPlatform([
        {
          code: "port-taken",
          path: "monitoring",
          message: "port must be free",
          severity: "error",
        },
      ]),
    });
    expect(synthesisError(app)).toContain(
      "monitoring: port must be free (port-taken)",
    );
  });

  it("refuses to tune an alert that does not exist", () => {
    expect(
      () =>
        new MonitoringStack(temporaryApp(), "monitoring", {
          platform: platform(),
          platformAlerts: { exclude: ["WatchDog"] },
        }),
    ).toThrow('did you mean "Watchdog"');
  });

  it("tells its external labels to metrics and to logs, whose alerts are routed by them too", () => {
    const recorder = platform();
    const externalLabels = { environment: "production" };
    new MonitoringStack(temporaryApp(), "monitoring", {
      platform: recorder,
      externalLabels,
    });
    for (const port of ["metrics", "logs"] as const) {
      expect(recorder.published(port)).toMatchObject({ externalLabels });
    }
  });

  it("sends the watchdog to the dead-man receiver", () => {
    const recorder = platform();
    new MonitoringStack(temporaryApp(), "monitoring", {
      platform: recorder,
      deadMan: AlertReceiver.webhook({ url: SecretRef.file("dead-man") }),
    });
    const { root, receivers } = recorder.published("routing");
    const watchdog = root.routes[0];
    expect(watchdog?.matchers).toEqual([
      { label: "alertname", operator: "=", value: "Watchdog" },
    ]);
    expect(
      receivers.find(({ name }) => name === watchdog?.receiver)?.receivers,
    ).toHaveLength(1);
  });
});

describe("MonitoringStack", () => {
  const backendOf = (stack: MonitoringStack) =>
    synthesize(stack).terraform.backend;

  it("keeps its state where the framework does, without naming the folder", () => {
    const app = temporaryApp();
    const stack = new MonitoringStack(app, "monitoring", {
      platform: platform(),
    });
    const { local } = backendOf(stack) as {
      readonly local: { readonly path: string };
    };
    expect(isAbsolute(local.path)).toBe(false);
    expect(join(app.outdir, "stacks", "monitoring", local.path)).toBe(
      resolve("terraform.monitoring.tfstate"),
    );
  });

  it("leaves a backend of one's own alone", () => {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: platform(),
    });
    new LocalBackend(stack, { path: "elsewhere.tfstate" });
    expect(backendOf(stack)).toEqual({ local: { path: "elsewhere.tfstate" } });
  });
});
