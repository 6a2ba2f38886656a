import type { TraceProcessing } from "../../domain/traces/processing";
import { renderJaegerConfig } from "../../render/jaeger-config";
import type { Late, TracesPort } from "../platform";
import type { DockerDeployment } from "./deployment";

/** A port of traces that tells the collector, which brings the spans, what is to become of them. */
export interface DockerTracesPort extends TracesPort {
  readonly processing: Late<TraceProcessing>;
}

/** Configures Jaeger. The collector is configured with the logs. */
export function tracesPort(deployment: DockerDeployment): DockerTracesPort {
  let processing: Late<TraceProcessing> = () => ({});
  return {
    publish(settings) {
      processing = () => settings().processing ?? {};
      deployment.configure("jaeger", () => ({
        "config.yaml": renderJaegerConfig({
          retention: settings().retention,
          plan: deployment.plan,
        }),
      }));
    },
    processing: () => processing(),
  };
}
