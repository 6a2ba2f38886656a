import {
  LOG_INDEX_LABELS,
  type LogSource,
  type ServiceLogs,
} from "../../domain/logs/source";
import { locateLogFile } from "../../domain/logs/files";
import { OLDEST_LINE } from "../../domain/logs/oldest-line";
import type { LogFormat } from "../../domain/logs/source-format";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { ConfigSection } from "../merge";
import { listen } from "./delivery";
import { journalReceiver } from "./journal";
import { parserOf, perLine } from "./lines";
import { joinFrom, joinStackTraces } from "./multiline";
import { WAIT } from "./multiline-waiting";
import {
  literal,
  lookup,
  removeField,
  setConstant,
  setField,
  unless,
  type Operator,
} from "./operators";

/** Where Docker's driver `json-file` writes. */
const CONTAINERS = "/var/lib/docker/containers";

/**
 * A receiver looks for new lines when it has read all files to their ends, which it never has while one of them grows faster
 * than it is read. So each has a part of the containers, by how their ids begin; the last one has all that is left. One costs
 * 1.6 MB of memory.
 */
const CONTAINER_PARTS = [
  "[01]",
  "[23]",
  "[45]",
  "[67]",
  "[89]",
  "[ab]",
  "[cd]",
  "[!0-9a-d]",
];

/** Names that programs give to what was rotated, after that of the file. */
const ROTATED = [".[0-9]*", "-[0-9]*"];

/** Longer lines are cut. */
const MAX_LINE = "1MiB";

// Waits when the queue is full or memory is short, for as long as it takes, and reads on later.
const PATIENCE = {
  retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
};

const COMMON = {
  storage: "file_storage",
  include_file_name: false,
  include_file_path: true,
  max_log_size: MAX_LINE,
  // One that begins as before and is shorter than what was read of it was emptied; the default waits until it is longer.
  on_truncate: "read_whole_file",
  poll_interval: "500ms",
  // The indentation of a line says whether it goes on with the one before.
  preserve_leading_whitespaces: true,
  ...PATIENCE,
};

/** The file that a line came from, until the last step. */
const FILE_PATH = 'attributes["log.file.path"]';

const CONTAINER = "attributes.container";

type SourceOf<Kind extends LogSource["kind"]> = Extract<
  LogSource,
  { readonly kind: Kind }
>;

interface ContainerOptions {
  readonly sources: readonly ServiceLogs[];
  readonly containerPrefix: string;
}

/** One receiver for each source but containers; what comes by OTLP has its own. */
export function sourceReceivers(options: {
  readonly sources: readonly ServiceLogs[];
  readonly plan: DeploymentPlan;
  /** Where the collector finds the file `LOG_MARK`. Default: nowhere. */
  readonly mark?: string;
}): Readonly<Record<string, ConfigSection>> {
  return Object.fromEntries(
    options.sources.flatMap(({ service, source }) => {
      switch (source.kind) {
        case "file":
          return [fileReceiver(service, source, options)];
        case "syslog":
          return [syslogReceiver(service, source)];
        case "journal":
          return [
            journalReceiver(service, source, options.plan, [
              ...labelFields(service, source),
            ]),
          ];
        case "container":
        case "otlp":
          return [];
      }
    }),
  );
}

/** The receivers of the containers of the host, which differ in whose files they read. */
export function containerReceivers(
  options: ContainerOptions,
): Readonly<Record<string, ConfigSection>> {
  const receiver = containerReceiver(options);
  return Object.fromEntries(
    CONTAINER_PARTS.map((ids, index) => [
      // No source has a stroke in its name.
      `file_log/containers/${index + 1}`,
      { ...withRotated(`${CONTAINERS}/${ids}*/*-json.log`), ...receiver },
    ]),
  );
}

/**
 * All containers of the host are read, declared ones under the name of their service, others under their own name without
 * the prefix of this platform. Docker writes the name into each line if the container's log option `tag` says so.
 */
