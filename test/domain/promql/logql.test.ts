import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseLogql } from "../../../lib/domain/promql/logql";
import { freePorts, start, type RunningProgram } from "../../support/program";
import { describeWithTool } from "../../support/tools";

const ACCEPTED = [
  '{a="b"}',
  '{ a = "b" , c != "" } # comment',
  "{a=~`b.+`}",
  '{a="b"} |= "x" != "y" |~ "z" !~ "w"',
  '{a="b"} |= "x" or "y"',
  '{a="b"} |= "(" != "["',
  '{a="b"} |= ip("192.168.0.0/16") |~ `a(b|c)`',
  '{a="b"} |> "<_> x"',
  '{a="b"} | json | level="error" or took > 5s and size >= 2KB',
  '{a="b"} | logfmt | code >= 500 | line_format "{{.msg}}"',
  '{a="b"} | json code="a.b", c | label_format d=c',
  '{a="b"} | regexp "(?P<x>.*)" | x=~"y"',
  '{a="b"} | pattern "<x> <_>" | keep x | drop y',
  '{a="b"} | unpack | decolorize',
  '{a="b"} | json | __error__=""',
  'rate({a="b"}[5m])',
  'rate(({a="b"} |= "x")[5m])',
  'sum by (a) (rate({a="b"} |= "e" [5m]))',
  'sum(count_over_time({a="b"}[5m] offset 1h)) by (x) > bool 5',
  'topk(5, sum by (x) (bytes_rate({a="b"}[1m])))',
  'quantile_over_time(0.9, {a="b"} | json | unwrap duration(took) [5m]) by (c)',
  'rate({a="b"} | unwrap n [5m])',
  'sort_desc(sum by (x) (rate({a="b"}[5m])))',
  'absent_over_time({a="b"}[5m])',
  'rate({a="b"}[5m]) / on (x) group_left rate({c="d"}[5m]) > 0.1 or vector(0)',
  'label_replace(rate({a="b"}[1m]), "x", "$1", "a", "(.*)")',
  "vector(1)",
  "1 + 1",
];

const REFUSED = [
  "",
  "{}",
  '{a=~".*"}',
  '{a!="b"}',
  '{a=""}',
  '{a="b"',
  '{a="b",}',
  "{a='b'}",
  '{a="\\y"}',
  '{a=~"("}',
  "{a}",
  "foo",
  'foo{a="b"}',
  '{a="b"} | json | x=~"["',
  '{a="b"} | regexp "x"',
  '{a="b"} |= x',
  '{a="b"} | nope',
  '{a="b"} + 1',
  '1 and rate({a="b"}[5m])',
  'rate({a="b"})',
  'rate({a="b"}[5m:1m])',
  'rat({a="b"}[5m])',
  'sum({a="b"})',
  'sum(5, rate({a="b"}[5m]))',
  'topk(rate({a="b"}[5m]))',
  'avg_over_time({a="b"}[5m])',
  'count_over_time({a="b"} | unwrap n [5m])',
  'count_over_time({a="b"}[5m]) by (x)',
  'quantile_over_time({a="b"} | unwrap n [5m])',
  'sort(rate({a="b"}[5m])) by (x)',
  'label_replace(rate({a="b"}[1m]), "x", "$1", "a", "(")',
  'rate({a="b"}[5m]',
];

/** Queries that Loki reads, and refuses when it is to run them. */
const FAILING = [
  '{a="b"} |~ "("',
  '{a="b"} |= "(" !~ `[`',
  'rate({a="b"} |~ "x" or "(" [5m])',
];

describe("parseLogql", () => {
  it.each(ACCEPTED)("accepts %s", (query) => {
    expect(parseLogql(query).text).toBe(query);
  });

  it.each([...REFUSED, ...FAILING])("refuses %s", (query) => {
    expect(() => parseLogql(query)).toThrow(/^LogQL must /);
  });

  it("finds the stream selectors and tells lines from numbers", () => {
    const { selectors, type } = parseLogql(
      'rate({a="b"} | c="d" [5m]) / rate({e=~"f|g",h!="i"}[5m])',
    );
    expect(type).toBe("vector");
    expect(selectors.map(({ matchers }) => matchers)).toEqual([
      [{ label: "a", operator: "=", value: "b" }],
      [
        { label: "e", operator: "=~", value: "f|g" },
        { label: "h", operator: "!=", value: "i" },
      ],
    ]);
    expect(parseLogql('{a="b"} |= "x"').type).toBe("logs");
  });

  it("names the place and the remedy", () => {
    expect(() => parseLogql('sum(rate({service=~".*"}[5m]))')).toThrow(
      'LogQL must have a condition that no missing label fulfils, got "{service=~\\".*\\"}" at column 10 of "sum(rate({service=~\\".*\\"}[5m]))"; name the streams, such as {service="checkout"}',
    );
  });
});

describeWithTool("loki", "parseLogql beside Loki", (loki) => {
  let address = "";
  const folder = mkdtempSync(join(tmpdir(), "logql-"));
  let server: RunningProgram;

  const answers = async (
    query: string,
    endpoint = "format_query",
  ): Promise<boolean> => {
    const url = `${address}/loki/api/v1/${endpoint}?query=${encodeURIComponent(query)}`;
    const response = await fetch(url);
    return (await response.text()).startsWith('{"status":"success"');
  };

  beforeAll(async () => {
    const [port = 0, grpc = 0] = await freePorts(2);
    address = `http://127.0.0.1:${port}`;
    const data = join(folder, "data");
    const config = {
      auth_enabled: false,
      analytics: { reporting_enabled: false },
      server: {
        http_listen_address: "127.0.0.1",
        http_listen_port: port,
        grpc_listen_address: "127.0.0.1",
        grpc_listen_port: grpc,
        log_level: "error",
      },
      common: {
        instance_addr: "127.0.0.1",
        path_prefix: data,
        replication_factor: 1,
        ring: { kvstore: { store: "inmemory" } },
        storage: {
          filesystem: { chunks_directory: data, rules_directory: data },
        },
      },
      schema_config: {
        configs: [
          {
            from: "2024-01-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
    };
    const file = join(folder, "loki.json");
    writeFileSync(file, JSON.stringify(config));
    server = start(loki, [`-config.file=${file}`]);
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await answers("vector(1)").catch(() => false)) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("Loki did not start");
  }, 30_000);

  afterAll(async () => {
    await server.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("decides like Loki on every query of the tables", async () => {
    const different: string[] = [];
    for (const query of [...ACCEPTED, ...REFUSED]) {
      if ((await answers(query)) !== ACCEPTED.includes(query)) {
        different.push(query);
      }
    }
    expect(different).toEqual([]);
  });

  it("refuses what Loki does not run", async () => {
    for (const query of FAILING) {
      expect([query, await answers(query, "query_range")]).toEqual([
        query,
        false,
      ]);
    }
    expect(await answers('{a="b"} |~ "c"', "query_range")).toBe(true);
  }, 60_000);
});
