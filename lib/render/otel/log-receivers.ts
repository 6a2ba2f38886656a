import {
  LOG_INDEX_LABELS,
  type LogSource,
  type ServiceLogs,
} from "../../domain/logs/source";
import { locateLogFile } from "../../domain/logs/files";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { ConfigSection } from "../merge";
import {
  literal,
  lookup,
  perLine,
  removeField,
  setField,
  type Operator,
} from "./lines";

/** Where Docker's driver `json-file` writes; a rotated file is read to its end by the handle that is still open. */
const CONTAINER_FILES = "/var/lib/docker/containers/*/*-json.log";

/** Longer lines are cut. */
const MAX_LINE = "1MiB";

const COMMON = {
  storage: "file_storage",
  include_file_name: false,
  max_log_size: MAX_LINE,
  poll_interval: "500ms",
  // Waits when the queue is full or memory is short, and reads on later.
  retry_on_failure: { enabled: true },
};

/** One receiver for the containers of the host and one for each file source. */
export function logReceivers(options: {
  readonly sources: readonly ServiceLogs[];
  readonly plan: DeploymentPlan;
  readonly containerPrefix: string;
}): Readonly<Record<string, ConfigSection>> {
  const files = options.sources.flatMap(({ service, source }) =>
    source.kind === "file" ? [fileReceiver(service, source, options.plan)] : [],
  );
  return Object.fromEntries([
    ["file_log/containers", containerReceiver(options)],
    ...files,
  ]);
}

/**
 * All containers of the host are read, declared ones under the name of their service, others under their own name without
 * the prefix of this platform. Docker writes the name into each line if the container's log option `tag` says so.
 */
function containerReceiver(options: {
  readonly sources: readonly ServiceLogs[];
  readonly containerPrefix: string;
}): ConfigSection {
  const declared = options.sources.flatMap(({ service, source }) =>
    source.kind === "container" ? [{ service, source }] : [],
  );
  const services = Object.fromEntries(
    declared.map(({ service, source }) => [source.container, service]),
  );
  const name = "attributes.container";
  return {
    include: [CONTAINER_FILES],
    ...COMMON,
    start_at: "beginning",
    // A container that printed nothing for a day before the collector was first started is history.
    exclude_older_than: "24h",
    include_file_path: true,
    operators: [
      {
        type: "container",
        format: "docker",
        add_metadata_from_filepath: false,
      },
      // Docker cuts lines at 16 KiB; only the last part ends in a line break.
      {
        type: "recombine",
        combine_field: "body",
        combine_with: "",
        is_last_entry: String.raw`body endsWith "\n"`,
        source_identifier: 'attributes["log.file.path"]',
        max_log_size: MAX_LINE,
        overwrite_with: "oldest",
      },
      setField("body", String.raw`trimSuffix(body, "\n")`),
      setField(
        name,
        `attributes.attrs?.tag ?? split(attributes["log.file.path"], "/")[-2][:12]`,
      ),
      setField(
        "resource.service",
        `attributes.attrs?.tag == nil ? "untagged" : ${lookup(services, name)} ?? trimPrefix(${name}, ${literal(options.containerPrefix)})`,
      ),
      ...containerLabels(declared.map(({ source }) => source)),
      removeField("attributes.attrs"),
      removeField('attributes["log.file.path"]'),
      ...perLine({ time: "given" }),
    ],
  };
}

function containerLabels(
  sources: readonly Extract<LogSource, { kind: "container" }>[],
): readonly Operator[] {
  const labels = new Set(
    sources.flatMap((source) => Object.keys(source.labels)),
  );
  return [...labels].map((label) => {
    const values = sources.flatMap(({ container, labels: each }) => {
      const value = each[label];
      return value === undefined ? [] : [[container, value] as const];
    });
    const found = lookup(Object.fromEntries(values), "attributes.container");
    return { ...setField(labelField(label), found), if: `${found} != nil` };
  });
}

function fileReceiver(
  service: string,
  source: Extract<LogSource, { kind: "file" }>,
  plan: DeploymentPlan,
): readonly [string, ConfigSection] {
  // The offset is stored under this name, which therefore must not depend on the order of sources.
  const name = `${service}${source.path}`.replace(/[^a-zA-Z0-9._-]/g, "_");
  const labels = Object.entries({ service, ...source.labels });
  return [
    `file_log/${name}`,
    {
      include: [glob(locateLogFile(plan, source.path))],
      ...COMMON,
      // What was written before is history, and can be more than the volume holds.
      start_at: "end",
      operators: [
        ...labels.map(([label, value]) =>
          setField(labelField(label), literal(value)),
        ),
        ...perLine({ time: "parsed" }),
      ],
    },
  ];
}

/** `*` is the only sign of a path that means something else than itself. */
function glob(path: string): string {
  return path.replace(/[[\]{}?\\]/g, String.raw`\$&`);
}

function labelField(label: string): string {
  const isIndex = LOG_INDEX_LABELS.some((known) => known === label);
  return `${isIndex ? "resource" : "attributes"}.${label}`;
}
