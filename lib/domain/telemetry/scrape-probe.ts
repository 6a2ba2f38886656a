import { suggestion } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind } from "../shape";
import { shown } from "../shown";
import type { Duration } from "../units";
import { extraConfigOf, type DeploymentPlan } from "./plan";
import { requireProbed } from "./scrape-input";

/** What the blackbox exporter of a platform can ask by itself, and what each module is asked for. */
export const PROBE_MODULES = {
  /** A page that must answer with 200 to 299 at once. */
  http_2xx: "url",
  /** The same, but redirects are followed. */
  http_2xx_redirects: "url",
  /** A connection that must come about. */
  tcp_connect: "host:port",
  /** A connection with TLS, whose certificate must be valid. */
  tcp_tls: "host:port",
  /** A connection with TLS, whose certificate is only looked at: anybody may have signed it. */
  tls_certificate: "host:port",
} as const;

export type ProbeModule = keyof typeof PROBE_MODULES;

/**
 * A module that the prober has: one of the platform, or one of `extraConfig` of the blackbox exporter. Which modules a
 * prober elsewhere has is not known.
 *
 * @throws InvalidInputError with the nearest name for a module that the prober does not have
 */
export function requireModule(
  what: string,
  module: string,
  plan: DeploymentPlan,
): void {
  requireKind(what, module, "text");
  const own = extraConfigOf(plan, "blackbox-exporter")?.modules;
  const names = [
    ...Object.keys(PROBE_MODULES),
    ...Object.keys(typeof own === "object" && own !== null ? own : {}),
  ];
  if (
    plan["blackbox-exporter"].kind !== "external" &&
    !names.includes(module)
  ) {
    throw new InvalidInputError(
      "probe-module",
      `${what} must be one of ${names.join(", ")}, got ${shown(module)}; ${suggestion(module, names, "declare it in extraConfig of the blackbox exporter")}`,
    );
  }
}

const URL_FORM =
  /^https?:\/\/(?:[^\s/:?#[\]]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:[/?][^\s#]*)?$/;
const HOST_AND_PORT = /^(?:[^\s/:[\]]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/;

/**
 * Different addresses, each in the form that the module takes.
 *
 * @throws InvalidInputError for none, two of one address, or one of another form
 */
export function requireProbeTargets(
  what: string,
  targets: readonly string[],
  module: string,
): void {
  requireKind(what, targets, "texts");
  if (targets.length === 0) {
    throw new InvalidInputError(
      "probe-targets",
      `${what} must hold at least one address, got none; write them like ["https://shop.example/health"]`,
    );
  }
  const form = Object.entries(PROBE_MODULES).find(
    ([name]) => name === module,
  )?.[1];
  targets.forEach((target, index) => {
    const one = `each of ${what}`;
    requireProbed(one, target);
    if (form === "url" && !URL_FORM.test(target)) {
      throw new InvalidInputError(
        "probe-target",
        `${one} must be an URL with http or https for the module ${module}, got ${shown(target)}; write it like "https://shop.example/health", or choose the module tcp_connect`,
      );
    }
    if (form === "host:port" && !HOST_AND_PORT.test(target)) {
      throw new InvalidInputError(
        "probe-target",
        `${one} must be a host and a port for the module ${module}, got ${shown(target)}; write it like "mail.example:25", or choose the module http_2xx`,
      );
    }
    if (targets.indexOf(target) !== index) {
      throw new InvalidInputError(
        "probe-target",
        `${what} must hold different addresses, got ${shown(target)} twice; leave one out`,
      );
    }
  });
}

/** Alerts look at the last 5 minutes, in which there must be several probes. */
const LONGEST_INTERVAL_MINUTES = 2;

/** @throws InvalidInputError for a time above 2 minutes */
export function requireProbeInterval(
  what: string,
  interval: Duration | undefined,
): void {
  if (
    interval !== undefined &&
    interval.toMinutes() > LONGEST_INTERVAL_MINUTES
  ) {
    throw new InvalidInputError(
      "probe-interval",
      `${what} must be at most ${LONGEST_INTERVAL_MINUTES}m, got ${interval.toString()}; alerts look at the last 5 minutes`,
    );
  }
}
