import { parse } from "yaml";
import type { MonitoringModel } from "../../lib/domain/model";

/** What is drawn of the agent: what becomes of lines, or of spans, or of both for the services of the model. */
export type PictureOf = "logs" | "traces" | "services";

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}

type Parts = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

interface CollectorConfig {
  readonly receivers: Parts;
  readonly exporters: Parts;
  readonly connectors?: Parts;
  readonly service: { readonly pipelines: Readonly<Record<string, Pipeline>> };
}

/** Signals whose pipelines are in a picture; spans become metrics. */
const SIGNALS: Readonly<Record<PictureOf, readonly string[]>> = {
  logs: ["logs"],
  traces: ["traces", "metrics"],
  services: ["logs", "traces", "metrics"],
};

/** What only one picture needs would fill the others. */
const LEFT_OUT: Readonly<Record<PictureOf, RegExp>> = {
  logs: /^$/,
  traces: /^host_metrics$/,
  services: /^host_metrics$/,
};

/**
 * The pipelines of the agent's configuration as a flowchart of Mermaid: where data comes from, what is done with it in which
 * order, and where it goes.
 *
 * @param config the rendered configuration
 * @param model the services that are drawn in a picture of services
 */
export function pipelinesPicture(
  config: string,
  picture: PictureOf,
  model: MonitoringModel,
): string {
  const parsed = parse(config) as CollectorConfig;
  const { connectors = {}, receivers, exporters } = parsed;
  const pipelines = Object.entries(parsed.service.pipelines).filter(([name]) =>
    SIGNALS[picture].includes(name.split("/")[0] ?? ""),
  );
  const ids = new Map<string, string>();
  const nodes: string[] = [];
  const edges: string[] = [];
  /** One node for each thing, declared where it is first met. */
  const node = (key: string, text: string, [open, close] = ["[", "]"]) => {
    const known = ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = `n${ids.size}`;
    ids.set(key, id);
    nodes.push(`  ${id}${open}"${text}"${close}`);
    return id;
  };
  const end = (name: string, text: string): string =>
    node(name, text, name in connectors ? ["{{", "}}"] : undefined);
  for (const [name, pipeline] of pipelines) {
    const steps = pipeline.processors ?? [];
    const chain = [
      name,
      ...steps.map((step, index) => `${index + 1} ${step}`),
    ].join("<br>");
    const middle = node(`pipeline ${name}`, chain, ["(", ")"]);
    for (const receiver of pipeline.receivers) {
      if (!LEFT_OUT[picture].test(receiver)) {
        const shown = receiver.replace(CONTAINERS, "$1");
        const from = end(shown, receiverText(shown, receivers[receiver]));
        edges.push(`  ${from} --> ${middle}`);
      }
    }
    for (const exporter of pipeline.exporters) {
      edges.push(`  ${middle} --> ${end(exporter, exporter)}`);
    }
  }
  for (const [name, exporter] of Object.entries(exporters)) {
    const from = ids.get(name);
    if (from !== undefined) {
      const store = storeOf(name, exporter);
      const keeper = node(`store ${store}`, store, ["[(", ")]"]);
      edges.push(
        name === PROMETHEUS
          ? `  ${keeper} -. asks .-> ${from}`
          : `  ${from} --> ${keeper}`,
      );
    }
  }
  if (picture === "services") {
    for (const { service, kind, at } of tiesOf(model)) {
      const own = node(`service ${service}`, service, ["([", "])"]);
      const other = ids.get(at);
      if (other !== undefined) {
        edges.push(
          kind === "asks"
            ? `  ${other} -. asks .-> ${own}`
            : `  ${own} -- ${kind} --> ${other}`,
        );
      }
    }
  }
  return ["flowchart LR", ...nodes, ...new Set(edges)].join("\n");
}

/** Its name, and the files that it reads; where rotated ones lie follows from it. */
function receiverText(name: string, options: Parts[string] = {}): string {
  const { include = [] } = (options ?? {}) as { include?: readonly string[] };
  return [name, ...include.slice(0, 1)]
    .map((text) => text.replaceAll('"', "").replace(CONTAINER_PART, "*"))
    .join("<br>");
}

/** Of the receivers of containers, which differ in whose files they read, one is drawn. */
const CONTAINERS = /^(file_log\/containers)\/\d+$/;
const CONTAINER_PART = /(?<=\/)\[[^\]]+\]\*/;

/** Does not get metrics, but asks for them. */
const PROMETHEUS = "prometheus";

/** Who keeps what an exporter sends, by its address. */
function storeOf(name: string, options: Parts[string]): string {
  const { endpoint = "" } = (options ?? {}) as { endpoint?: string };
  const [, host = name] = /^(?:\w+:\/\/)?([\w.-]+):/.exec(endpoint) ?? [];
  return name === PROMETHEUS ? name : host;
}

interface Tie {
  readonly service: string;
  readonly kind: "lines" | "spans" | "asks";
  /** The node at its other end. */
  readonly at: string;
}

/** What services write and send, and that Prometheus asks them. */
function tiesOf(model: MonitoringModel): readonly Tie[] {
  return model.services.flatMap(({ value: { name: service, logs } }): Tie[] => [
    ...(logs?.kind === "container"
      ? [{ service, kind: "lines", at: "file_log/containers" } as const]
      : []),
    { service, kind: "spans", at: "otlp" },
    ...(model.scrapeJobs.some(({ value }) => value.name === service)
      ? [{ service, kind: "asks", at: `store ${PROMETHEUS}` } as const]
      : []),
  ]);
}
