import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { App, LocalBackend } from "cdktf";
import { PrometheusExporter } from "../../constructs/prometheus-exporter";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { SecretRef } from "../../lib/domain/secret";
import { Bytes, Duration } from "../../lib/domain/units";
import { probe } from "../../lib/packs/components/options";
import {
  nginxExporter,
  nginxMetrics,
  nginxStatusMetrics,
} from "../../lib/packs/exporters/nginx";
import { postgresqlExporter } from "../../lib/packs/exporters/postgresql";
import { redisExporter } from "../../lib/packs/exporters/redis";
import { DockerPlatform } from "../../lib/platforms/docker/docker-platform";
import { DockerService } from "../../lib/platforms/docker/docker-service";
import { SecretStore } from "../../lib/platforms/docker/secret-store";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryFolder } from "../support/app";
import { nginxExporterImage } from "../support/nginx-exporter";
import { freePortsFor, get } from "../support/program";
import { TerraformFolder } from "../support/terraform";
import { describeWithTools, mustRun, run } from "../support/tools";
import { containers, everythingSaid, removeAll } from "./support/docker";
import { eventually } from "./support/eventually";
import { testProject } from "./support/test-project";

jest.setTimeout(300_000);

const PROJECT = testProject("exporters");
const CANARY = "canary-77d1e0b4";

/** What each program may read, by the user that it runs as. */
const SECRETS: Readonly<Record<string, readonly [number, string]>> = {
  "grafana-admin-password": [472, CANARY],
  "grafana-secret-key": [472, `${CANARY}-key`],
  "database-password": [70, CANARY],
  "database-monitor": [65534, CANARY],
  "cache-users": [65532, `user default on >${CANARY} ~* &* +@all\n`],
  "cache-monitor": [
    59000,
    JSON.stringify({ [`redis://${PROJECT}-cache:6379`]: CANARY }),
  ],
};

const NGINX = `
pid /tmp/nginx.pid;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path /tmp/a;
  proxy_temp_path /tmp/b;
  fastcgi_temp_path /tmp/c;
  uwsgi_temp_path /tmp/d;
  scgi_temp_path /tmp/e;
  server {
    listen 8080;
    location = /stub_status { stub_status; }
  }
}
`;

const REDIS = `
save ""
dir /tmp
aclfile /run/secrets/cache-users
`;

/** nginx, PostgreSQL and Redis beside a platform, each with its exporter. */
function declare(
  outdir: string,
  ports: {
    readonly prometheus: number;
    readonly alertmanager: number;
    readonly grafana: number;
  },
): App {
  const app = new App({ outdir });
  const stack = new MonitoringStack(app, PROJECT, {
    platform: DockerPlatform.local({
      secrets: SecretStore.directory(relative("", join(outdir, "secrets"))),
      dataVolumes: "destroy",
    }),
    profile: "minimal",
    components: {
      prometheus: { publish: { http: ports.prometheus } },
      alertmanager: { publish: { http: ports.alertmanager } },
      grafana: { publish: { http: ports.grafana } },
    },
    scrapeInterval: Duration.seconds(5),
    deadMan: AlertReceiver.webhook({ url: "http://127.0.0.1:9/" }),
    defaultReceivers: [AlertReceiver.webhook({ url: "http://127.0.0.1:9/" })],
  });
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new DockerService(stack, "nginx", {
    name: `${PROJECT}-nginx`,
    image: "nginx:1.29-alpine",
    files: { "/etc/nginx/nginx.conf": NGINX },
  });
  new DockerService(stack, "database", {
    name: `${PROJECT}-database`,
    image: "postgres:17-alpine",
    user: "70:70",
    memory: Bytes.mebibytes(384),
    tmpfs: ["/tmp", "/var/run/postgresql"],
    environment: {
      PGDATA: "/tmp/database",
      POSTGRES_INITDB_ARGS: "--wal-segsize=1",
      POSTGRES_PASSWORD_FILE: "/run/secrets/database-password",
    },
    secrets: [SecretRef.file("database-password")],
    health: probe(["pg_isready", "-h", "127.0.0.1"]),
  });
  new DockerService(stack, "cache", {
    name: `${PROJECT}-cache`,
    image: "redis:7.4-alpine",
    command: ["redis-server", "/etc/redis/redis.conf"],
    files: { "/etc/redis/redis.conf": REDIS },
    secrets: [SecretRef.file("cache-users")],
  });
  new PrometheusExporter(stack, "nginx-exporter", {
    exporter: nginxExporter({
      statusUrl: `http://${PROJECT}-nginx:8080/stub_status`,
      thresholds: { downFor: Duration.seconds(2) },
    }),
    team: "web",
  });
  new PrometheusExporter(stack, "database-exporter", {
    exporter: postgresqlExporter({
      host: `${PROJECT}-database`,
      user: "postgres",
      password: SecretRef.file("database-monitor"),
      sslMode: "disable",
      statements: false,
      thresholds: { downFor: Duration.seconds(2) },
    }),
  });
  new PrometheusExporter(stack, "cache-exporter", {
    exporter: redisExporter({
      host: `${PROJECT}-cache`,
      password: SecretRef.file("cache-monitor"),
      thresholds: { downFor: Duration.seconds(2) },
    }),
  });
  return app;
}

