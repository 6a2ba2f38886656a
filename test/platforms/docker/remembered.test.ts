import { Duration } from "../../../lib/domain/units";
import { rememberedAsEqual } from "../../../lib/platforms/docker/remembered";

describe("what is remembered of equal settings", () => {
  const settings = (keep: Duration, sources: readonly object[]) => ({
    keep,
    sources: [...sources],
  });

  it("is made once for settings that say the same", () => {
    const render = rememberedAsEqual((value: object) => ({ value }));
    const source = { path: "/var/log/a" };
    const first = render(settings(Duration.days(1), [source]));
    expect(render(settings(Duration.days(1), [{ ...source }]))).toBe(first);
  });

  it.each([
    ["a duration", settings(Duration.days(2), [{ path: "/var/log/a" }])],
    ["a source", settings(Duration.days(1), [{ path: "/var/log/b" }])],
    [
      "one more source",
      settings(Duration.days(1), [
        { path: "/var/log/a" },
        { path: "/var/log/b" },
      ]),
    ],
  ])("is made again where %s differs", (_what, changed) => {
    const render = rememberedAsEqual((value: object) => ({ value }));
    render(settings(Duration.days(1), [{ path: "/var/log/a" }]));
    expect(render(changed)).toEqual({ value: changed });
  });
});
