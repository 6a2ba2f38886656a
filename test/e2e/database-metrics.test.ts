import { withoutVariables } from "../../lib/domain/dashboard/variables";
import type { ExporterSpec } from "../../lib/domain/telemetry/exporter";
import { postgresqlExporter } from "../../lib/packs/exporters/postgresql";
import { redisExporter } from "../../lib/packs/exporters/redis";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { startConfigured, typesAt } from "../packs/exporters/programs";
import { freePorts } from "../support/program";
import { describeWithTools } from "../support/tools";
import {
  DATABASE_PASSWORD,
  DATABASE_SECRETS,
  logOf,
  probes,
  removeDatabases,
  startDatabases,
  startExporter,
  useDatabases,
} from "./support/databases";
import { eventually } from "./support/eventually";

const HOST = "127.0.0.1";

/** Metrics that these servers, at rest and of this version, do not have. */
const ONLY_SOMETIMES: Readonly<Record<string, string>> = {
  pg_replication_slot_safe_wal_size_bytes: "only with max_slot_wal_keep_size",
  pg_settings_reserved_connections: "only from PostgreSQL 16 on",
  pg_stat_activity_autovacuum_timestamp_seconds: "only while autovacuum runs",
};

/** The checkpointer tells of itself from PostgreSQL 17 on; before, the background writer tells of checkpoints. */
const BY_VERSION =
  /^pg_stat_(?:checkpointer_|bgwriter_(?:buffers_backend|buffers_checkpoint|checkpoint))/;

const postgresql = (host: string): ExporterSpec =>
  postgresqlExporter({
    host,
    database: "shop",
    user: "monitor",
    password: DATABASE_SECRETS.postgresql,
    sslMode: "disable",
    replicas: 1,
  });

const redis = (host: string, login: object): ExporterSpec =>
  redisExporter({ host, replicas: 1, ...login });

const exporters = {
  "shop-db": {
    "pg-exporter": postgresql("pg"),
    "pg-standby-exporter": postgresql("pg-standby"),
  },
  "shop-cache": {
    "redis-exporter": redis("redis", {
      user: "monitor",
      password: DATABASE_SECRETS.redis,
    }),
    "redis-replica-exporter": redis("redis-replica", {}),
  },
} as const;

interface Sample {
  readonly value: readonly [time: number, value: string];
}

const scope = (job: string) => ({ job, team: "sales" });

/** One spec of each job; the others of the job have the same rules, panels and metrics. */
const contents = Object.entries(exporters).flatMap(([job, specs]) => {
  const [spec] = Object.values(specs);
  return spec === undefined ? [] : [{ job, spec }];
});

/** What an alert looks at, whether or not it is beyond its limit; a day is as long as a moment here. */
function observed(expr: string): string {
  return expr
    .replace(/ (?:==|>=|<=|>|<) -?[\d.]+(?:e[+-]?\d+)?(?=[\s)]|$)/g, "")
    .replaceAll("offset 1d", "offset 5s");
}

const queries = contents.flatMap(({ job, spec }) => [
  ...spec
    .alerts(scope(job))
    .flatMap(({ rules }) =>
      rules.map((rule) =>
        rule.kind === "alert"
          ? { what: `alert ${rule.alert}`, expr: observed(rule.expr) }
          : { what: `record ${rule.record}`, expr: rule.expr },
      ),
    ),
  ...spec.dashboards(scope(job)).flatMap(({ uid, rows, variables }) => [
    ...rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, queries: asked }) =>
        asked.map(({ expr, legend = "" }) => ({
          what: `${uid}: ${title} ${legend}`,
          expr: withoutVariables(expr, { job, __rate_interval: "20s" }),
        })),
      ),
    ),
    ...variables.flatMap((variable) =>
      variable.kind === "query"
        ? [
            {
              what: `${uid}: variable ${variable.name}`,
              expr: `count by (${variable.of}) (${withoutVariables(variable.metric, { job })})`,
            },
          ]
        : [],
    ),
  ]),
]);

