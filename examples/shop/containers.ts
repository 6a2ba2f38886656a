import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Construct } from "constructs";
import { buildSync } from "esbuild";
import { Bytes, Duration, SecretRef } from "cdktf-observability";
import { DockerService } from "cdktf-observability/docker";

/** The most that the heap of the shop's program may hold. */
export const HEAP = Bytes.mebibytes(96);

/** One user reads the passwords of the database and the cache: their own programs, the shop and the exporter. */
const USER = "65534:65534";

const DATABASE_PASSWORD = SecretRef.file("shop-db-password");
const CACHE_PASSWORD = SecretRef.file("shop-cache-password");

/** nginx -> program -> PostgreSQL and Redis, customers, and an inbox in place of a chat and a pager. */
export function declareShop(scope: Construct): void {
  const database = declareDatabase(scope);
  const cache = declareCache(scope);
  const shop = new DockerService(scope, "shop", {
    image: "node:20-alpine",
    command: [
      "node",
      `--max-old-space-size=${HEAP.toMebibytes()}`,
      "/app/server.js",
    ],
    user: USER,
    memory: Bytes.mebibytes(192),
    environment: { SHOP_VERSION: "1.0.0" },
    files: program("server"),
    secrets: [DATABASE_PASSWORD, CACHE_PASSWORD],
    tmpfs: ["/tmp", { path: "/pictures", size: Bytes.mebibytes(16) }],
    ports: [{ port: 8080 }, { port: 9464 }, { port: 8090, publish: 18091 }],
    health: nodeProbe("http://127.0.0.1:9464/readyz"),
    startAfter: [database.container, cache.container],
  });
  const web = new DockerService(scope, "shop-web", {
    image: "nginx:1.29-alpine",
    memory: Bytes.mebibytes(64),
    files: { "/etc/nginx/nginx.conf": file("nginx.conf") },
    ports: [{ port: 8080, publish: 18080 }, { port: 8081 }],
    health: health([
      "wget",
      "-q",
      "-O",
      "/dev/null",
      "http://127.0.0.1:8081/stub_status",
    ]),
    startAfter: [shop.container],
  });
  new DockerService(scope, "shop-customers", {
    image: "node:20-alpine",
    command: ["node", "/app/customers.js"],
    memory: Bytes.mebibytes(160),
    files: program("customers"),
    ports: [{ port: 8091, publish: 18092 }],
    startAfter: [web.container],
  });
  new DockerService(scope, "shop-inbox", {
    image: "node:20-alpine",
    command: ["node", "/app/inbox.js"],
    memory: Bytes.mebibytes(96),
    files: program("inbox"),
    ports: [{ port: 8080, publish: 18090 }],
    health: nodeProbe("http://127.0.0.1:8080/"),
  });
}

/** Its data is in memory, and gone with the container. */
function declareDatabase(scope: Construct): DockerService {
  return new DockerService(scope, "shop-db", {
    image: "postgres:17-alpine",
    command: [
      "postgres",
      ...["max_connections=36", "shared_buffers=32MB", "max_wal_size=64MB"],
      ...["shared_preload_libraries=pg_stat_statements", "track_io_timing=on"],
    ].flatMap((word, index) => (index === 0 ? [word] : ["-c", word])),
    user: USER,
    memory: Bytes.mebibytes(384),
    environment: {
      POSTGRES_DB: "shop",
      POSTGRES_PASSWORD_FILE: "/run/secrets/shop-db-admin-password",
      POSTGRES_INITDB_ARGS: "--wal-segsize=1",
      PGDATA: "/var/lib/postgresql/data/shop",
    },
    files: {
      "/docker-entrypoint-initdb.d/roles.sql": file("roles.sql"),
    },
    secrets: [
      SecretRef.file("shop-db-admin-password"),
      SecretRef.file("shop-db-monitor-password"),
      DATABASE_PASSWORD,
    ],
    tmpfs: [
      "/tmp",
      "/var/run/postgresql",
      { path: "/var/lib/postgresql/data", size: Bytes.mebibytes(192) },
    ],
    ports: [{ port: 5432 }],
    health: health(["pg_isready", "-h", "127.0.0.1", "-U", "postgres"]),
  });
}

function declareCache(scope: Construct): DockerService {
  return new DockerService(scope, "shop-cache", {
    image: "redis:7.4-alpine",
    command: ["sh", "/etc/redis/start.sh"],
    user: USER,
    memory: Bytes.mebibytes(96),
    files: {
      "/etc/redis/redis.conf": file("redis.conf"),
      "/etc/redis/start.sh": file("redis-start.sh"),
    },
    secrets: [CACHE_PASSWORD],
    tmpfs: ["/tmp", "/data"],
    ports: [{ port: 6379 }],
    health: health(["redis-cli", "ping"]),
  });
}

function health(command: readonly string[]) {
  return {
    command,
    interval: Duration.seconds(5),
    timeout: Duration.seconds(5),
    retries: 5,
    startPeriod: Duration.seconds(10),
  };
}

function nodeProbe(url: string) {
  return health([
    "node",
    "-e",
    `fetch("${url}").then((r) => process.exit(r.ok ? 0 : 1))`,
  ]);
}

function file(name: string): string {
  return readFileSync(join(__dirname, name), "utf8");
}

/** A program of `app/` with all that it imports, as one file. A shop of your own has an image instead. */
function program(name: string): Record<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "app", `${name}.ts`)],
    bundle: true,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    external: ["pg-native"],
    write: false,
  });
  return { [`/app/${name}.js`]: outputFiles[0]?.text ?? "" };
}
