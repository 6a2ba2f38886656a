import { deployedSpecs } from "../../../lib/domain/telemetry/plan";
import { securityFileMetrics } from "../../../lib/packs/alerts/security/metrics";
import type { ComponentOptions } from "../../../lib/packs/components/options";
import { planOf } from "../../support/plan";

function nodeExporter(options: ComponentOptions) {
  const specs = deployedSpecs(planOf({ "node-exporter": options }));
  return specs.find(({ name }) => name === "node-exporter");
}

describe("text files of the node exporter", () => {
  it("are read below the host's root, and rules may use what they tell", () => {
    const spec = nodeExporter({
      textfileFolder: "/var/lib/node_exporter/textfile",
      textfileMetrics: securityFileMetrics,
    });
    expect(spec?.command).toContain(
      "--collector.textfile.directory=/host/var/lib/node_exporter/textfile",
    );
    expect(spec?.selfMetrics.metrics).toEqual(
      expect.arrayContaining([...securityFileMetrics]),
    );
  });

  it("are not read unless somebody says where they are", () => {
    expect(nodeExporter({})?.command.join(" ")).not.toContain("textfile");
  });

  it.each<[string, ComponentOptions, string]>([
    [
      "a folder that is no path",
      { textfileFolder: "textfile" },
      'textfileFolder of "node-exporter" must be an absolute path below "/" without "/" at its end, got "textfile"',
    ],
    [
      "metrics from nowhere",
      { textfileMetrics: securityFileMetrics },
      'textfileMetrics of "node-exporter" must come from a folder, got none; name it in textfileFolder',
    ],
  ])("refuses %s", (_, options, message) => {
    expect(() => nodeExporter(options)).toThrow(message);
  });
});
