import type { MonitoringModel } from "../model";
import { problem, type Problem } from "../problem";
import { PORT } from "../telemetry/addresses";

/** Ports on which the collector listens for other things, all by TCP. */
const OWN_PORTS: readonly number[] = [
  PORT.otlpGrpc,
  PORT.otlpHttp,
  PORT.health,
  PORT.telemetry,
  PORT.collectorMetrics,
];

/** Sources of syslog that want a port which the agent hears something else on: it would not start. */
export function syslogPortProblems({
  logs,
}: MonitoringModel): readonly Problem[] {
  const holders = new Map(
    OWN_PORTS.map((port) => [`${port} (tcp)`, "the agent itself"]),
  );
  return logs.flatMap(({ path, value: { service, source } }) => {
    if (source.kind !== "syslog") {
      return [];
    }
    const wanted = `${source.port} (${source.transport})`;
    const holder = holders.get(wanted);
    if (holder === undefined) {
      holders.set(wanted, `service "${service}"`);
      return [];
    }
    return [
      problem(
        "syslog-port-taken",
        path,
        `port of LogSource.syslog must be heard on for one source, got ${wanted} of service "${service}", which ${holder} has; choose another port`,
      ),
    ];
  });
}
