import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export const API_TOKEN = "u+hunter2-API";

interface Integration {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly integration_key: string;
}

/** The part of PagerDuty's REST API that answers for services and their integrations. */
export class FakePagerDuty {
  /** Services by name, with their integrations. */
  readonly services = new Map<string, Integration[]>();
  /** Method and path of each request. */
  readonly requests: string[] = [];
  /** Set to answer everything so. */
  broken: { readonly status: number; readonly body: string } | undefined;
  private readonly server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, answer } = this.answer(request, body);
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(
        typeof answer === "string" ? answer : JSON.stringify(answer),
      );
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((done) =>
      this.server.listen(0, "127.0.0.1", () => done()),
    );
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(
    { method = "", url = "", headers }: IncomingMessage,
    body: string,
  ): { readonly status: number; readonly answer: unknown } {
    const { pathname, searchParams } = new URL(url, "http://pagerduty");
    this.requests.push(`${method} ${pathname}`);
    if (this.broken !== undefined) {
      return { status: this.broken.status, answer: this.broken.body };
    }
    if (
      headers.authorization !== `Token token=${API_TOKEN}` ||
      headers.accept !== "application/vnd.pagerduty+json;version=2"
    ) {
      return { status: 401, answer: { error: { message: "Unauthorized" } } };
    }
    const names = [...this.services.keys()];
    if (pathname === "/services") {
      const query = (searchParams.get("query") ?? "").toLowerCase();
      const offset = Number(searchParams.get("offset"));
      const found = names.filter((name) => name.toLowerCase().includes(query));
      return {
        status: 200,
        answer: {
          more: found.length > offset + 100,
          services: found.slice(offset, offset + 100).map((name) => ({
            id: `S${names.indexOf(name)}`,
            type: "service",
            name,
            integrations: this.services
              .get(name)
              ?.map(({ id, type }) => ({ id, type: `${type}_reference` })),
          })),
        },
      };
    }
    const [, number, id] =
      /^\/services\/S(\d+)\/integrations(?:\/(\w+))?$/.exec(pathname) ?? [];
    const integrations = this.services.get(names[Number(number)] ?? "");
    if (integrations === undefined) {
      return { status: 404, answer: {} };
    }
    if (method === "POST") {
      const { integration } = JSON.parse(body) as {
        readonly integration: Pick<Integration, "name" | "type"> & {
          readonly service: { readonly id: string };
        };
      };
      if (integration.service.id !== `S${number}`) {
        return { status: 400, answer: {} };
      }
      integrations.push({
        ...integration,
        id: `N${integrations.length}`,
        integration_key: `madekey${number}`,
      });
      return { status: 201, answer: { integration: integrations.at(-1) } };
    }
    const integration = integrations.find((each) => each.id === id);
    return integration === undefined
      ? { status: 404, answer: {} }
      : { status: 200, answer: { integration } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
  }
  return body;
}
