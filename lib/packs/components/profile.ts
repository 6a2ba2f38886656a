import { suggestion } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../domain/shape";
import { shown, typeOf } from "../../domain/shown";
import {
  COMPONENT_NAMES,
  type ComponentName,
  type ComponentSpec,
} from "../../domain/telemetry/component";
import type {
  ComponentChoice,
  DeploymentPlan,
} from "../../domain/telemetry/plan";
import type { MetricRetention } from "../../domain/model";
import type { TraceRetention } from "../../domain/traces/retention";
import type { TraceStorage } from "../../domain/traces/storage";
import { alertmanagerSpec } from "./alertmanager";
import { blackboxExporterSpec } from "./blackbox-exporter";
import { cadvisorSpec } from "./cadvisor";
import { grafanaSpec } from "./grafana";
import { jaegerSpec } from "./jaeger";
import { lokiSpec } from "./loki";
import { nodeExporterSpec } from "./node-exporter";
import {
  requireComponentOptions,
  requireUrl,
  type ComponentOptions,
} from "./options";
import { otelCollectorSpec } from "./otel-collector";
import { prometheusSpec } from "./prometheus";

export type { ComponentOptions } from "./options";
export { selfScrapeJobs } from "./self-scrape";

/** A component that runs elsewhere already. */
export interface ExternalComponent {
  /** Its address. */
  readonly external: string;
  /**
   * What answers there in place of Jaeger, with a configuration like that of `renderTempoConfig`; it takes spans by OTLP on
   * port 4317 of the same host. Of use to `jaeger` only.
   * @default - the component itself
   */
  readonly program?: "tempo";
  /**
   * Whether the Loki there asks for a tenant and answers for several at once: `auth_enabled`, and `multi_tenant_queries_enabled`
   * of its querier. Of use to `loki` only.
   * @default false
   */
  readonly tenants?: boolean;
}

/** Leaves a component out, uses one that exists elsewhere, or changes the one that is made. */
export type ComponentChoices = Readonly<
  Partial<Record<ComponentName, false | ExternalComponent | ComponentOptions>>
>;

/** What a plan is made of. */
export interface PlanSettings {
  readonly profile: "minimal" | "standard";
  readonly components?: ComponentChoices;
  readonly metricRetention: MetricRetention;
  readonly traceRetention: TraceRetention;
  /** Default: Badger. */
  readonly traceStorage?: TraceStorage;
}

const PROFILES: Readonly<
  Record<PlanSettings["profile"], readonly ComponentName[]>
> = {
  minimal: ["prometheus", "alertmanager", "grafana"],
  standard: COMPONENT_NAMES,
};

/**
 * Decides where each component comes from. A component that the profile lacks is made when options are given for it, `{}`
 * among them.
 *
 * @throws InvalidInputError for an unknown profile, component, port or option value, and when there is no Prometheus
 */
export function buildPlan(settings: PlanSettings): DeploymentPlan {
  const { profile, components = {} } = settings;
  requireKind("components of the platform", components, "record");
  const members = PROFILES[profile] as readonly ComponentName[] | undefined;
  if (members === undefined) {
    throw new InvalidInputError(
      "profile-unknown",
      `profile must be "minimal" or "standard", got ${shown(profile)}; choose one and change it by \`components\``,
    );
  }
  for (const name of Object.keys(components)) {
    requireComponentName(name);
  }
  const wanted = (name: ComponentName): Choice =>
    components[name] ?? (members.includes(name) ? {} : false);
  if (wanted("prometheus") === false) {
    throw new InvalidInputError(
      "prometheus-missing",
      `component "prometheus" must run here or elsewhere, got false; rules and dashboards need it: use { external: "http://..." } for an existing one`,
    );
  }
  const choices = Object.fromEntries(
    COMPONENT_NAMES.map((name) => [
      name,
      chooseComponent(name, wanted(name), settings),
    ]),
  ) as Record<ComponentName, ComponentChoice>;
  return withoutMissing(choices);
}

type Choice = NonNullable<ComponentChoices[ComponentName]>;

function requireComponentName(name: string): void {
  if (COMPONENT_NAMES.some((known) => known === name)) {
    return;
  }
  throw new InvalidInputError(
    "component-unknown",
    `component must be one of ${COMPONENT_NAMES.join(", ")}, got "${name}"; ${suggestion(name, COMPONENT_NAMES, "choose one of these")}`,
  );
}

