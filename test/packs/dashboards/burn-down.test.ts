import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSlo } from "../../../lib/domain/slo/objective";
import { Sli } from "../../../lib/domain/slo/sli";
import { Duration } from "../../../lib/domain/units";
import { objectiveQueries } from "../../../lib/packs/dashboards/slo/queries";
import { describeWithTools, mustRun } from "../../support/tools";

const HOUR = 3600;
const DAY = 24 * HOUR;
const WINDOW = 7 * DAY;
/** A fixed time, midnight. */
const END = 1_780_012_800;
const START = END - WINDOW;

const slo = createSlo({
  name: "Shop",
  service: "shop",
  objective: 0.95,
  window: Duration.days(7),
  sli: Sli.ratio({
    errors: 'requests_total{code="500"}',
    total: "requests_total",
  }),
});

/** 1,800 bad events on the third day, and as many on the day before the window. Of 100,000 events 5,000 may be bad. */
function history(): string {
  const id = `{slo="${slo.id}",service="shop"}`;
  const lines = (metric: string, valueAt: (now: number) => number): string => {
    let text = "";
    for (let now = START - 2 * DAY; now <= END; now += 30) {
      text += `${metric}${id} ${valueAt(now)} ${now}\n`;
    }
    return text;
  };
  const within = (now: number, from: number): boolean =>
    now > from && now <= from + HOUR;
  return [
    lines("slo:objective:ratio", () => 0.95),
    lines("slo:period_total:count", () => 100_000),
    lines("slo:sli_bad:rate5m", (now) =>
      within(now, START + 2 * DAY) || within(now, START - 12 * HOUR) ? 0.5 : 0,
    ),
    "# EOF\n",
  ].join("");
}

describeWithTools(["prometheus", "promtool"], "burn-down", (paths) => {
  let folder: string;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "burn-down-"));
    const data = join(folder, "data");
    writeFileSync(join(folder, "history.om"), history());
    mustRun(
      paths.promtool,
      ...["tsdb", "create-blocks-from", "openmetrics", "--quiet"],
      ...["--max-block-duration=30d", join(folder, "history.om"), data],
    );
    writeFileSync(join(folder, "prometheus.yml"), "global: {}\n");
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(
      paths.prometheus,
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${data}`,
        "--storage.tsdb.retention.time=100y",
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: "ignore" },
    );
    for (let attempt = 0; attempt < 100; attempt++) {
      const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
      if (answer?.ok === true) {
        return;
      }
      await sleep(100);
    }
    throw new Error("prometheus did not become ready within 10s");
  }, 30_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  });

  /** Values at each 6 hours from `start` to the end. */
  async function values(
    expr: string,
    start: number,
  ): Promise<readonly number[]> {
    const query = new URLSearchParams({
      query: expr,
      start: String(start),
      end: String(END),
      step: String(6 * HOUR),
    });
    const response = await fetch(
      `${url}/api/v1/query_range?${query.toString()}`,
    );
    const { data } = (await response.json()) as {
      data: { result: readonly { values: readonly [number, string][] }[] };
    };
    expect(data.result).toHaveLength(1);
    return (data.result[0]?.values ?? []).map(([, value]) => Number(value));
  }

  it("begins with a full budget, never rises, and ends at what is left", async () => {
    const line = await values(objectiveQueries(slo).burnDown, START);
    expect(line).toHaveLength(29);
    expect(line.slice(0, 9)).toEqual(Array(9).fill(1));
    expect(line[line.length - 1]).toBeCloseTo(1 - 1800 / 5000, 9);
    expect(line).toEqual([...line].sort((a, b) => b - a));
  });

  it("counts from the beginning of the time shown, whatever came before", async () => {
    const line = await values(objectiveQueries(slo).burnDown, START + 4 * DAY);
    expect(line).toEqual(Array(13).fill(1));
  });

  it("goes along a budget that is spent evenly", async () => {
    const line = await values(objectiveQueries(slo).evenly, START);
    expect(line[0]).toBe(1);
    expect(line[14]).toBeCloseTo(0.5, 9);
    expect(line[28]).toBeCloseTo(0, 9);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("no free port");
  }
  return address.port;
}
