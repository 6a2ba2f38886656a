import { renderJaegerConfig } from "../../render/jaeger-config";
import type { TracesPort } from "../platform";
import type { DockerDeployment } from "./deployment";

/** Configures Jaeger. The collector, which brings the spans, is configured with the logs. */
export function tracesPort(deployment: DockerDeployment): TracesPort {
  return {
    publish(settings) {
      deployment.configure("jaeger", () => ({
        "config.yaml": renderJaegerConfig({
          retention: settings().retention,
          plan: deployment.plan,
        }),
      }));
    },
  };
}
