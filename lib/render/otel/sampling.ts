import type {
  ChosenDebugMark,
  ChosenSampling,
} from "../../domain/traces/sampling";
import type { Duration } from "../../domain/units";
import type { ConfigSection } from "../merge";
import { literal } from "./lines";

const SERVICE = "service.name";
const SERVICE_NAME = `resource.attributes["${SERVICE}"]`;

/** Decisions are remembered, for late spans, of so many times as many traces as wait; each takes about 100 bytes. */
const REMEMBERED = 10;

/** Not all instrumentation says of a span that answered with 500 or above that it failed; the second is the older name. */
const SERVER_ERRORS = ["http.response.status_code", "http.status_code"].map(
  (name) => `Int(span.attributes[${literal(name)}]) >= 500`,
);

/** `tail_sampling`: a trace is kept when one of the policies says so. */
export function tailSampling(sampling: ChosenSampling): ConfigSection {
  const remembered = REMEMBERED * sampling.tracesInMemory;
  return {
    decision_wait: sampling.decisionWait.toGo(),
    num_traces: sampling.tracesInMemory,
    // Else the oldest traces would be thrown away undecided, errors among them.
    block_on_overflow: true,
    // A decided trace makes room only when its decision is remembered, be it to keep it or not; else senders wait forever.
    decision_cache: {
      sampled_cache_size: remembered,
      non_sampled_cache_size: remembered,
    },
    policies: [
      {
        name: "errors",
        type: "status_code",
        status_code: { status_codes: ["ERROR"] },
      },
      ...anySpan("server-errors", SERVER_ERRORS),
      ...debugPolicies(sampling.debug),
      ...slowPolicies(sampling),
      ...ratioPolicies(sampling),
    ],
  };
}

/** A trace with a span for which one of the conditions holds. */
function anySpan(
  name: string,
  conditions: readonly string[],
): readonly ConfigSection[] {
  return conditions.length === 0
    ? []
    : [
        {
          name,
          type: "ottl_condition",
          ottl_condition: { error_mode: "ignore", span: conditions },
        },
      ];
}

function all(name: string, policies: readonly ConfigSection[]): ConfigSection {
  return { name, type: "and", and: { and_sub_policy: policies } };
}

/** Instrumentation writes the names of headers with dashes or, in older versions, with underscores. */
function debugPolicies(
  debug: ChosenDebugMark | undefined,
): readonly ConfigSection[] {
  if (debug === undefined) {
    return [];
  }
  const names = new Set([debug.header, debug.header.replaceAll("-", "_")]);
  const attribute = `span.attributes[${literal(debug.attribute)}]`;
  return anySpan("debug", [
    ...[...names].map(
      (name) =>
        `span.attributes[${literal(`http.request.header.${name}`)}] != nil`,
    ),
    `${attribute} == true`,
    `${attribute} == "true"`,
  ]);
}

function slowPolicies({
  slow,
  services,
}: ChosenSampling): readonly ConfigSection[] {
  const own = Object.entries(services).flatMap(([name, service]) =>
    service.slow === undefined ? [] : [[name, service.slow] as const],
  );
  const others = own.map(([name]) => name);
  return [
    ...anySpan("slow", [
      ...own.map(
        ([name, threshold]) =>
          `${SERVICE_NAME} == ${literal(name)} and ${lasts(threshold)}`,
      ),
      ...(slow === undefined
        ? []
        : [[...noneOf(others), lasts(slow)].join(" and ")]),
    ]),
    ...(slow === undefined ? [] : [slowAsWhole(slow, others)]),
  ];
}

/** Work that waits in a queue takes long though none of its spans does. */
function slowAsWhole(slow: Duration, except: readonly string[]): ConfigSection {
  const latency = { threshold_ms: slow.toMillis() };
  if (except.length === 0) {
    return { name: "slow-as-a-whole", type: "latency", latency };
  }
  return all("slow-as-a-whole", [
    { name: "long", type: "latency", latency },
    {
      name: "without-services-of-their-own",
      type: "string_attribute",
      string_attribute: { key: SERVICE, values: except, invert_match: true },
    },
  ]);
}

/** By one number that follows from the trace's id, so that what a smaller ratio keeps a greater one keeps too. */
function ratioPolicies({
  ratio,
  services,
}: ChosenSampling): readonly ConfigSection[] {
  const own = Object.entries(services).flatMap(([name, service]) =>
    service.ratio === undefined ? [] : [[name, service.ratio] as const],
  );
  const others = own.map(([name]) => name);
  return [
    ...own.flatMap(([name, part]) =>
      share(part).map((policy) =>
        all(`rest-of-${name}`, [
          {
            name: "takes-part",
            type: "string_attribute",
            string_attribute: { key: SERVICE, values: [name] },
          },
          policy,
        ]),
      ),
    ),
    ...share(ratio).map((policy) =>
      own.length === 0
        ? { ...policy, name: "rest" }
        : all("rest", [
            ...anySpan("another-takes-part", [noneOf(others).join(" and ")]),
            policy,
          ]),
    ),
  ];
}

/** No policy at all for a share of nothing. */
function share(ratio: number): readonly ConfigSection[] {
  // 0.07 * 100 is 7.000000000000001.
  const sampling_percentage = Number((ratio * 100).toPrecision(12));
  return ratio === 0
    ? []
    : [
        {
          name: "share",
          type: "probabilistic",
          probabilistic: { sampling_percentage },
        },
      ];
}

function lasts(threshold: Duration): string {
  return `span.end_time_unix_nano - span.start_time_unix_nano >= ${threshold.toMillis() * 1_000_000}`;
}

/** Conditions for spans of other services than these. */
function noneOf(names: readonly string[]): readonly string[] {
  return names.map((name) => `${SERVICE_NAME} != ${literal(name)}`);
}
