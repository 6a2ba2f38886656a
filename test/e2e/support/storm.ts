/** How many alerts fire at once, and how many of them page. */
export const STORM = { alerts: 5_000, pages: 50, services: 50 } as const;

/**
 * Both ends of a storm of alerts, as one program of Node.js. `/metrics` tells of as many faults as there are alerts, 0 until
 * `PUT /storm`. `POST /<name>` takes a notification and counts how often each alert was told to that inbox, which
 * `GET /<name>` returns. It answers late, like a chat does, so that notifications are on their way when something ends.
 */
export const STORM_PROGRAM = `
"use strict";
const http = require("node:http");

const ANSWER_AFTER_MS = 400;
let fault = 0;
const inboxes = {};

function metrics() {
  const lines = ["# TYPE storm_fault gauge"];
  for (let id = 0; id < ${STORM.alerts}; id++) {
    const page = id < ${STORM.pages};
    const service = (page ? "page-" : "ticket-") + (id % ${STORM.services});
    lines.push(\`storm_fault{id="\${id}",service="\${service}",page="\${page}"} \${fault}\`);
  }
  return lines.join("\\n") + "\\n";
}

function take(name, { alerts }) {
  const inbox = (inboxes[name] ??= { notifications: 0, told: {} });
  inbox.notifications++;
  for (const { status, labels } of alerts) {
    const key = status + " " + labels.alertname + " " + (labels.id ?? labels.instance ?? "");
    inbox.told[key] = (inbox.told[key] ?? 0) + 1;
  }
}

http
  .createServer((request, response) => {
    const name = request.url.slice(1);
    if (request.method === "PUT") {
      fault = 1;
      response.end();
    } else if (name === "metrics") {
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end(metrics());
    } else if (request.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(inboxes[name] ?? { notifications: 0, told: {} }));
    } else {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        take(name, JSON.parse(text));
        setTimeout(() => response.end(), ANSWER_AFTER_MS);
      });
    }
  })
  .listen(8080);
process.on("SIGTERM", () => process.exit(0));
`;

/** What one inbox was told, and how often, by status, name and id of the alert. */
export interface Inbox {
  readonly notifications: number;
  readonly told: Readonly<Record<string, number>>;
}
