import { PORT } from "../../domain/telemetry/addresses";
import type { ConfigSection } from "../merge";

/** Where a collector tells of itself, in the names that it uses when nothing is configured. */
export function telemetryReader(address = "0.0.0.0"): readonly ConfigSection[] {
  return [
    {
      pull: {
        exporter: {
          prometheus: {
            host: address,
            port: PORT.telemetry,
            without_type_suffix: true,
            without_units: true,
            without_scope_info: true,
          },
        },
      },
    },
  ];
}
