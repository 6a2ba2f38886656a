import { TerraformStack, Testing } from "cdktf";
import { warning } from "../../lib/domain/problem";
import { combine, type PlatformPart } from "../../lib/platforms/combine";
import { planOf } from "../support/plan";
import { RecordingPlatform } from "../support/recording-platform";

function dashboardsElsewhere(): PlatformPart<"dashboards"> & {
  readonly published: string[];
} {
  const published: string[] = [];
  return {
    name: "elsewhere",
    published,
    bind: (scope) => ({
      port: {
        publish: (dashboards) =>
          published.push(...dashboards().map(({ uid }) => uid)),
      },
      validate: () => [warning("part", scope.node.path, "from the part")],
    }),
  };
}

describe("combine", () => {
  const scope = new TerraformStack(Testing.app(), "stack");

  it("gives a port to the part and leaves the others to the platform", () => {
    const base = new RecordingPlatform();
    const part = dashboardsElsewhere();
    const ports = combine(base, { dashboards: part }).bind(scope, planOf());
    ports.dashboards.publish(() => []);
    ports.rules.publish(() => []);
    expect(() => base.published("dashboards")).toThrow("nothing was published");
    expect(base.published("rules")).toEqual([]);
  });

  it("tells the problems of the platform and of the part", () => {
    const base = new RecordingPlatform([warning("base", "stack", "from it")]);
    const ports = combine(base, { dashboards: dashboardsElsewhere() }).bind(
      scope,
      planOf(),
    );
    expect(ports.validate().map(({ code }) => code)).toEqual(["base", "part"]);
  });

  it("is named by all that it consists of", () => {
    const platform = combine(new RecordingPlatform(), {
      dashboards: dashboardsElsewhere(),
    });
    expect(platform.name).toBe("recording with elsewhere");
  });
});
