import { once } from "node:events";
import { buildKit } from "../../instrumentation/node/build";
import { collector, run, stopAll } from "./program";

// Each test starts programs, on machines that do other things too.
jest.setTimeout(30_000);

beforeAll(() => {
  buildKit();
});

afterAll(() => {
  stopAll();
});

const ALL = {
  http: true,
  express: true,
  pg: true,
  ioredis: true,
  graphql: true,
};

describe("packages that are loaded before they can be watched", () => {
  it("are watched all the same, with a warning where the kit comes second", async () => {
    const [first, second] = await Promise.all(
      ["late.mjs", "late.cjs"].map(async (name) => {
        const service = await run(name);
        await once(service.child, "exit");
        return service;
      }),
    );
    expect([first?.told, second?.told]).toEqual([ALL, ALL]);
    const warned = [first, second].map(
      (service) => service?.lines().find(({ level }) => level === "warn") ?? {},
    );
    expect(warned[0]).toEqual({});
    expect(warned[1]?.msg).toContain("import it before everything else");
    expect(warned[1]?.packages).toEqual(
      expect.arrayContaining(["express", "pg", "ioredis", "graphql"]),
    );
  });
});

describe("the end of a service", () => {
  it.each(["/throw", "/reject"])(
    "by an error that nobody has caught is logged without what is private, and its span is sent: %s",
    async (path) => {
      const sink = await collector();
      const service = await run("ending.cjs", {
        TRACES: JSON.stringify({ endpoint: sink.endpoint, ratio: 1 }),
      });
      const ended = once(service.child, "exit");
      await fetch(service.url(path));
      expect(await ended).toEqual([1, null]);
      expect(service.lines()).toEqual([
        expect.objectContaining({
          level: "fatal",
          error: expect.objectContaining({
            message: expect.stringContaining("no stock"),
          }),
        }),
      ]);
      expect(service.output()).not.toContain("jane.doe");
      expect(
        sink.spans.map(({ attributes }) => attributes["url.path"]),
      ).toEqual([path]);
    },
  );

  it("is no other when the signal comes twice, and tells of hooks that fail", async () => {
    const sink = await collector();
    const service = await run("ending.cjs", {
      TRACES: JSON.stringify({ endpoint: sink.endpoint, ratio: 1 }),
    });
    await fetch(service.url("/"));
    expect(await service.end()).toBe(0);
    expect(sink.spans).toHaveLength(1);
    expect(service.lines().map(({ msg }) => msg)).toEqual([
      "stopping",
      "a hook of the shutdown failed",
    ]);
    expect(service.output()).not.toContain("jane.doe");
  });

  it("tells of an error that nobody has caught while it ends", async () => {
    const sink = await collector();
    const service = await run("ending.cjs", {
      TRACES: JSON.stringify({ endpoint: sink.endpoint, ratio: 1 }),
    });
    await fetch(service.url("/later"));
    expect(await service.end()).toBe(1);
    expect(service.lines().map(({ level }) => level)).toContain("fatal");
    expect(sink.spans).toHaveLength(1);
  });
});
