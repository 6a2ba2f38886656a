import type { Construct } from "constructs";
import type { Problem } from "../../lib/domain/problem";
import type { ContainerSpec } from "../../lib/domain/telemetry/component";
import type { DeploymentPlan } from "../../lib/domain/telemetry/plan";
import type {
  Late,
  Platform,
  PlatformPorts,
} from "../../lib/platforms/platform";

/** An exporter that a platform was told to run. */
export interface RunExporter {
  /** Path of the construct that asked for it. */
  readonly path: string;
  readonly name: string;
  readonly spec: ContainerSpec;
}

type Published = {
  [
    Port in Exclude<keyof PlatformPorts, "exporters" | "validate">
  ]: PlatformPorts[Port] extends {
    publish(value: Late<infer T>): void;
  }
    ? T
    : never;
};

/** A platform that makes no resources and remembers what it was told to publish. */
export class RecordingPlatform implements Platform {
  readonly name = "recording";
  plan: DeploymentPlan | undefined;
  /** In the order of the requests. */
  readonly exporters: RunExporter[] = [];
  private readonly late = new Map<string, Late<unknown>>();

  constructor(private readonly problems: readonly Problem[] = []) {}

  bind(_scope: Construct, plan: DeploymentPlan): PlatformPorts {
    this.plan = plan;
    const port = (name: string) => ({
      publish: (value: Late<unknown>) => {
        this.late.set(name, value);
      },
    });
    return {
      metrics: port("metrics"),
      rules: port("rules"),
      routing: port("routing"),
      logs: port("logs"),
      traces: port("traces"),
      dashboards: port("dashboards"),
      exporters: {
        run: (scope, name, spec) => {
          this.exporters.push({ path: scope.node.path, name, spec });
        },
      },
      validate: () => this.problems,
    };
  }

  /** What the port would render now. */
  published<Port extends keyof Published>(port: Port): Published[Port] {
    const late = this.late.get(port);
    if (late === undefined) {
      throw new Error(`nothing was published to ${port}`);
    }
    return late() as Published[Port];
  }
}
