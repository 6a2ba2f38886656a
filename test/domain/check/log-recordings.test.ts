import { checkModel } from "../../../lib/domain/check/check-model";
import type { ComponentChoices } from "../../../lib/packs/components/profile";
import { aModel, aRecording } from "./builders";

function found(components: ComponentChoices): readonly string[] {
  const model = aModel({ components });
  model.addRuleGroups("app/rules", () => [
    {
      name: "lines",
      engine: "loki",
      rules: [aRecording("a:b:c", 'sum(rate({service="shop"}[5m]))')],
    },
  ]);
  return checkModel(model)
    .filter(({ code }) => code === "log-recording-lost")
    .map(({ message }) => message);
}

describe("a recording rule over log lines", () => {
  it("is wrong where nobody takes what Loki records", () => {
    expect(found({})).toEqual([
      'recording rule "a:b:c" over log lines must have a Prometheus that takes what Loki records, got one that does not; switch it on with components: { prometheus: { remoteWriteReceiver: true } }',
    ]);
    expect(found({ prometheus: { external: "http://metrics:9090" } })).toEqual([
      expect.stringContaining("give Loki the address of yours in"),
    ]);
  });

  it.each<[string, ComponentChoices]>([
    ["Prometheus takes it", { prometheus: { remoteWriteReceiver: true } }],
    [
      "the user sends it elsewhere",
      { loki: { extraConfig: { ruler: { remote_write: { enabled: true } } } } },
    ],
    ["Loki runs elsewhere", { loki: { external: "http://logs:3100" } }],
  ])("is right where %s", (_, components) => {
    expect(found(components)).toEqual([]);
  });
});
