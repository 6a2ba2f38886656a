import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ContactPoint } from "@cdktf/provider-grafana/lib/contact-point";
import type { Dashboard } from "@cdktf/provider-grafana/lib/dashboard";
import type { Folder } from "@cdktf/provider-grafana/lib/folder";
import type { NotificationPolicy } from "@cdktf/provider-grafana/lib/notification-policy";
import type { GrafanaProvider } from "@cdktf/provider-grafana/lib/provider";
import { LocalBackend, TerraformStack } from "cdktf";
import { temporaryApp } from "../../support/app";
import { TerraformFolder } from "../../support/terraform";
import { describeWithTool } from "../../support/tools";
import { WITH_TSX } from "../../support/tsx";
import { contactsNothing } from "./stand-in";

const ROOT = resolve(__dirname, "../../..");

/** A folder outside of the repository from which its packages are visible. */
const folder = mkdtempSync(join(tmpdir(), "observability-bindings-"));
const bindings = join(folder, "lib");

beforeAll(() => {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  // Those that the installation has generated, which takes 10 s; of another schema they would be generated anew.
  cpSync(join(ROOT, "providers/grafana/lib"), bindings, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function generate(): string {
  return execFileSync(
    process.execPath,
    [...WITH_TSX, join(ROOT, "providers/grafana/generate.ts"), bindings],
    { encoding: "utf8" },
  );
}

function binding<T extends object>(resource: string): T {
  return jest.requireActual<T>(join(bindings, resource));
}

describe("the bindings of the Grafana provider", () => {
  it("are generated once, one folder for each resource of the schema", () => {
    generate();
    expect(generate()).toMatch(/up to date/);
    const schema = JSON.parse(
      readFileSync(join(ROOT, "providers/grafana/schema.json"), "utf8"),
    ) as {
      readonly provider_schemas: Readonly<
        Record<string, { readonly resource_schemas: object }>
      >;
    };
    const resources = Object.values(schema.provider_schemas).flatMap(
      ({ resource_schemas }) => Object.keys(resource_schemas),
    );
    expect(
      readdirSync(bindings)
        .filter((name) => !name.startsWith("."))
        .sort(),
    ).toEqual(
      [
        ...resources.map((type) =>
          type.replace("grafana_", "").replaceAll("_", "-"),
        ),
        "provider",
      ].sort(),
    );
  }, 60_000);

  describeWithTool(
    "terraform-with-providers",
    "with Terraform",
    (terraform) => {
      it("make folders, dashboards, contact points and policies", () => {
        const app = temporaryApp();
        declare(new TerraformStack(app, "stack"));
        app.synth();
        const stack = new TerraformFolder(
          terraform,
          join(app.outdir, "stacks", "stack"),
        );
        stack.init();
        expect(stack.validate()).toMatchObject({ status: 0 });
        if (contactsNothing(stack.folder)) {
          expect(stack.apply()).toContain("4 added, 0 changed, 0 destroyed");
          expect(stack.plan()).toMatchObject({ status: 0 });
        } else {
          expect(stack.plan()).toMatchObject({ status: 2 });
        }
      }, 120_000);
    },
  );
});

function declare(stack: TerraformStack): void {
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const provider = binding<{ GrafanaProvider: typeof GrafanaProvider }>(
    "provider",
  );
  const folders = binding<{ Folder: typeof Folder }>("folder");
  const dashboards = binding<{ Dashboard: typeof Dashboard }>("dashboard");
  const points = binding<{ ContactPoint: typeof ContactPoint }>(
    "contact-point",
  );
  const policies = binding<{ NotificationPolicy: typeof NotificationPolicy }>(
    "notification-policy",
  );
  new provider.GrafanaProvider(stack, "grafana", {
    url: "http://127.0.0.1:1",
    auth: "anonymous",
  });
  const services = new folders.Folder(stack, "services", {
    uid: "services",
    title: "Services",
  });
  new dashboards.Dashboard(stack, "checkout", {
    folder: services.uid,
    configJson: JSON.stringify({ uid: "checkout", title: "Checkout" }),
  });
  const team = new points.ContactPoint(stack, "team", {
    name: "team",
    webhook: [{ url: "http://127.0.0.1:1/alerts" }],
  });
  new policies.NotificationPolicy(stack, "policy", {
    contactPoint: team.name,
    groupBy: ["alertname"],
    policy: [
      {
        contactPoint: team.name,
        matcher: [{ label: "team", match: "=", value: "payments" }],
      },
    ],
  });
}
