import {
  COLLECTOR_COMPONENTS,
  requireCollectorComponent,
} from "../../../lib/domain/logs/collector-components";
import { planOf } from "../../support/plan";
import { describeWithTool, mustRun } from "../../support/tools";

it("refuses what the collector's image is not declared to hold, and says how to declare it", () => {
  expect(() =>
    requireCollectorComponent(planOf(), "logdedup", "deduplication of logs"),
  ).toThrow(
    'deduplication of logs must run on a collector with the component "logdedup" (joining repeated lines), got an image that is not declared to hold it; use an image that does and say so: components: { "otel-collector": { provides: ["logdedup"] } }',
  );
});

it("uses what the image is declared to hold, and nothing else", () => {
  const plan = planOf({ "otel-collector": { provides: ["logdedup"] } });
  expect(() =>
    requireCollectorComponent(plan, "logdedup", "deduplication of logs"),
  ).not.toThrow();
  expect(() =>
    requireCollectorComponent(plan, "journald", "a journal"),
  ).toThrow('component "journald"');
});

it("refuses a component that it has no use for", () => {
  expect(() =>
    planOf({ "otel-collector": { provides: ["logdedupe"] } }),
  ).toThrow('got "logdedupe"; did you mean "logdedup"');
});

describeWithTool("otelcol-contrib", "the collector", (otelcol) => {
  it("holds every component that the library uses without asking", () => {
    const names = [
      ...mustRun(otelcol, "components").matchAll(/- name: (\S+)/g),
    ].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining([...COLLECTOR_COMPONENTS]));
  });
});
