import { parse } from "yaml";
import { LogSource } from "../../../lib/domain/logs/source";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import type { ComponentChoices } from "../../../lib/packs/components/profile";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import type { OtelCollectorSettings } from "../../../lib/render/otel/settings";
import { planOf } from "../../support/plan";

interface Config {
  readonly connectors: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly pipelines: Readonly<
      Record<
        string,
        {
          readonly receivers: readonly string[];
          readonly processors?: readonly string[];
        }
      >
    >;
  };
}

type Change = Partial<Pick<OtelCollectorSettings, "logs" | "traces">>;

function rendered(change: Change, components: ComponentChoices): Config {
  const plan = planOf(components);
  return parse(
    renderOtelCollectorConfig({
      plan,
      endpoints: endpointsOf(plan),
      sources: [
        { service: "web", source: LogSource.container("web") },
        { service: "host", source: LogSource.journal() },
        { service: "log", source: LogSource.syslog({ port: 5514 }) },
      ],
      ...change,
    }),
  ) as Config;
}

const PARTS = { provides: ["logdedup", "journald"] };

it.each<[string, Change, ComponentChoices]>([
  ["by default", {}, {}],
  [
    "with all that may be left out or joined",
    {
      traces: { sampling: {} },
      logs: {
        sampling: [{ name: "half", keep: 0.5 }],
        deduplication: {},
      },
    },
    {},
  ],
  ["without masking", { logs: { masking: false } }, {}],
  ["without Loki and Jaeger", {}, { loki: false, jaeger: false }],
])(
  "memory is watched before anything else is done with what comes from outside: %s",
  (_, change, components) => {
    const { connectors, service } = rendered(change, {
      ...components,
      "otel-collector": PARTS,
    });
    const outside = Object.values(service.pipelines).filter(
      ({ receivers }) => !receivers.every((each) => each in connectors),
    );
    expect(outside.length).toBeGreaterThan(1);
    for (const { processors = [] } of outside) {
      expect(processors[0]).toBe("memory_limiter");
    }
  },
);

it("what was counted is not refused behind it, or senders would send it again and it would be counted twice", () => {
  const { connectors, service } = rendered(
    { traces: { sampling: {} } },
    { "otel-collector": PARTS },
  );
  const inside = Object.values(service.pipelines).filter(({ receivers }) =>
    receivers.every((each) => each in connectors),
  );
  expect(inside).toHaveLength(1);
  expect(inside[0]?.processors).toEqual(["tail_sampling"]);
});
