import { createServer } from "node:http";

/** Something that can be broken on purpose: what to do when it breaks, and when it is mended. */
export interface Fault {
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

/** A fault that the program asks for where it matters. */
export class Switch implements Fault {
  on = false;

  begin(): void {
    this.on = true;
  }

  end(): void {
    this.on = false;
  }
}

/** Breaks on `POST /<name>`, mends on `DELETE /<name>`. */
export function serveFaults(
  port: number,
  faults: Readonly<Record<string, Fault>>,
): void {
  createServer((request, response) => {
    const fault = faults[(request.url ?? "/").slice(1)];
    const change = { POST: fault?.begin, DELETE: fault?.end }[
      request.method ?? ""
    ];
    if (fault === undefined || change === undefined) {
      response
        .writeHead(404)
        .end(`POST or DELETE one of: ${Object.keys(faults).join(", ")}\n`);
      return;
    }
    Promise.resolve(change.call(fault)).then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
    );
  }).listen(port);
}
