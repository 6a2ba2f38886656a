import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Labels } from "../../lib/domain/names";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What Alertmanager's API says about an alert. */
export interface AlertStatus {
  readonly receiver: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly status: {
    readonly inhibitedBy: readonly string[];
    readonly mutedBy: readonly string[];
  };
}

/** What a service answers when all is well. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

const FINE: Answer = {
  body: '{"ok":true,"status":"success","result":{"message_id":1,"chat":{"id":1}}}',
};

/** Whatever notifications are sent to over HTTP: keeps each request and answers as if all were well. */
export class NotificationSink {
  /** @param answers by path, of services that are asked for more than to take a message */
  constructor(
    private readonly answers: Readonly<Record<string, Answer>> = {},
  ) {}

  readonly received: Received[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: Date.now(),
      });
      const usual = request.url === "/pagerduty" ? 202 : 200;
      const {
        status = usual,
        type = "application/json",
        body,
      } = this.answers[request.url ?? ""] ?? FINE;
      response.writeHead(status, { "content-type": type });
      response.end(body);
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((done) =>
      this.server.listen(0, "127.0.0.1", () => done()),
    );
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  at(path: string): readonly Received[] {
    return this.received.filter((each) => each.path === path);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A mail server that says yes to everything and keeps what it is sent. */
export class MailSink {
  readonly mails: string[] = [];
  private readonly server = createTcpServer((socket) => {
    let isData = false;
    let text = "";
    socket.on("error", () => undefined);
    socket.write("220 ready\r\n");
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (isData) {
        if (text.endsWith("\r\n.\r\n")) {
          this.mails.push(text);
          isData = false;
          text = "";
          socket.write("250 kept\r\n");
        }
        return;
      }
      while (text.includes("\r\n")) {
        const command = text.slice(0, text.indexOf("\r\n"));
        text = text.slice(command.length + 2);
        isData = command === "DATA";
        socket.write(isData ? "354 go on\r\n" : "250 fine\r\n");
      }
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((done) =>
      this.server.listen(0, "127.0.0.1", () => done()),
    );
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((done) =>
    server.listen(0, "127.0.0.1", () => done()),
  );
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** A real Alertmanager with its own folder, on a port of its own. */
export class RunningAlertmanager {
  readonly folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  private process: ChildProcess | undefined;
  private url = "";
  private log = "";

  constructor(private readonly program: string) {}

  /** Writes a secret and returns the path of its file. */
  writeSecret(name: string, content: string): string {
    const path = this.secretPath(name);
    writeFileSync(path, content);
    return path;
  }

  secretPath(name: string): string {
    return join(this.folder, `secret-${name}`);
  }

  async start(
    config: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const port = await freePort();
    const file = join(this.folder, "alertmanager.yml");
    writeFileSync(file, config);
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(
      this.program,
      [
        `--config.file=${file}`,
        `--storage.path=${join(this.folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, ...environment },
      },
    );
    this.process.stderr?.on("data", (chunk: Buffer) => {
      this.log += chunk.toString();
    });
    await this.until("ready", async () => {
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      return answer?.ok === true;
    });
  }

  /** Takes another configuration. */
  async reload(config: string): Promise<void> {
    writeFileSync(join(this.folder, "alertmanager.yml"), config);
    const answer = await fetch(`${this.url}/-/reload`, { method: "POST" });
    if (!answer.ok) {
      throw new Error(
        `Alertmanager refused its configuration: ${await answer.text()}`,
      );
    }
  }

  /** The receivers of alerts by the value of a label, of those whose value begins with `prefix`. */
  async receiversBy(
    label: string,
    prefix: string,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const filter = encodeURIComponent(`${label}=~"${prefix}.*"`);
    const answer = await fetch(`${this.url}/api/v2/alerts?filter=${filter}`);
    const alerts = (await answer.json()) as readonly {
      readonly labels: Labels;
      readonly receivers: readonly { readonly name: string }[];
    }[];
    return new Map(
      alerts.map(({ labels, receivers }) => [
        labels[label] ?? "",
        receivers.map(({ name }) => name),
      ]),
    );
  }

  async send(
    alerts: readonly {
      readonly labels: Labels;
      readonly annotations?: Labels;
      readonly endsAt?: string;
    }[],
  ): Promise<void> {
    const answer = await fetch(`${this.url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    if (!answer.ok) {
      throw new Error(`Alertmanager refused the alerts: ${answer.status}`);
    }
  }

  /** Alerts that fire, once for each group that they are in, with what keeps them from people. */
  async alerts(): Promise<readonly AlertStatus[]> {
    const answer = await fetch(`${this.url}/api/v2/alerts/groups`);
    const groups = (await answer.json()) as readonly {
      readonly receiver: { readonly name: string };
      readonly alerts: readonly Omit<AlertStatus, "receiver">[];
    }[];
    return groups.flatMap(({ receiver, alerts }) =>
      alerts.map((alert) => ({ ...alert, receiver: receiver.name })),
    );
  }

  /** Silences alerts with these labels for an hour. */
  async silence(labels: Labels): Promise<void> {
    const now = Date.now();
    const answer = await fetch(`${this.url}/api/v2/silences`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        matchers: Object.entries(labels).map(([name, value]) => ({
          name,
          value,
          isRegex: false,
          isEqual: true,
        })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
        createdBy: "test",
        comment: "seen",
      }),
    });
    if (!answer.ok) {
      throw new Error(`Alertmanager refused the silence: ${answer.status}`);
    }
  }

  /** Waits until `happened`; after 20 s it fails with Alertmanager's log. */
  async until(
    what: string,
    happened: () => boolean | Promise<boolean>,
  ): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt++) {
      if (await happened()) {
        return;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`not ${what}; Alertmanager said:\n${this.log}`);
  }

  stop(): void {
    this.process?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
