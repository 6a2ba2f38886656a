import fc from "fast-check";
import { parse } from "yaml";
import { chooseAgent } from "../../../lib/domain/hosts/agent-input";
import { collectorMemory } from "../../../lib/domain/telemetry/collector-memory";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import { Bytes } from "../../../lib/domain/units";
import { otelCollectorSpec } from "../../../lib/packs/components/otel-collector";
import { renderAgentCompose } from "../../../lib/render/agent/compose";
import { renderAgentConfig } from "../../../lib/render/agent/config";
import { renderAgentUnit } from "../../../lib/render/agent/service";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import { ENDPOINT } from "../../support/agent";
import { planOf } from "../../support/plan";

const memory = Bytes.mebibytes(300);
const { target } = collectorMemory(memory);

interface Limited {
  readonly processors: {
    readonly memory_limiter: {
      readonly limit_mib: number;
      readonly spike_limit_mib: number;
    };
  };
}

function refusesFrom(config: string): number {
  const { limit_mib, spike_limit_mib } = (parse(config) as Limited).processors
    .memory_limiter;
  return limit_mib - spike_limit_mib;
}

describe("memory of a collector", () => {
  it("is freed of garbage before anything is refused, and refused for before it is used up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000 }), (mebibytes) => {
        const { limit, spike, target } = collectorMemory(
          Bytes.mebibytes(mebibytes),
        );
        expect(target).toBeLessThan(limit - spike);
        expect(limit).toBeLessThan(mebibytes);
      }),
    );
  });

  it("is shared out alike on the platform and on another host", () => {
    const components = { "otel-collector": { memory } };
    const plan = planOf(components);
    const agent = chooseAgent(
      "web-1",
      { endpoint: ENDPOINT, memory },
      { httpPort: 14318, needsClientCertificate: false },
    );
    expect(otelCollectorSpec({ memory }).environment?.GOMEMLIMIT).toBe(
      `${target}MiB`,
    );
    expect(renderAgentUnit(agent)).toContain(
      `Environment=GOMEMLIMIT=${target}MiB\n`,
    );
    expect(renderAgentCompose(agent, "image")).toContain(
      `GOMEMLIMIT: "${target}MiB"\n`,
    );
    const platform = renderOtelCollectorConfig({
      plan,
      endpoints: endpointsOf(plan),
      sources: [],
    });
    for (const config of [platform, renderAgentConfig(agent)]) {
      expect(refusesFrom(config)).toBeGreaterThan(target);
    }
  });
});
