import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AlertReceiver,
  AlertRoute,
  MonitoringStack,
} from "cdktf-observability";
import { DockerPlatform, SecretStore } from "cdktf-observability/docker";
import { pagerDutyKeys } from "../../cli/pagerduty-keys";
import { createOutput } from "../../cli/progress";
import { temporaryApp, temporaryFolder } from "../support/app";
import { readable } from "../support/terraform-text";
import { API_TOKEN, FakePagerDuty } from "../support/pagerduty-api";
import { pagerDutyStack, paymentsPolicy } from "../platforms/pagerduty/fixture";

jest.setTimeout(30_000);

const fake = new FakePagerDuty();
let apiUrl: string;

beforeAll(async () => {
  apiUrl = await fake.start();
});

afterAll(() => fake.stop());

beforeEach(() => {
  fake.services.clear();
  fake.requests.length = 0;
  fake.broken = undefined;
});

/** A project whose program has two services of PagerDuty, and the folder of its secrets. */
function declared() {
  const folder = temporaryFolder();
  const app = temporaryApp({ "cdktf-observability:secrets": "unchecked" });
  const { pagerDuty, service } = pagerDutyStack({ apiUrl }, {}, app);
  const refunds = pagerDuty.addService({
    name: "Refunds & more",
    escalationPolicy: paymentsPolicy({}, "Refunds"),
  });
  writeFileSync(
    join(folder, "cdktf.json"),
    JSON.stringify({
      app: `mkdir -p "$CDKTF_OUTDIR" && cp -R "${app.outdir}/." "$CDKTF_OUTDIR"`,
    }),
  );
  const secrets = join(folder, "secrets");
  const key = (name: string) => join(secrets, name);
  return { app, folder, secrets, key, services: [service, refunds] as const };
}

/** The same, with containers that read these secrets. */
function project(...read: readonly string[]) {
  const { app, ...rest } = declared();
  app.synth();
  writeFileSync(
    join(app.outdir, "stacks/on-call/observability.json"),
    JSON.stringify({
      secrets: read.map((name) => ({ name, file: rest.key(name) })),
    }),
  );
  return rest;
}

const BOTH = ["pagerduty-payments", "pagerduty-refunds-more"] as const;

async function keys(
  folder: string,
  options: { readonly token?: string; readonly directory?: string } = {},
): Promise<string> {
  let printed = "";
  const output = createOutput({ write: (text) => (printed += text) }, {});
  try {
    await pagerDutyKeys(
      output,
      { app: undefined, directory: options.directory },
      folder,
      { PAGERDUTY_TOKEN: options.token ?? API_TOKEN },
    );
  } catch (error) {
    printed += String(error);
  }
  expect(printed).not.toMatch(/hunter2|madekey|oldkey/);
  return printed;
}

const integration = (name: string, type: string, key: string) => ({
  id: `N${key}`,
  name,
  type,
  integration_key: key,
});

describe("pagerduty-keys", () => {
  it("writes the key that is there and makes the integration that is not, once", async () => {
    const { folder, key } = project(...BOTH);
    fake.services.set("Payments 2", []);
    fake.services.set("Payments", [
      integration("Email", "generic_email_inbound_integration", "oldkey0"),
      integration("Other", "events_api_v2_inbound_integration", "oldkey1"),
      integration(
        "Alertmanager",
        "events_api_v2_inbound_integration",
        "oldkey2",
      ),
    ]);
    fake.services.set("Refunds & more", []);
    const printed = await keys(folder);
    expect(printed).toContain("Payments  ");
    expect(printed).toContain("(key written)");
    expect(printed).toContain("(integration made, key written)");
    expect(readFileSync(key("pagerduty-payments"), "utf8")).toBe("oldkey2");
    expect(readFileSync(key("pagerduty-refunds-more"), "utf8")).toBe(
      "madekey2",
    );
    expect(statSync(key("pagerduty-payments")).mode & 0o777).toBe(0o400);

    fake.requests.length = 0;
    expect(await keys(folder, { token: "" })).not.toContain("written");
    expect(fake.requests).toEqual([]);
    expect(fake.services.get("Refunds & more")).toHaveLength(1);
  });

  it("fits what Alertmanager reads, which knows nothing of the other stack", async () => {
    const { app, folder, secrets, key, services } = declared();
    const [payments, refunds] = services;
    const inbox = AlertReceiver.webhook({ url: "http://inbox:8080/" });
    const stack = new MonitoringStack(app, "monitoring", {
      platform: DockerPlatform.local({
        secrets: SecretStore.directory(secrets),
      }),
      defaultReceivers: [inbox],
      deadMan: inbox,
    });
    new AlertRoute(stack, "Payments", {
      match: { team: "payments" },
      receivers: { critical: payments.receiver(), warning: refunds.receiver() },
    });
    app.synth();
    const document = readable(
      readFileSync(join(app.outdir, "stacks/monitoring/cdk.tf.json"), "utf8"),
    );
    expect(document).toContain(
      "routing_key_file: /run/secrets/pagerduty-payments",
    );
    expect(document).not.toContain("terraform_remote_state");
    fake.services.set("Payments", []);
    fake.services.set("Refunds & more", []);
    await keys(folder);
    expect(BOTH.map((name) => readFileSync(key(name), "utf8"))).toEqual([
      "madekey0",
      "madekey1",
    ]);
  }, 60_000);

  it("writes into a folder that the program does not know", async () => {
    const { folder, key } = project("pagerduty-payments");
    fake.services.set("Payments", []);
    fake.services.set("Refunds & more", []);
    expect(await keys(folder)).toMatch(
      /secret "pagerduty-refunds-more" of service "Refunds & more" must be read by an Alertmanager/,
    );
    expect(existsSync(key("pagerduty-payments"))).toBe(false);
    await keys(folder, { directory: "elsewhere" });
    expect(
      readFileSync(join(folder, "elsewhere/pagerduty-refunds-more"), "utf8"),
    ).toBe("madekey1");
  });

  it("says what is wrong, and never the token or a key", async () => {
    const { folder, key } = project(...BOTH);
    expect(await keys(folder, { token: "" })).toMatch(
      /PAGERDUTY_TOKEN must hold an API key/,
    );
    expect(await keys(folder)).toMatch(
      /service "Payments" must be there before its key.*\n {2}deploy its stack first/,
    );
    expect(await keys(folder, { token: "hunter2-wrong" })).toMatch(
      /it said 401\n {2}set PAGERDUTY_TOKEN/,
    );
    fake.broken = { status: 503, body: "" };
    expect(await keys(folder)).toMatch(/it said 503\n {2}run this again/);
    fake.broken = { status: 200, body: "<html>" };
    expect(await keys(folder)).toMatch(/in JSON, it did not/);
    fake.broken = undefined;
    fake.services.set("Payments", [
      integration("Alertmanager", "events_api_v2_inbound_integration", ""),
    ]);
    expect(await keys(folder)).toMatch(/must have a key, PagerDuty tells none/);
    expect(existsSync(key("pagerduty-payments"))).toBe(false);
  });

  it("finds a service behind many of similar names", async () => {
    const { folder, key } = project(...BOTH);
    for (let number = 0; number < 150; number++) {
      fake.services.set(`Payments ${number}`, []);
    }
    fake.services.set("Payments", []);
    fake.services.set("Refunds & more", []);
    await keys(folder);
    expect(readFileSync(key("pagerduty-payments"), "utf8")).toBe("madekey150");
  });
});
