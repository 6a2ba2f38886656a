import type { TraceProcessing } from "../../domain/traces/processing";
import { searchStorage, storageSecrets } from "../../domain/traces/storage";
import { renderJaegerConfig } from "../../render/jaeger-config";
import { STORAGE_CA_FILE } from "../../render/jaeger-search-storage";
import type { Late, TracesPort } from "../platform";
import type { DockerDeployment } from "./deployment";
import { secretPath } from "./secret-store";

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
      const storage = () => processing().storage;
      deployment.configure("jaeger", () => {
        const search = searchStorage(storage());
        return {
          "config.yaml": renderJaegerConfig({
            retention: settings().retention,
            plan: deployment.plan,
            ...(search && { search: { storage: search, secretPath } }),
          }),
          ...(search?.ca !== undefined && { [STORAGE_CA_FILE]: search.ca }),
        };
      });
      deployment.provideSecrets("jaeger", () => storageSecrets(storage()));
    },
    processing: () => processing(),
  };
}
