import type { DeploymentPlan } from "../domain/telemetry/plan";
import { extraConfigOf } from "../domain/telemetry/plan";
import { deepMerge } from "./merge";
import { toYaml } from "./yaml";

/**
 * `blackbox.yml` of the blackbox exporter: `http_2xx` asks for a page, `tcp_connect` opens a connection. There is no ICMP,
 * which needs a capability.
 */
export function renderBlackboxConfig(options: {
  readonly plan: DeploymentPlan;
}): string {
  const config = {
    modules: {
      http_2xx: {
        prober: "http",
        timeout: "5s",
        http: {
          preferred_ip_protocol: "ip4",
          // A redirect to a log-in page is no answer of the page that was asked for.
          follow_redirects: false,
        },
      },
      tcp_connect: {
        prober: "tcp",
        timeout: "5s",
        tcp: { preferred_ip_protocol: "ip4" },
      },
    },
  };
  return toYaml(
    deepMerge(config, extraConfigOf(options.plan, "blackbox-exporter")),
  );
}