function containerReceiver(options: ContainerOptions): ConfigSection {
  const declared = options.sources.flatMap(({ service, source }) =>
    source.kind === "container" ? [{ service, source }] : [],
  );
  const services = Object.fromEntries(
    declared.map(({ service, source }) => [source.container, service]),
  );
  return {
    ...COMMON,
    start_at: "beginning",
    // Loki takes nothing of what stands in there; a file that is written again is read again, as nobody remembers it.
    exclude_older_than: OLDEST_LINE.toGo(),
    operators: [
      {
        type: "container",
        format: "docker",
        add_metadata_from_filepath: false,
      },
      {
        type: "filter",
        expr: `not timestamp.IsZero() and timestamp < now() - duration(${literal(OLDEST_LINE.toGo())})`,
      },
      // Docker cuts lines at 16 KiB; only the last part ends in a line break.
      {
        type: "recombine",
        combine_field: "body",
        combine_with: "",
        is_last_entry: String.raw`body endsWith "\n"`,
        source_identifier: FILE_PATH,
        max_log_size: MAX_LINE,
        overwrite_with: "oldest",
      },
      setField("body", String.raw`trimSuffix(trimSuffix(body, "\n"), "\r")`),
      setField(
        CONTAINER,
        `attributes.attrs?.tag ?? split(${FILE_PATH}, "/")[-2][:12]`,
      ),
      setField(
        "resource.service",
        `attributes.attrs?.tag == nil ? "untagged" : ${lookup(services, CONTAINER)} ?? trimPrefix(${CONTAINER}, ${literal(options.containerPrefix)})`,
      ),
      ...containerLabels(declared.map(({ source }) => source)),
      removeField("attributes.attrs"),
      ...containerLines(declared.map(({ source }) => source)),
      removeField(FILE_PATH),
    ],
  };
}

/** The steps of each format, for the lines of the containers that are declared to have it; `auto` is for all others. */
function containerLines(
  sources: readonly SourceOf<"container">[],
): readonly Operator[] {
  const readings = new Map<string, Reading>();
  for (const { container, format, stackTraces } of sources) {
    const key = JSON.stringify([format, stackTraces]);
    const known = readings.get(key) ?? { format, stackTraces, containers: [] };
    readings.set(key, {
      ...known,
      containers: [...known.containers, container],
    });
  }
  const isUsual = ({ format, stackTraces }: Reading): boolean =>
    format === "auto" && stackTraces;
  const special = [...readings.values()].filter((each) => !isUsual(each));
  const named = special.flatMap(({ containers }) => containers);
  const usual = lineSteps({ format: "auto", stackTraces: true });
  return [
    ...(special.length === 0 ? usual : unless(among(named), "auto", usual)),
    ...special.flatMap((each, index) =>
      unless(
        `not ${among(each.containers)}`,
        `format_${index}`,
        lineSteps(each),
      ),
    ),
  ];
}

interface Reading {
  readonly format: LogFormat;
  readonly stackTraces: boolean;
  readonly containers: readonly string[];
}

function among(containers: readonly string[]): string {
  return `(${CONTAINER} in [${containers.map(literal).join(", ")}])`;
}

function lineSteps({
  format,
  stackTraces,
}: Pick<Reading, "format" | "stackTraces">): readonly Operator[] {
  const parser = parserOf(format, "UTC");
  const joined =
    parser.firstLine !== undefined
      ? [joinFrom(parser.firstLine, FILE_PATH)]
      : stackTraces && mayHoldStackTraces(format)
        ? joinStackTraces(FILE_PATH)
        : [];
  return [...joined, ...perLine(parser, { time: "given" })];
}

/** Servers of which the format is known write one line for each message, or say where it begins. */
function mayHoldStackTraces(format: LogFormat): boolean {
  return typeof format === "string"
    ? ["auto", "json", "logfmt", "plain"].includes(format)
    : format.kind === "regex";
}

