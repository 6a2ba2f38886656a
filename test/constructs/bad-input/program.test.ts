import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryFolder } from "../../support/app";
import { SECRET } from "../../support/bad-input";
import { WITH_TSX } from "../../support/tsx";

const REPOSITORY = resolve(__dirname, "../../..");

/** A program as a user has it, with its mistakes. */
function program(change: {
  readonly errors?: string;
  readonly url?: string;
}): string {
  const url = change.url ?? 'SecretRef.file("chat")';
  return `
import { App } from "cdktf";
import { AlertReceiver, AlertRoute, MonitoringStack, SecretRef, ServiceLevelObjective, Sli } from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";

const app = new App({ context: { "cdktf-observability:secrets": "unchecked" } });
const stack = new MonitoringStack(app, "monitoring", {
  platform: DockerPlatform.local({ secrets: SecretStore.directory(".secrets") }),
});
const checkout = stack.addService("checkout", { team: "payments", metrics: { port: 9464 } });
const chat = AlertReceiver.slack({ channel: "#alerts", url: ${url} });
new AlertRoute(stack, "Payments", { match: { team: "payments" }, receivers: { critical: chat } });
new ServiceLevelObjective(stack, "CheckoutAvailability", {
  service: checkout,
  objective: 0.999,
  sli: Sli.ratio({
    errors: '${change.errors ?? 'http_requests_total{job="checkout",code=~"5.."}'}',
    total: 'http_requests_total{job="checkout"}',
  }),
});
app.synth();
`;
}

function run(text: string) {
  const folder = temporaryFolder();
  const file = join(folder, "main.ts");
  writeFileSync(file, text);
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...WITH_TSX, file],
    {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        TSX_TSCONFIG_PATH: join(REPOSITORY, "tsconfig.json"),
      },
    },
  );
  return { status, output: stdout + stderr };
}

jest.setTimeout(60_000);

describe("a program run by node", () => {
  it("ends well without a mistake", () => {
    expect(run(program({}))).toMatchObject({ status: 0 });
  });

  it.each([
    [
      "a mistake in a query",
      program({ errors: "http_requests_total{" }),
      /ValidationError: \[monitoring\/CheckoutAvailability\] PromQL must follow .* at column 21 .*\n\s+at .*main\.ts:13:/,
    ],
    [
      "a mistake that only the whole shows",
      program({ errors: "http_request_total" }),
      /monitoring\/CheckoutAvailability: .* did you mean "http_requests_total"/,
    ],
    [
      "a secret as text",
      program({ url: `"https://chat/${SECRET}"` }),
      /InvalidInputError: url of a slack receiver must be a SecretRef, got a text of \d+ characters; .*\n(?:\s+at .*\n)*\s+at .*main\.ts:11:/,
    ],
  ])("ends with 1 and one message for %s", (_title, text, told) => {
    const { status, output } = run(text);
    expect(status).toBe(1);
    expect(output).toMatch(told);
    const begin = output.split("\n").slice(0, 8).join("\n");
    expect(begin).toMatch(/ must .*, got .*; /);
    expect(output).not.toContain(SECRET);
  });
});
