import { createLogger } from "../../instrumentation/node/src/logger";

type Line = Readonly<Record<string, unknown>>;

/** The lines that some work writes; each must be one line, and JSON. */
function linesOf(work: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  work(createLogger("shop", "info", (line) => lines.push(line)));
  return lines.map((line) => {
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line.endsWith("\n")).toBe(true);
    return JSON.parse(line) as Line;
  });
}

it("writes what cannot be read as an error, and never throws", () => {
  const unreadable = [
    Object.defineProperty({}, "price", {
      enumerable: true,
      get: () => {
        throw new Error("no price");
      },
    }),
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no price");
        },
      },
    ),
  ];
  const lines = linesOf((logger) => {
    for (const value of unreadable) {
      logger.warn(value, "sold");
    }
  });
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatchObject({
      level: "warn",
      error: { message: "no price" },
    });
  }
});

it("stays one line of JSON for circles, big numbers, symbols, ends of lines and errors within errors", () => {
  const circle: Record<string, unknown> = { price: 10n };
  circle.self = circle;
  const lines = linesOf((logger) => {
    logger.info(circle);
    logger.info(Symbol("sold"));
    logger.info('sold\n{"level":"fatal"}\r\n');
    logger.info(
      {
        error: new AggregateError([new Error("first")], "both", {
          cause: new Error("no stock"),
        }),
      },
      "failed",
    );
  });
  expect(lines.map(({ level }) => level)).toEqual(Array(4).fill("info"));
  expect(JSON.stringify(lines[3])).toMatch(/both.*no stock/);
});

it("keeps level, time and service from what is logged", () => {
  const body = { level: "fatal", time: "1999", service: "other", plan: "free" };
  const [line] = linesOf((logger) => logger.info(body, "order"));
  expect(line).toMatchObject({
    level: "info",
    service: "shop",
    level_: "fatal",
    time_: "1999",
    service_: "other",
    plan: "free",
  });
});

it("cuts long texts, and leaves out what is still too long, so that a line stays JSON and is masked", () => {
  const [long, wide] = linesOf((logger) => {
    logger.info(
      { body: `${"word ".repeat(816)}jane.doe@example.com ${"x".repeat(1e6)}` },
      "long",
    );
    logger.info(
      { rows: Array.from({ length: 50_000 }, (_, index) => `row ${index}`) },
      "wide",
    );
  });
  expect(long).toMatchObject({ msg: "long", service: "shop" });
  expect(String(long?.body)).toMatch(/^(word ){815}word\.\.\. \(cut\)$/);
  expect(wide).toMatchObject({ msg: "wide", level: "info", cut: true });
  expect(wide).not.toHaveProperty("rows");
});

it("has the options of pino for children", () => {
  const [line] = linesOf((logger) =>
    logger
      .child(
        { module: "cart" },
        { redact: ["body.pin"], serializers: { user: () => "somebody" } },
      )
      .info({ body: { pin: 1234 }, user: { id: 7 } }, "sold"),
  );
  expect(line).toMatchObject({
    module: "cart",
    body: { pin: "[Redacted]" },
    user: "somebody",
  });
});