function chooseComponent(
  name: ComponentName,
  choice: Choice,
  settings: PlanSettings,
): ComponentChoice {
  if (choice === false) {
    return { kind: "absent" };
  }
  if (typeOf(choice) !== "an object") {
    throw new InvalidInputError(
      "component-choice",
      `component "${name}" must be false, { external: url } or options, got ${typeOf(choice)}; write {} to make it with its defaults`,
    );
  }
  if ("external" in choice) {
    return chooseExternal(name, choice);
  }
  requireComponentOptions(`component "${name}"`, choice);
  requireReplicas(name, choice.replicas);
  if (choice.remoteWriteReceiver === true && name !== "prometheus") {
    throw new InvalidInputError(
      "component-remote-write",
      `remoteWriteReceiver of component "${name}" must be left out, got true; only "prometheus" takes series`,
    );
  }
  return {
    kind: "deployed",
    spec: specOf(name, choice, settings),
    ...(choice.replicas === 2 && {
      copies: [specOf(name, choice, settings, 2)],
    }),
  };
}

function chooseExternal(
  name: ComponentName,
  choice: ExternalComponent,
): ComponentChoice {
  const what = `external component "${name}"`;
  requireOptions(what, choice, ["external", "program", "tenants"]);
  const url = requireUrl(`external URL of "${name}"`, choice.external);
  const { program, tenants } = choice;
  requireShape(what, choice, { tenants: "flag?" });
  if (tenants === true && name !== "loki") {
    throw new InvalidInputError(
      "component-tenants",
      `tenants of ${what} must be left out, got true; only "loki" has some`,
    );
  }
  if (program === undefined) {
    return { kind: "external", url, ...(tenants === true && { tenants }) };
  }
  requireOneOf(`program of ${what}`, program, ["tempo"]);
  if (name !== "jaeger") {
    throw new InvalidInputError(
      "component-program",
      `program of ${what} must be left out, got ${shown(program)}; only "jaeger" can be another one`,
    );
  }
  return { kind: "external", url, program };
}

/** Those that work as one without anything between them and whoever asks them. */
const REPLICATED: readonly ComponentName[] = ["prometheus", "alertmanager"];

function requireReplicas(
  name: ComponentName,
  replicas: number | undefined,
): void {
  if (replicas === undefined || replicas === 1) {
    return;
  }
  if (!REPLICATED.includes(name)) {
    throw new InvalidInputError(
      "component-replicas",
      `replicas of component "${name}" must be 1, got ${shown(replicas)}; only ${REPLICATED.join(" and ")} can run twice, the others would not share their data${name === "jaeger" ? ': past what one Jaeger can hold, let a cluster keep it: traces: { storage: { kind: "elasticsearch", urls: [...] } }' : ""}`,
    );
  }
  if (replicas !== 2) {
    throw new InvalidInputError(
      "component-replicas",
      `replicas of component "${name}" must be 1 or 2, got ${shown(replicas)}; two survive the end of either, more only cost`,
    );
  }
}

function specOf(
  name: ComponentName,
  options: ComponentOptions,
  { metricRetention, traceRetention, traceStorage }: PlanSettings,
  replica?: number,
): ComponentSpec {
  switch (name) {
    case "prometheus":
      return prometheusSpec(
        { ...options, retentionSize: metricRetention.size },
        replica,
      );
    case "alertmanager":
      return alertmanagerSpec(options, replica);
    case "grafana":
      return grafanaSpec(options);
    case "loki":
      return lokiSpec(options);
    case "jaeger":
      return jaegerSpec({
        ...options,
        retentionSize: traceRetention.size,
        ...(traceStorage !== undefined && { storage: traceStorage }),
      });
    case "otel-collector":
      return otelCollectorSpec(options);
    case "node-exporter":
      return nodeExporterSpec(options);
    case "cadvisor":
      return cadvisorSpec(options);
    case "blackbox-exporter":
      return blackboxExporterSpec(options);
  }
}

/** Nobody waits for what is not deployed. */
function withoutMissing(
  plan: Record<ComponentName, ComponentChoice>,
): DeploymentPlan {
  const here = (name: ComponentName): boolean => plan[name].kind === "deployed";
  const waiting = (spec: ComponentSpec): ComponentSpec => ({
    ...spec,
    startAfter: spec.startAfter.filter(here),
  });
  return Object.fromEntries(
    Object.entries(plan).map(([name, choice]) => [
      name,
      choice.kind === "deployed"
        ? {
            ...choice,
            spec: waiting(choice.spec),
            ...(choice.copies && { copies: choice.copies.map(waiting) }),
          }
        : choice,
    ]),
  ) as DeploymentPlan;
}