describeWithTools(
  ["docker", "prometheus"],
  "alerts and dashboards of databases",
  ({ prometheus }) => {
    const addresses = new Map<string, readonly string[]>();
    let stop: (() => Promise<void>) | undefined;
    let port = 0;

    beforeAll(async () => {
      await startDatabases();
      for (const [job, specs] of Object.entries(exporters)) {
        const ports = Object.entries(specs).map(([name, spec]) =>
          startExporter(name, spec),
        );
        addresses.set(
          job,
          ports.map((each) => `${HOST}:${each}`),
        );
      }
      [port = 0] = await freePorts(1);
      stop = startConfigured(
        prometheus,
        [
          "--config.file=FOLDER/prometheus.yml",
          "--storage.tsdb.path=FOLDER/data",
          `--web.listen-address=${HOST}:${port}`,
        ],
        {
          "rules.yml": renderRuleGroups(
            contents.flatMap(({ job, spec }) => spec.alerts(scope(job))),
          ),
          "prometheus.yml": {
            global: { scrape_interval: "2s", evaluation_interval: "2s" },
            rule_files: ["FOLDER/rules.yml"],
            scrape_configs: [...addresses].map(([job_name, targets]) => ({
              job_name,
              static_configs: [{ targets }],
            })),
          },
        },
      );
    }, 180_000);

    afterAll(async () => {
      await stop?.();
      removeDatabases();
    }, 60_000);

    async function samples(expr: string): Promise<number> {
      const query = new URLSearchParams({ query: expr });
      const url = `http://${HOST}:${port}/api/v1/query?${query.toString()}`;
      const answer = (await (await fetch(url)).json()) as {
        readonly error?: string;
        readonly data?: { readonly result: readonly Sample[] };
      };
      if (answer.data === undefined) {
        throw new Error(`${expr}: ${answer.error ?? "no answer"}`);
      }
      return answer.data.result.filter(({ value }) => value[1] !== "NaN")
        .length;
    }

    it("get data of real servers for every rule, panel and variable", async () => {
      await eventually("every query returns data", 120, async () => {
        useDatabases();
        const empty: string[] = [];
        for (const { what, expr } of queries) {
          if ((await samples(expr)) === 0) {
            empty.push(`${what}: ${expr}`);
          }
        }
        if (empty.length > 0) {
          throw new Error(`no data for\n${empty.join("\n")}`);
        }
        return true;
      });
      expect(queries.length).toBeGreaterThan(170);
    }, 150_000);

    it.each(contents)(
      "know every metric of $job, and its type",
      async ({ job, spec }) => {
        const pages = await Promise.all(
          (addresses.get(job) ?? []).map((address) =>
            typesAt(`http://${address}/metrics`),
          ),
        );
        const types = new Map(pages.flatMap((page) => [...page]));
        const wrong = spec.metrics
          .filter(
            ({ name }) => !(name in ONLY_SOMETIMES) && !BY_VERSION.test(name),
          )
          .filter(({ name, type }) => {
            const real = types.get(name);
            return real !== type && real !== "untyped";
          })
          .map(({ name, type }) => `${name} ${type}: ${types.get(name)}`);
        expect(wrong).toEqual([]);
        // What is exposed and in no catalog could be used by no rule of a user.
        const known = new Set(spec.metrics.map(({ name }) => name));
        expect(
          [...types.keys()].filter(
            (name) =>
              /^(?:pg|postgres|redis)_/.test(name) &&
              !name.startsWith("pg_settings_") &&
              !known.has(name),
          ),
        ).toEqual([]);
      },
    );

    it("have no collector that fails but those that a replica cannot answer", async () => {
      expect(
        await samples('pg_scrape_collector_success{instance!=""} == 1'),
      ).toBeGreaterThan(20);
      expect(
        await samples(
          'pg_scrape_collector_success{collector!="stat_statements"} == 0',
        ),
      ).toBe(0);
      expect(await samples("redis_exporter_last_scrape_error == 1")).toBe(0);
    });

    it("come from exporters that probe well and keep the password to themselves", () => {
      const [name, spec] = Object.entries(exporters["shop-db"])[0] ?? [];
      expect(spec && probes(name ?? "", spec)).toBe(true);
      for (const each of Object.values(exporters).flatMap((specs) =>
        Object.keys(specs),
      )) {
        expect(logOf(each)).not.toContain(DATABASE_PASSWORD);
      }
    });
  },
);
