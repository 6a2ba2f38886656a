import type { Construct } from "constructs";
import type { AgentSpec } from "../../lib/domain/hosts/agent";
import type { GatewaySpec } from "../../lib/domain/hosts/gateway";
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

/** A gateway or an agent that a platform was told to make. */
export interface Made<Spec> {
  readonly path: string;
  readonly name: string;
  readonly spec: Spec;
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
  readonly gateways: Made<GatewaySpec>[] = [];
  readonly agents: Made<AgentSpec>[] = [];
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
        runGateway: (scope, name, spec) => {
          this.gateways.push({ path: scope.node.path, name, spec });
        },
        writeAgent: (scope, name, spec) => {
          this.agents.push({ path: scope.node.path, name, spec });
          return `agents/${name}`;
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
