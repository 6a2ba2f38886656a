import {
  LOG_INDEX_LABELS,
  type LogSource,
  type ServiceLogs,
} from "../../domain/logs/source";
import type { ConfigSection } from "../merge";
import { LEVELS, UNKNOWN_LEVEL } from "./levels";
import { LOG_NAME } from "./lines";
import { literal } from "./operators";

const LEVEL = 'log.attributes["level"]';
const LOG = 'log.attributes["log"]';
const SERVICE = 'resource.attributes["service"]';
const SERVICE_NAME = 'resource.attributes["service.name"]';

/** Processors that give log records that came by OTLP the labels that lines of files have; in the order of use. */
export function otlpLogProcessors(
  sources: readonly ServiceLogs[],
): Readonly<Record<string, ConfigSection>> {
  return {
    "transform/otlp_logs": {
      error_mode: "ignore",
      log_statements: [
        ...sources.flatMap(({ service, source }) =>
          source.kind === "otlp" ? declared(service, source) : [],
        ),
        `set(${SERVICE}, ${SERVICE_NAME}) where ${SERVICE} == nil`,
        `set(${SERVICE}, "unknown_service") where ${SERVICE} == nil`,
        `set(${LEVEL}, ${literal(UNKNOWN_LEVEL)})`,
        // From the least severe up, so that the most severe one that holds is the last to be set.
        ...[...LEVELS]
          .reverse()
          .map(
            ([level, least]) =>
              `set(${LEVEL}, ${literal(level)}) where log.severity_number >= ${least}`,
          ),
        // Anything may be called "log"; as a label it would make streams without end. What the source declares stays.
        `set(log.attributes["log.value"], ${LOG}) where ${LOG} != nil and (resource.attributes["log"] != nil or not IsMatch(${LOG}, ${literal(LOG_NAME)}))`,
        `delete_key(log.attributes, "log") where log.attributes["log.value"] != nil`,
      ],
    },
    "groupbyattrs/otlp_logs": { keys: ["level", "log"] },
  };
}

/** The service of a declared sender, and the labels of its source. */
function declared(
  service: string,
  { serviceName, labels }: Extract<LogSource, { readonly kind: "otlp" }>,
): readonly string[] {
  const sender = `${SERVICE_NAME} == ${literal(serviceName ?? service)}`;
  return Object.entries({ service, ...labels }).map(([label, value]) => {
    const isIndex = LOG_INDEX_LABELS.some((known) => known === label);
    const place = isIndex ? "resource" : "log";
    return `set(${place}.attributes[${literal(label)}], ${literal(value)}) where ${sender}`;
  });
}
