import { parse } from "yaml";
import type { Labels } from "../../../lib/domain/names";
import { DockerDeployment } from "../../../lib/platforms/docker/deployment";
import { deployedFixture } from "./fixture";

interface CollectorConfig {
  readonly processors: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly pipelines: Readonly<
      Record<string, { readonly processors: readonly string[] }>
    >;
  };
}

function configs(externalLabels: Labels) {
  const { stack } = deployedFixture({ declared: { externalLabels } });
  const files = (name: string) =>
    DockerDeployment.of(stack)
      .deployed.find(({ alias }) => alias === name)
      ?.renderFiles() ?? {};
  return {
    collector: parse(
      String(files("otel-collector")["config.yaml"]),
    ) as CollectorConfig,
    loki: parse(String(files("loki")["loki.yaml"])) as {
      readonly ruler: { readonly external_labels?: Labels };
    },
  };
}

describe("external labels of a platform", () => {
  const labels = { cluster: "eu-1", environment: "production", host: "a$1" };

  it("are on lines that have none of their own, as far as they make streams", () => {
    const { processors, service } = configs(labels).collector;
    expect(processors["resource/labels"]).toEqual({
      attributes: [
        { key: "environment", value: "production", action: "insert" },
        { key: "host", value: "a$$1", action: "insert" },
      ],
    });
    for (const name of ["logs/files", "logs/otlp"]) {
      expect(service.pipelines[name]?.processors).toContain("resource/labels");
    }
  });

  it("are on alerts of lines, all of them", () => {
    expect(configs(labels).loki.ruler.external_labels).toEqual(labels);
  });

  it("add nothing where they do not tell of a place", () => {
    const { processors } = configs({ cluster: "eu-1", level: "x" }).collector;
    expect(Object.keys(processors)).not.toContain("resource/labels");
  });
});
