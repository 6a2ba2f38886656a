"use strict";
// Takes webhook notifications and shows them: POST /<name> stores one, GET /<name> returns those of that name.

const http = require("node:http");

const PORT = Number(process.env.PORT ?? 8080);
const MOST_NAMES = 50;
const MOST_PER_NAME = 200;
const MOST_BODY_BYTES = 1_000_000;

/** @type {Map<string, { receivedAt: string, body: unknown }[]>} */
const boxes = new Map();

function store(name, body) {
  const box = boxes.get(name) ?? [];
  box.push({ receivedAt: new Date().toISOString(), body });
  boxes.set(name, box.slice(-MOST_PER_NAME));
}

async function read(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BODY_BYTES) {
      return { status: 413 };
    }
  }
  try {
    return { status: 200, value: JSON.parse(text) };
  } catch {
    return { status: 400 };
  }
}

async function handle(request, response) {
  const answer = (status, value) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(`${JSON.stringify(value, null, 2)}\n`);
  };
  if (request.url === "/") {
    answer(200, { inboxes: [...boxes.keys()] });
    return;
  }
  const name = /^\/([a-z0-9-]{1,40})$/.exec(request.url)?.[1];
  if (name === undefined) {
    answer(404, { error: "name an inbox: lower-case letters, digits, dashes" });
  } else if (request.method === "GET") {
    answer(200, boxes.get(name) ?? []);
  } else if (request.method === "DELETE") {
    boxes.delete(name);
    answer(200, []);
  } else if (request.method === "POST") {
    if (!boxes.has(name) && boxes.size >= MOST_NAMES) {
      answer(507, { error: "too many inboxes" });
      return;
    }
    const { status, value } = await read(request);
    if (status === 200) {
      store(name, value);
    }
    answer(status, { stored: status === 200 });
  } else {
    answer(405, { error: "use GET, POST or DELETE" });
  }
}

const server = http.createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
server.listen(PORT);

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