describeWithTools(
  ["docker", "terraform"],
  "exporters beside what they watch",
  ({ docker, terraform }) => {
    const image = nginxExporterImage(docker);
    if (image.kind === "missing") {
      const { reason } = image;
      if (process.env.REQUIRE_TOOLS === "1") {
        it("has the programs it needs", () => {
          throw new Error(`${reason}; install it or unset REQUIRE_TOOLS`);
        });
      } else {
        it.skip(`needs a real program: ${reason}`, () => undefined);
        process.stdout.write(`skipped: exporters (${reason})\n`);
      }
      return;
    }

    const outdir = temporaryFolder();
    const secrets = join(outdir, "secrets");
    let folder: TerraformFolder;
    let port = 0;

    beforeAll(async () => {
      mkdirSync(secrets);
      for (const [name, [owner, content]] of Object.entries(SECRETS)) {
        writeFileSync(join(secrets, name), content, { mode: 0o400 });
        mustRun(
          docker,
          ...["run", "--rm", "--network=none", "--user=0:0"],
          ...[`--volume=${secrets}:/secrets`, "--entrypoint=/bin/chown"],
          ...["prom/prometheus:v3.15.0", String(owner), `/secrets/${name}`],
        );
      }
      const ports = await freePortsFor("prometheus", "alertmanager", "grafana");
      port = ports.prometheus;
      declare(outdir, ports).synth();
      folder = new TerraformFolder(terraform, join(outdir, "stacks", PROJECT));
      folder.init();
      folder.apply();
    });

    afterAll(() => removeAll(PROJECT));

    async function ask<T>(path: string): Promise<T> {
      const url = `http://127.0.0.1:${port}/api/v1/${path}`;
      return (JSON.parse(await get(url)) as { readonly data: T }).data;
    }

    /** Values of a query by job. */
    async function query(expr: string) {
      const { result } = await ask<{
        readonly result: readonly {
          readonly metric: Readonly<Record<string, string>>;
          readonly value: readonly [number, string];
        }[];
      }>(`query?query=${encodeURIComponent(expr)}`);
      return Object.fromEntries(
        result.map(({ metric, value }) => [metric.job ?? "", value[1]]),
      );
    }

    /** Bytes that each exporter may use, by job. */
    const MEMORY: Readonly<Record<string, number>> = {
      "cache-exporter": 64 * 2 ** 20,
      "database-exporter": 64 * 2 ** 20,
      "nginx-exporter": 32 * 2 ** 20,
    };
    const JOBS = Object.keys(MEMORY);

    it("are scraped, and reach it", async () => {
      const reached = await eventually("all exporters", 60, async () => {
        const values = await query(
          'up{job=~".+-exporter"} * on (job) group_left () {__name__=~"(nginx|pg|redis)_up"}',
        );
        return JOBS.every((job) => values[job] === "1") ? values : undefined;
      });
      expect(Object.keys(reached).sort()).toEqual(JOBS);
      expect(await query("up != 1")).toEqual({});
    });

    it("have rules that Prometheus evaluates", async () => {
      // A new Prometheus evaluates each group within one interval; those of a minute and less can be waited for.
      const rules = await eventually("the first evaluation", 75, async () => {
        const { groups } = await ask<{
          readonly groups: readonly {
            readonly interval: number;
            readonly rules: readonly {
              readonly name: string;
              readonly query: string;
              readonly health: string;
            }[];
          }[];
        }>("rules");
        const all = groups.flatMap(({ interval, rules: found }) =>
          found.map((rule) => ({ ...rule, interval })),
        );
        return all.some(
          ({ health, interval }) => health === "unknown" && interval <= 60,
        )
          ? undefined
          : all;
      });
      expect(rules.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["NginxDown", "PostgresqlDown", "RedisDown"]),
      );
      const later = rules.filter(({ health }) => health === "unknown");
      const wrong = rules.filter(({ health }) => health === "err");
      expect(wrong).toEqual([]);
      // The others are asked as queries, which fail when the expression does.
      for (const { query: expr } of later) {
        await query(expr);
      }
    });

    it("tell of nginx what its catalog names", async () => {
      const told = await ask<
        readonly { readonly metric: string; readonly type: string }[]
      >(
        `targets/metadata?match_target=${encodeURIComponent('{job="nginx-exporter"}')}`,
      );
      const types = new Map(told.map(({ metric, type }) => [metric, type]));
      const catalog = image.kind === "real" ? nginxMetrics : nginxStatusMetrics;
      expect(
        catalog.filter(({ name, type }) => types.get(name) !== type),
      ).toEqual([]);
    });

    it("have nothing to change in a second plan", () => {
      const { status, output } = folder.plan();
      expect({ status, output }).toMatchObject({ status: 0 });
    });

    it("run without any right that they do not need", () => {
      for (const job of JOBS) {
        const [inspected] = JSON.parse(
          mustRun(docker, "inspect", `${PROJECT}-${job}`),
        ) as readonly { readonly HostConfig: object }[];
        expect(inspected?.HostConfig).toMatchObject({
          ReadonlyRootfs: true,
          CapAdd: null,
          CapDrop: ["ALL"],
          SecurityOpt: ["no-new-privileges:true"],
          Privileged: false,
          Memory: MEMORY[job],
          PortBindings: {},
        });
      }
    });

    it("keep passwords out of Terraform, of Docker's descriptions and of logs", () => {
      const files = readdirSync(folder.folder, {
        recursive: true,
        withFileTypes: true,
      }).filter(
        (each) => each.isFile() && !each.parentPath.includes("/.terraform"),
      );
      expect(files.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["cdk.tf.json", "terraform.tfstate"]),
      );
      const telling = files
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((path) => readFileSync(path).includes(CANARY));
      expect(telling).toEqual([]);
      expect(containers(PROJECT).length).toBe(9);
      expect(everythingSaid(PROJECT)).not.toContain(CANARY);
    });

    it("tell when what they watch is gone, and when it is back", async () => {
      const firing = () =>
        query('ALERTS{alertname=~".+Down",alertstate="firing"}');
      const watched = ["nginx", "database", "cache"].map(
        (name) => `${PROJECT}-${name}`,
      );
      expect(await firing()).toEqual({});
      mustRun(docker, "stop", "--time=1", ...watched);
      const become = (what: string, jobs: readonly string[]) =>
        eventually(what, 60, async () => {
          expect(Object.keys(await firing()).sort()).toEqual(jobs);
          return true;
        });
      await become("the alerts", JOBS);
      mustRun(docker, "start", ...watched);
      await become("the end of the alerts", []);
    });

    it("go when the platform is destroyed", () => {
      folder.destroy();
      expect(run(docker, ["inspect", `${PROJECT}-cache-exporter`]).status).toBe(
        1,
      );
    });
  },
);
