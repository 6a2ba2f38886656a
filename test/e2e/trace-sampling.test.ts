import { randomBytes } from "node:crypto";
import { buildKit } from "../../instrumentation/node/build";
import { Duration } from "../../lib/domain/units";
import { run, stopAll } from "../instrumentation/program";
import { provesSampling, sampler } from "../support/sampling-proof";
import { describeWithTool } from "../support/tools";

provesSampling(50_000);
provesSampling(8_000, {
  others: 0.01,
  services: { payments: 0, inventory: 1 },
});

describeWithTool("otelcol-contrib", "the debug header", (otelcol) => {
  it("keeps exactly the traces of the requests that had it, from the kit to the storage", async () => {
    buildKit();
    const running = await sampler(otelcol, {
      sampling: { ratio: 0, slow: false, decisionWait: Duration.seconds(2) },
    });
    try {
      const service = await run("shop.cjs", {
        TRACES: JSON.stringify({
          endpoint: `http://127.0.0.1:${running.port.http}`,
          ratio: 1,
          maxPerSecond: 5000,
        }),
      });
      const ids = Array.from({ length: 60 }, () =>
        randomBytes(16).toString("hex"),
      );
      for (const [index, id] of ids.entries()) {
        await fetch(service.url(`/orders/${index}`), {
          headers: {
            traceparent: `00-${id}-b7ad6b7169203331-01`,
            ...(index % 6 === 0 && { "X-Debug-Trace": "1" }),
          },
        });
      }
      await service.end();
      await running.decided(ids.length);
      await running.collector.stop();
      const marked = ids.filter((_, index) => index % 6 === 0);
      expect([...running.kept.keys()].sort()).toEqual(marked.sort());
    } finally {
      stopAll();
      await running.end();
    }
  }, 90_000);
});
