import type { DeploymentPlan } from "../domain/telemetry/plan";
import { extraConfigOf } from "../domain/telemetry/plan";
import type { ProbeModule } from "../domain/telemetry/scrape-probe";
import { deepMerge, type ConfigSection } from "./merge";
import { toYaml } from "./yaml";

/** Not the default, by which an old version of TLS would look like no answer at all instead of what it is. */
const TLS = { min_version: "TLS10" };

const http = (follow_redirects: boolean): ConfigSection => ({
  prober: "http",
  timeout: "5s",
  http: { preferred_ip_protocol: "ip4", follow_redirects, tls_config: TLS },
});

const MODULES: Readonly<Record<ProbeModule, ConfigSection>> = {
  // A redirect to a log-in page is no answer of the page that was asked for.
  http_2xx: http(false),
  http_2xx_redirects: http(true),
  tcp_connect: {
    prober: "tcp",
    timeout: "5s",
    tcp: { preferred_ip_protocol: "ip4" },
  },
  tcp_tls: {
    prober: "tcp",
    timeout: "5s",
    tcp: { preferred_ip_protocol: "ip4", tls: true, tls_config: TLS },
  },
  tls_certificate: {
    prober: "tcp",
    timeout: "5s",
    tcp: {
      preferred_ip_protocol: "ip4",
      tls: true,
      tls_config: { ...TLS, insecure_skip_verify: true },
    },
  },
};

/**
 * `blackbox.yml` of the blackbox exporter, with the modules of `PROBE_MODULES`. There is no ICMP, which needs a capability.
 */
export function renderBlackboxConfig(options: {
  readonly plan: DeploymentPlan;
}): string {
  return toYaml(
    deepMerge(
      { modules: MODULES },
      extraConfigOf(options.plan, "blackbox-exporter"),
    ),
  );
}
