import { createServer } from "node:http";

/** Takes the notifications of Alertmanager and shows them: `POST /<name>` puts one in, `GET /<name>` lists them. */
const PORT = 8080;
/** Older ones are forgotten. */
const MOST_KEPT = 500;

interface Received {
  readonly receivedAt: string;
  readonly body: unknown;
}

const inboxes = new Map<string, Received[]>();

createServer((request, response) => {
  const name = request.url ?? "/";
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`${JSON.stringify(inboxes.get(name) ?? [])}\n`);
    return;
  }
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => (text += chunk));
  request.on("end", () => {
    const receivedAt = new Date().toISOString();
    const kept = inboxes.get(name) ?? [];
    kept.push({ receivedAt, body: JSON.parse(text) as unknown });
    inboxes.set(name, kept.slice(-MOST_KEPT));
    response.writeHead(204).end();
  });
}).listen(PORT);

process.once("SIGTERM", () => process.exit(0));
