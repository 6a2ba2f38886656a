import type { ConfigSection } from "../merge";
import { LEVELS, UNKNOWN_LEVEL } from "./levels";
import { LOG_NAME } from "./lines";
import { literal } from "./operators";

const LEVEL = 'log.attributes["level"]';
const LOG = 'log.attributes["log"]';

/** Processors that give log records that came by OTLP the labels that lines of files have; in the order of use. */
export const otlpLogProcessors: Readonly<Record<string, ConfigSection>> = {
  "transform/otlp_logs": {
    error_mode: "ignore",
    log_statements: [
      'set(resource.attributes["service"], resource.attributes["service.name"]) where resource.attributes["service"] == nil',
      'set(resource.attributes["service"], "unknown_service") where resource.attributes["service"] == nil',
      `set(${LEVEL}, ${literal(UNKNOWN_LEVEL)})`,
      // From the least severe up, so that the most severe one that holds is the last to be set.
      ...[...LEVELS]
        .reverse()
        .map(
          ([level, least]) =>
            `set(${LEVEL}, ${literal(level)}) where log.severity_number >= ${least}`,
        ),
      // Anything may be called "log"; as a label it would make streams without end.
      `set(log.attributes["log.value"], ${LOG}) where ${LOG} != nil and not IsMatch(${LOG}, ${literal(LOG_NAME)})`,
      `delete_key(log.attributes, "log") where log.attributes["log.value"] != nil`,
    ],
  },
  "groupbyattrs/otlp_logs": { keys: ["level", "log"] },
};
