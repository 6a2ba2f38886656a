import { LEAD_HOURS, Trace } from "./healthy-day";
import { containers, host, runtimes } from "./healthy-machines";
import { gateway, platform, remoteHost, volumes } from "./healthy-platform";
import {
  business,
  earlierWeeks,
  graphql,
  nginx,
  probes,
  queue,
  revenue,
  service,
} from "./healthy-shop";
import { postgresql, redis } from "./healthy-stores";

/** What two services tell of their requests, one with many and one with few. */
export function requestsTrace(stepSeconds: number, hours: number): Trace {
  const trace = new Trace(stepSeconds, hours + LEAD_HOURS);
  service(trace, "checkout", 40);
  service(trace, "catalog", 2);
  earlierWeeks(trace);
  host(trace, "machines");
  return trace;
}

/** What a service tells of its business, and what it stands on. */
export function systemsTrace(stepSeconds: number, hours: number): Trace {
  const trace = new Trace(stepSeconds, hours + LEAD_HOURS);
  service(trace, "checkout", 40, (target, requests) => {
    graphql(target, requests);
    business(target, requests);
    revenue(target, requests);
  });
  earlierWeeks(trace);
  queue(trace);
  nginx(trace);
  probes(trace);
  postgresql(trace, "orders-db");
  redis(trace, "session-cache");
  runtimes(trace);
  host(trace, "machines");
  trace.target("node-exporter", "node-exporter-1:9100");
  containers(trace, "swarm");
  trace.target("cadvisor", "cadvisor-1:8080");
  platform(trace);
  gateway(trace);
  remoteHost(trace);
  return trace;
}

/** What may be used up. */
export function capacityTrace(stepSeconds: number, hours: number): Trace {
  const trace = new Trace(stepSeconds, hours + LEAD_HOURS);
  host(trace, "node-exporter");
  postgresql(trace, "postgresql");
  volumes(trace);
  platform(trace);
  return trace;
}
