import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { SecretRef } from "../../lib/domain/secret";
import type { SearchTraceStorage } from "../../lib/domain/traces/storage";
import { Bytes, Duration } from "../../lib/domain/units";
import { buildPlan } from "../../lib/packs/components/profile";
import { jaegerSearchMetrics } from "../../lib/packs/exporters/jaeger";
import { renderJaegerConfig } from "../../lib/render/jaeger-config";
import {
  eventually,
  freePorts,
  get,
  start,
  withPorts,
} from "../support/program";
import { describeWithTools, mustRun } from "../support/tools";

const RETENTION = { time: Duration.days(30), size: Bytes.gibibytes(1) };
const PASSWORD = "pass$word: #1";

function rendered(storage: SearchTraceStorage, folder: string): string {
  return renderJaegerConfig({
    retention: RETENTION,
    plan: buildPlan({
      profile: "standard",
      metricRetention: { size: Bytes.gibibytes(8) },
      traceRetention: RETENTION,
      traceStorage: storage,
    }),
    search: { storage, secretPath: ({ name }) => join(folder, name) },
  });
}

/** What a cluster was asked. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Answers as a cluster of one node does that takes everything and holds nothing. */
async function cluster(
  tls: { readonly key: string; readonly cert: string },
  version: string,
  tagline: string,
): Promise<{ server: Server; port: number; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(tls, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      const zipped = request.headers["content-encoding"] === "gzip";
      asked.push({
        method: request.method ?? "",
        path: request.url ?? "",
        authorization: request.headers.authorization,
        body: (zipped ? gunzipSync(raw) : raw).toString(),
      });
      response.setHeader("content-type", "application/json");
      response.setHeader("x-elastic-product", "Elasticsearch");
      response.end(
        JSON.stringify(
          request.url?.startsWith("/_bulk") === true
            ? { took: 1, errors: false, items: [] }
            : {
                name: "node",
                cluster_name: "search",
                acknowledged: true,
                version: { number: version },
                tagline,
              },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { server, port: (server.address() as AddressInfo).port, asked };
}

describeWithTools(
  ["jaeger", "openssl"],
  "Jaeger with a cluster as its storage",
  ({ jaeger, openssl }) => {
    let folder: string;
    let tls: { readonly key: string; readonly cert: string };
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "jaeger-search-"));
      const [key, cert] = [join(folder, "key.pem"), join(folder, "ca.pem")];
      mustRun(
        openssl,
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt"],
        ...["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
        ...["-subj", "/CN=search", "-addext", "subjectAltName=IP:127.0.0.1"],
        ...["-keyout", key, "-out", cert],
      );
      tls = {
        key: readFileSync(key, "utf8"),
        cert: readFileSync(cert, "utf8"),
      };
      expect(new X509Certificate(tls.cert).subject).toBe("CN=search");
      writeFileSync(join(folder, "search-password"), `${PASSWORD}\n`);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ["elasticsearch", "9.1.0", "You Know, for Search", "_index_template"],
      [
        "opensearch",
        "3.2.0",
        "The OpenSearch Project: https://opensearch.org/",
        "_template",
      ],
    ] as const)(
      "logs in to %s by the file, and writes indices of the hour under the prefix",
      async (kind, version, tagline, templates) => {
        const { server, port, asked } = await cluster(tls, version, tagline);
        const ports = await freePorts(6);
        const [query, otlp, health, metrics, grpcQuery, otlpGrpc] = ports;
        const config = rendered(
          {
            kind,
            urls: ["https://127.0.0.1:9200"],
            user: "jaeger",
            password: SecretRef.file("search-password"),
            ca: tls.cert,
            indexPrefix: "shop",
            rotation: "hour",
            shards: 2,
            replicas: 0,
          },
          folder,
        );
        expect(config).not.toContain(PASSWORD);
        const file = join(folder, `${kind}.yaml`);
        writeFileSync(
          file,
          withPorts(config, {
            9200: port,
            16686: query,
            16685: grpcQuery,
            4317: otlpGrpc,
            4318: otlp,
            13133: health,
          })
            .replaceAll("/etc/jaeger/storage-ca.pem", join(folder, "ca.pem"))
            .replaceAll("port: 8888", `port: ${metrics}`)
            .replaceAll("0.0.0.0", "127.0.0.1"),
        );
        const program = start(jaeger, [`--config=file:${file}`]);
        try {
          await eventually(
            "Jaeger is healthy",
            () => get(`http://127.0.0.1:${health}/status`),
            program.output,
          );
          const sent = await fetch(`http://127.0.0.1:${otlp}/v1/traces`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(SPAN),
          });
          expect(sent.status).toBe(200);
          await fetch(`http://127.0.0.1:${query}/api/services`);
          const bulk = await eventually("the span is written", () =>
            Promise.resolve(
              asked.find(({ path }) => path.startsWith("/_bulk")),
            ),
          );
          expect(bulk.body).toMatch(
            /"_index":"shop-jaeger-span-\d{4}-\d\d-\d\d-\d\d"/,
          );
          expect(
            new Set(asked.map(({ authorization }) => authorization)),
          ).toEqual(
            new Set([
              `Basic ${Buffer.from(`jaeger:${PASSWORD}`).toString("base64")}`,
            ]),
          );
          const template = asked.find(
            ({ method, path }) =>
              method === "PUT" && path.startsWith(`/${templates}/`),
          );
          expect(template?.body).toMatch(/"index.number_of_shards":\s*2\b/);
          expect(template?.body).toMatch(/"index.number_of_replicas":\s*0\b/);
          const exposed = await get(`http://127.0.0.1:${metrics}/metrics`);
          expect(
            jaegerSearchMetrics()
              .map(({ name }) => name)
              .filter((name) => !exposed.includes(`# TYPE ${name} `)),
          ).toEqual(NOT_USUAL);
        } finally {
          await program.stop();
          server.close();
          server.closeAllConnections();
        }
      },
      30_000,
    );
  },
);

/** Exposed after the cluster was away, or by a pipeline with batches. */
const NOT_USUAL = [
  "otelcol_processor_batch_timeout_trigger_send_total",
  "otelcol_processor_batch_batch_send_size",
  "jaeger_storage_bulk_index_latency_err_seconds",
];

const SPAN = {
  resourceSpans: [
    {
      resource: {
        attributes: [
          { key: "service.name", value: { stringValue: "checkout" } },
        ],
      },
      scopeSpans: [
        {
          spans: [
            {
              traceId: "0af7651916cd43dd8448eb211c80319c",
              spanId: "b7ad6b7169203331",
              name: "GET /cart",
              kind: 2,
              startTimeUnixNano: `${Date.now() - 70}000000`,
              endTimeUnixNano: `${Date.now()}000000`,
            },
          ],
        },
      ],
    },
  ],
};
