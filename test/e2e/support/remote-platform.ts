import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authority } from "../../support/certificates";
import { freePortsFor } from "../../support/program";
import { TerraformFolder } from "../../support/terraform";
import type { SenderFiles } from "./gateway";
import type { HostSecrets } from "./installed-agent";
import { Project, type CliResult } from "./project";

const PASSWORD = "canary-a4d2b1f09c";

const PORTS = [
  ...(["prometheus", "alertmanager", "grafana", "jaeger"] as const),
  ...(["otlpGrpc", "otlpHttp", "gatewayGrpc", "gatewayHttp"] as const),
] as const;

/** What a query of Prometheus returns. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A line as Loki has it. */
export interface StoredLine {
  readonly stream: Readonly<Record<string, string>>;
  readonly line: string;
}

/** The program of `examples/remote-host` under another name and with free ports, so that others can run beside it. */
export class RemotePlatform {
  /** What a host shows that may send, one whose certificate has ended, and one of somebody else. */
  readonly senders: Readonly<
    Record<"host" | "expired" | "stranger", SenderFiles>
  >;
  readonly hostSecrets: HostSecrets;
  /** The folder from which the agent of its web server is installed. */
  readonly bundle: string;
  private readonly stack: string;

  private constructor(
    private readonly project: Project,
    openssl: string,
    private readonly ports: Readonly<Record<(typeof PORTS)[number], number>>,
    tokens: readonly string[],
  ) {
    this.stack = join(project.folder, "cdktf.out/stacks/remote-host");
    this.bundle = join(this.stack, "agents/web-1");
    const files = join(project.folder, "certificates");
    mkdirSync(files);
    const ca = authority(openssl, files);
    const gateway = ca.issue("gateway", 90);
    const host = ca.issue("web-1", 30);
    const other = authority(openssl, files, "other");
    this.senders = {
      host: { ca: ca.file, ...host },
      expired: { ca: ca.file, ...ca.issue("expired", -1) },
      stranger: { ca: ca.file, ...other.issue("stranger", 30) },
    };
    const token = join(files, "token");
    writeFileSync(token, `${tokens[0]}\n`);
    this.hostSecrets = { ...host, token };
    copyFileSync(ca.file, join(project.folder, "authority.crt"));
    for (const [name, content] of [
      ["gateway.crt", readFileSync(gateway.certificate, "utf8")],
      ["gateway.key", readFileSync(gateway.key, "utf8")],
      ["authority.crt", readFileSync(ca.file, "utf8")],
      ["gateway-tokens", tokens.join("\n")],
      ["pagerduty", "canary-of-nobody-9f3a5b"],
      ["grafana-admin-password", PASSWORD],
    ] as const) {
      project.writeSecret(name, content);
    }
  }

  /**
   * Makes the project and its secrets; nothing is deployed.
   *
   * @param name of the project on Docker
   * @param tokens what the gateway knows; the first is that of the host
   */
  static async make(
    name: string,
    openssl: string,
    tokens: readonly string[],
  ): Promise<RemotePlatform> {
    const project = new Project("remote-host");
    const ports = await freePortsFor(...PORTS);
    project.edit("local({", `local({ project: "${name}",`);
    project.edit(
      "defaultReceivers: [",
      `components: {
         prometheus: { publish: { http: ${ports.prometheus} } },
         alertmanager: { publish: { http: ${ports.alertmanager} } },
         grafana: { publish: { http: ${ports.grafana} } },
         jaeger: { publish: { http: ${ports.jaeger} } },
         "otel-collector": {
           publish: { "otlp-grpc": ${ports.otlpGrpc}, "otlp-http": ${ports.otlpHttp} },
         },
       },
       // What is masked was so on the host.
       logs: { masking: false },
       defaultReceivers: [`,
    );
    project.edit(
      'address: "0.0.0.0",',
      `grpcPort: ${ports.gatewayGrpc}, httpPort: ${ports.gatewayHttp},`,
    );
    project.edit(
      "https://telemetry.example:14318",
      `https://127.0.0.1:${ports.gatewayHttp}`,
    );
    return new RemotePlatform(project, openssl, ports, tokens);
  }

  get grpcPort(): number {
    return this.ports.gatewayGrpc;
  }

  get httpPort(): number {
    return this.ports.gatewayHttp;
  }

  /** Gives the secrets to their readers, makes those that are missing, and synthesizes. */
  async synthesize(): Promise<void> {
    succeeded(await this.project.cli("secrets"));
    succeeded(await this.project.synthesize());
  }

  terraform(terraform: string): TerraformFolder {
    return new TerraformFolder(terraform, this.stack);
  }

  async series(query: string): Promise<readonly Sample[]> {
    const { data } = await ask<{ data: { result: readonly Sample[] } }>(
      `http://127.0.0.1:${this.ports.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`,
    );
    return data.result;
  }

  /** Lines of the last hour, through Grafana, which alone reaches Loki. */
  async lines(query: string): Promise<readonly StoredLine[]> {
    const parameters = new URLSearchParams({ query, since: "1h" });
    const user = Buffer.from(`admin:${PASSWORD}`).toString("base64");
    const { data } = await ask<{
      data: { result: { stream: StoredLine["stream"]; values: string[][] }[] };
    }>(
      `http://127.0.0.1:${this.ports.grafana}/api/datasources/proxy/uid/loki/loki/api/v1/query_range?${parameters.toString()}`,
      { authorization: `Basic ${user}` },
    );
    return data.result.flatMap(({ stream, values }) =>
      values.map(([, line = ""]) => ({ stream, line })),
    );
  }

  /** A trace as Jaeger has it. */
  trace(id: string): Promise<unknown> {
    return ask(`http://127.0.0.1:${this.ports.jaeger}/api/traces/${id}`);
  }

  remove(): void {
    this.project.remove();
  }
}

function succeeded({ status, output }: CliResult): void {
  if (status !== 0) {
    throw new Error(`ended with ${status}:\n${output.slice(-4000)}`);
  }
}

async function ask<T>(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await fetch(url, { headers });
  if (!response.ok) {
    throw new Error(
      `${url}: ${response.status} ${(await response.text()).slice(0, 300)}`,
    );
  }
  return (await response.json()) as T;
}
