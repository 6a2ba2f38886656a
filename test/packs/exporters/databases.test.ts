import { PrometheusExporter } from "../../../constructs/prometheus-exporter";
import { Monitoring } from "../../../constructs/monitoring";
import { checkModel } from "../../../lib/domain/check/check-model";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import type { ExporterSpec } from "../../../lib/domain/telemetry/exporter";
import { Duration } from "../../../lib/domain/units";
import {
  postgresqlExporter,
  type PostgresqlExporterOptions,
} from "../../../lib/packs/exporters/postgresql";
import {
  redisExporter,
  type RedisExporterOptions,
} from "../../../lib/packs/exporters/redis";
import { MonitoringStack } from "../../../stacks/monitoring-stack";
import { temporaryApp } from "../../support/app";
import { checkProvisioning } from "../../render/grafana-check";
import { RecordingPlatform } from "../../support/recording-platform";
import { describeWithTool } from "../../support/tools";

const DB: PostgresqlExporterOptions = {
  host: "db",
  user: "monitor",
  password: SecretRef.file("db-password"),
};
const CACHE: RedisExporterOptions = { host: "cache" };

function problemsWith(exporter: ExporterSpec): readonly string[] {
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform: new RecordingPlatform(),
    defaultReceivers: [
      AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
    ],
  });
  const { path } = new PrometheusExporter(stack, "shop-data", {
    exporter,
    team: "sales",
  }).node;
  return checkModel(Monitoring.of(stack).model)
    .filter((each) => each.path === path)
    .map(({ message }) => message);
}

describe("postgresqlExporter", () => {
  it("connects over TLS with the password from its file", () => {
    const { container } = postgresqlExporter(DB);
    expect(container.environment).toMatchObject({
      DATA_SOURCE_URI: "db:5432/postgres?sslmode=require&connect_timeout=2",
      DATA_SOURCE_USER: "monitor",
      DATA_SOURCE_PASS_FILE: "/run/secrets/db-password",
    });
    expect(container.secrets).toEqual([DB.password]);
  });

  it("takes the place, the name of the database and the authority", () => {
    const caCertificate = SecretRef.file("ca.pem");
    const { container } = postgresqlExporter({
      ...DB,
      port: 6432,
      database: "a/b?c",
      sslMode: "verify-full",
      caCertificate,
    });
    expect(container.environment?.DATA_SOURCE_URI).toBe(
      "db:6432/a%2Fb%3Fc?sslmode=verify-full&connect_timeout=2&sslrootcert=/run/secrets/ca.pem",
    );
    expect(container.secrets).toEqual([DB.password, caCertificate]);
  });

  it("asks for the times of statements unless told not to", () => {
    const asks = (statements: boolean) =>
      postgresqlExporter({ ...DB, statements }).container.command.includes(
        "--collector.stat_statements",
      );
    expect([asks(true), asks(false)]).toEqual([true, false]);
  });

  it.each([
    [{ host: "postgres://u:secret@db" }, "got one with a log-in"],
    [{ port: 0 }, "between 1 and 65535"],
    [{ database: "a b" }, 'without spaces, got "a b"'],
    [{ user: "" }, "without spaces"],
    [{ password: "hunter2" }, "must be a SecretRef, got a text"],
    [{ sslMode: "prefer" }, "must be one of disable, require"],
    [{ caCertificate: SecretRef.file("ca") }, 'choose "verify-full"'],
    [{ pasword: 1 }, 'did you mean "password"'],
    [{ thresholds: { deadlock: 1 } }, 'did you mean "deadlocks"'],
    [{ egress: "yes" }, "must be true or false"],
  ])("refuses %j", (wrong, message) => {
    const make = () => postgresqlExporter({ ...DB, ...(wrong as object) });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2|u:secret/);
  });
});

describe("redisExporter", () => {
  it("asks a server without a password, or with the file of passwords", () => {
    expect(redisExporter(CACHE).container.command).toContain(
      "--redis.addr=redis://cache:6379",
    );
    expect(redisExporter(CACHE).container.secrets).toBeUndefined();
    const password = SecretRef.file("cache-passwords");
    const login = { ...CACHE, tls: true, user: "monitor", password };
    const { container } = redisExporter(login);
    expect(container.command.slice(0, 3)).toEqual([
      "--redis.addr=rediss://cache:6379",
      "--redis.user=monitor",
      "--redis.password-file=/run/secrets/cache-passwords",
    ]);
    expect(container.secrets).toEqual([password]);
  });

  it.each([
    [{ host: "cache:6379" }, "leave out scheme, port and path"],
    [{ user: "monitor" }, "must come with a password"],
    [{ password: "hunter2" }, "must be a SecretRef, got a text"],
    [{ tls: 1 }, "must be true or false"],
    [{ hitRatio: 1 }, 'got "hitRatio"'],
    [{ thresholds: { hitRatioP2: 2 } }, "at most 1, got 2"],
  ])("refuses %j", (wrong, message) => {
    const make = () => redisExporter({ ...CACHE, ...(wrong as object) });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });
});

describe.each([
  ["PostgreSQL", postgresqlExporter({ ...DB, replicas: 1 })],
  [
    "PostgreSQL, without statements",
    postgresqlExporter({ ...DB, statements: false }),
  ],
  [
    "PostgreSQL, strict",
    postgresqlExporter({
      ...DB,
      preset: "strict",
      thresholds: { statementTime: Duration.millis(70) },
    }),
  ],
  ["Redis", redisExporter({ ...CACHE, replicas: 2 })],
  ["Redis, strict", redisExporter({ ...CACHE, preset: "strict" })],
])("alerts and dashboards of %s", (_, exporter) => {
  it("ask only for what the exporter tells, link to each other, and share their limits", () => {
    expect(problemsWith(exporter)).toEqual([]);
  });

  it("colour panels by limits of alerts that exist", () => {
    const about = { job: "x", team: undefined };
    const exprs = new Map(
      exporter
        .alerts(about)
        .flatMap(({ rules }) =>
          rules.flatMap((rule) =>
            rule.kind === "alert" ? [[rule.alert, rule.expr] as const] : [],
          ),
        ),
    );
    const limits = exporter
      .dashboards(about)
      .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
      .flatMap(({ thresholds = [] }) => thresholds)
      .filter(({ alert }) => alert !== undefined);
    expect(limits.length).toBeGreaterThan(10);
    expect(
      limits.filter(
        ({ alert = "", value }) =>
          !new RegExp(`[<>]=? ${value}(?![\\d.])`).test(exprs.get(alert) ?? ""),
      ),
    ).toEqual([]);
  });

  it("describe every panel in whole sentences, with a unit", () => {
    const panels = exporter
      .dashboards({ job: "x", team: undefined })
      .flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    expect(panels.length).toBeGreaterThan(25);
    expect(
      panels.filter(
        ({ description, unit }) =>
          !/^[A-Z].*\.$/.test(description) || unit === undefined,
      ),
    ).toEqual([]);
  });
});

describeWithTool("grafana-stand-in", "dashboards of databases", (program) => {
  it("are accepted by Grafana without error or warning", () => {
    const about = { job: "x", team: undefined };
    const dashboards = [postgresqlExporter(DB), redisExporter(CACHE)].flatMap(
      (exporter) => exporter.dashboards(about),
    );
    expect(checkProvisioning(program, dashboards)).toEqual({
      errors: [],
      warnings: [],
    });
  });
});