function containerLabels(
  sources: readonly SourceOf<"container">[],
): readonly Operator[] {
  const labels = new Set(
    sources.flatMap((source) => Object.keys(source.labels)),
  );
  return [...labels].map((label) => {
    const values = sources.flatMap(({ container, labels: each }) => {
      const value = each[label];
      return value === undefined ? [] : [[container, value] as const];
    });
    const found = lookup(Object.fromEntries(values), CONTAINER);
    return setField(labelField(label), found, `${found} != nil`);
  });
}

function fileReceiver(
  service: string,
  source: SourceOf<"file">,
  {
    plan,
    mark,
  }: { readonly plan: DeploymentPlan; readonly mark?: string | undefined },
): readonly [string, ConfigSection] {
  const { format, timeZone, stackTraces } = source;
  const parser = parserOf(format, timeZone);
  return [
    // The offset is stored under this name, which therefore must not depend on the order of sources.
    `file_log/${receiverName(service, source.path)}`,
    {
      ...withRotated(glob(locateLogFile(plan, source.path)), mark),
      ...COMMON,
      // What was written before is history, and can be more than the volume holds.
      start_at: "end",
      // The place in the file moves on only when a message is whole, so that none is lost.
      ...(parser.firstLine !== undefined && {
        multiline: { line_start_pattern: `(?m)${parser.firstLine}` },
        force_flush_period: WAIT,
      }),
      operators: [
        ...(parser.firstLine === undefined &&
        stackTraces &&
        mayHoldStackTraces(format)
          ? joinStackTraces(FILE_PATH)
          : []),
        removeField(FILE_PATH),
        ...labelFields(service, source),
        ...perLine(parser, { time: "parsed" }),
      ],
    },
  ];
}

/** Messages are taken as they are and read like lines of files: one port hears both formats. */
function syslogReceiver(
  service: string,
  source: SourceOf<"syslog">,
): readonly [string, ConfigSection] {
  const { port, transport, framing, timeZone } = source;
  const address = listen(port);
  return [
    `syslog/${receiverName(service, `-${transport}-${port}`)}`,
    {
      protocol: "none",
      ...(framing === "octet-counting" && { enable_octet_counting: true }),
      ...(transport === "tcp"
        ? { tcp: { listen_address: address, max_log_size: MAX_LINE } }
        : {
            udp: {
              listen_address: address,
              // What is not read at once is lost.
              async: { readers: 1, processors: 1, max_queue_length: 10_000 },
            },
          }),
      on_error: "send_quiet",
      ...PATIENCE,
      operators: [
        // Without the number of octets, which is no part of it.
        ...(framing === "octet-counting"
          ? [{ type: "move", from: "attributes.message", to: "body" }]
          : []),
        ...["message", "priority", "severity", "facility", "facility_text"].map(
          (name) => removeField(`attributes.${name}`),
        ),
        ...labelFields(service, source),
        ...perLine(parserOf("syslog", timeZone), { time: "parsed" }),
      ],
    },
  ];
}

function labelFields(
  service: string,
  { labels }: Pick<LogSource, "labels">,
): readonly Operator[] {
  return Object.entries({ service, ...labels }).map(([label, value]) =>
    setConstant(labelField(label), value),
  );
}

function receiverName(service: string, place: string): string {
  return `${service}${place}`.replace(/[^a-zA-Z0-9._-]/g, "_");
}

/**
 * A file is known by how it begins, whatever its name: what was rotated or copied while the agent was away or behind is read
 * from where it was read to, and not again.
 */
function withRotated(pattern: string, mark?: string): ConfigSection {
  return {
    include: [
      pattern,
      ...ROTATED.map((suffix) => `${pattern}${suffix}`),
      ...(mark === undefined ? [] : [mark]),
    ],
    exclude: [`${pattern}*.{gz,xz,bz2,zst}`],
  };
}

/** `*` is the only sign of a path that means something else than itself. */
function glob(path: string): string {
  return path.replace(/[[\]{}?\\]/g, String.raw`\$&`);
}

function labelField(label: string): string {
  const isIndex = LOG_INDEX_LABELS.some((known) => known === label);
  return `${isIndex ? "resource" : "attributes"}.${label}`;
}
