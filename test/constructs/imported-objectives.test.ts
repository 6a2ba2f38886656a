import { Annotations } from "cdktf";
import { ImportedObjectives } from "../../constructs/imported-objectives";
import { Service } from "../../constructs/service";
import { parseSlos } from "../../lib/import/parse";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { SLOTH, SLOTH_OBJECT } from "../import/good-files";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

function newStack() {
  return new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
  });
}

describe("ImportedObjectives", () => {
  it("declares each objective for the service that is there", () => {
    const stack = newStack();
    const service = new Service(stack, "checkout", {
      team: "payments",
      metrics: { port: 80 },
    });
    const { objectives } = new ImportedObjectives(
      stack,
      "Objectives",
      parseSlos(SLOTH, "f"),
    );
    expect(objectives.map(({ node }) => node.path)).toEqual([
      "monitoring/Objectives/checkout/CheckoutErrors",
      "monitoring/Objectives/checkout/CheckoutSlow",
      "monitoring/Objectives/checkout/CheckoutUp",
    ]);
    expect(objectives[0]?.slo).toMatchObject({
      id: "availability",
      service: service.serviceName,
      team: "payments",
      labels: { category: "availability", tier: "2" },
    });
    expect(stack.monitoring.model.slos).toHaveLength(3);
    expect(stack.monitoring.model.services).toHaveLength(1);
  });

  it("makes a service that is not there, once", () => {
    const stack = newStack();
    const { slos } = parseSlos(SLOTH, "f");
    new ImportedObjectives(stack, "Objectives", { slos });
    expect(
      stack.monitoring.model.services.map(({ value }) => [
        value.name,
        value.team,
      ]),
    ).toEqual([["checkout", "payments"]]);
  });

  it("prints what the import left out", () => {
    const stack = newStack();
    const warn = jest.spyOn(Annotations.prototype, "addWarning");
    new ImportedObjectives(
      stack,
      "Objectives",
      parseSlos(SLOTH_OBJECT, "sloth.yml"),
    );
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^sloth\.yml:5:14: metadata\.namespace /)],
    ]);
    warn.mockRestore();
  });

  it("refuses another team, an unknown option and what is no objective", () => {
    const { slos } = parseSlos(SLOTH, "f");
    const stack = newStack();
    new Service(stack, "checkout", { team: "sales" });
    expect(() => new ImportedObjectives(stack, "A", { slos })).toThrow(
      '[monitoring/A] team of objective "CheckoutErrors" must be that of service "checkout" (sales), got "payments"; give the service that team, or correct the file',
    );
    expect(
      () => new ImportedObjectives(stack, "B", { slo: slos } as never),
    ).toThrow('did you mean "slos"');
    expect(
      () => new ImportedObjectives(stack, "C", { slos: ["a"] } as never),
    ).toThrow("an entry of slos must be an object");
  });
});
