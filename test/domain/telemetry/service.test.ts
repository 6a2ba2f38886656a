import {
  createScrapeJob,
  createService,
} from "../../../lib/domain/telemetry/service";
import { createLogRetention } from "../../../lib/domain/logs/retention";
import { LogSource } from "../../../lib/domain/logs/source";
import { Duration } from "../../../lib/domain/units";

describe("createService", () => {
  it.each([
    [{ name: "Check Out" }, "service name must be"],
    [{ name: "a", team: " " }, 'team of service "a" must not be empty'],
    [{ name: "a", expectedRequestsPerSecond: 0 }, "must be above 0, got 0"],
    [
      { name: "a", metrics: [{ name: "x", type: "meter" as never }] },
      'type of metric "x" must be one of counter, gauge, histogram, summary, got "meter"',
    ],
    [
      { name: "a", metrics: [{ name: "x-y", type: "counter" as const }] },
      'got "x-y"',
    ],
  ])("refuses %j", (input, message) => {
    expect(() => createService({ metrics: [], ...input })).toThrow(message);
  });
});

describe("createScrapeJob", () => {
  const service = createService({ name: "api", team: "web", metrics: [] });

  it("scrapes the service under its name and says whose series they are", () => {
    expect(createScrapeJob(service, { port: 80, labels: {} })).toMatchObject({
      name: "api",
      targets: [{ kind: "address", address: "api:80" }],
      labels: { service: "api", team: "web" },
    });
  });

  it.each([
    [{ port: 0 }, "got 0"],
    [{ port: 80.5 }, "got 80.5"],
    [{ port: 80, path: "metrics" }, 'must begin with "/"'],
    [{ port: 80, host: "http://api" }, "leave out scheme, port and path"],
    [{ port: 80, host: "api:80" }, "leave out scheme, port and path"],
  ])("refuses %j", (scrape, message) => {
    expect(() => createScrapeJob(service, { labels: {}, ...scrape })).toThrow(
      message,
    );
  });
});

describe("log sources and retention", () => {
  it.each([
    [LogSource.container("a b"), "container's name"],
    [LogSource.file("var/log"), "must be absolute"],
  ])("refuses what cannot be a container or a file: %#", (logs, message) => {
    expect(() => createService({ name: "shop", metrics: [], logs })).toThrow(
      message,
    );
  });

  it("refuses to keep a stream for less than a day, which Loki cannot", () => {
    expect(() =>
      createLogRetention({
        default: Duration.days(7),
        streams: [{ match: { level: "debug" }, keep: Duration.hours(12) }],
      }),
    ).toThrow('of {"level":"debug"} must be at least 1d, got 12h');
  });

  it("refuses a stream that matches everything", () => {
    expect(() =>
      createLogRetention({
        default: Duration.days(7),
        streams: [{ match: {}, keep: Duration.days(1) }],
      }),
    ).toThrow("must match at least one label");
  });
});
