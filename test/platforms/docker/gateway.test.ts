import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Construct } from "constructs";
import {
  GATEWAY_DEFAULTS,
  type GatewaySpec,
} from "../../../lib/domain/hosts/gateway";
import { SecretRef } from "../../../lib/domain/secret";
import { certificateProblems } from "../../../lib/platforms/docker/gateway-certificates";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import { authority } from "../../support/certificates";
import { resourcesOf, synthesize } from "../../support/synthesize";
import { describeWithTool, describeWithTools, run } from "../../support/tools";
import { deployedFixture, temporaryFolder } from "./fixture";

const TOKEN = "b7a1c0de5eedb7a1c0de5eed";
const DAY = 24 * 60 * 60 * 1000;

const spec: GatewaySpec = {
  ...GATEWAY_DEFAULTS,
  address: "127.0.0.1",
  certificate: SecretRef.file("gateway.crt"),
  key: SecretRef.file("gateway.key"),
  token: SecretRef.file("gateway-tokens"),
  clientAuthorities: SecretRef.file("ca.crt"),
};

describeWithTool("openssl", "the files of a gateway", (openssl) => {
  let folder: string;
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(join(folder, name), content);
  const copy = (from: string, to: string): void =>
    write(to, readFileSync(join(folder, from)));

  beforeAll(() => {
    folder = temporaryFolder();
    const ca = authority(openssl, folder);
    ca.issue("good", 60);
    ca.issue("ended", -1);
  });
  beforeEach(() => {
    copy("good.crt", "gateway.crt");
    copy("good.key", "gateway.key");
    write("gateway-tokens", `${TOKEN}\n`);
  });

  function problems(days = 0, change: Partial<GatewaySpec> = {}) {
    const found = certificateProblems(
      { path: "stack/way-in", name: "way-in", spec: { ...spec, ...change } },
      SecretStore.directory(folder),
      new Date(Date.now() + days * DAY),
    );
    for (const { path, message } of found) {
      expect(path).toBe("stack/way-in");
      expect(message).toMatch(/^\w+ .+ of gateway "way-in" must .+, got .+; /);
      expect(message).not.toContain(TOKEN);
    }
    return found.map(({ code, severity, message }) => ({
      code,
      severity,
      message,
    }));
  }

  it("are fine when they fit and are valid", () => {
    expect(problems()).toEqual([]);
    write("gateway-tokens", `${TOKEN}\n\nsecond-${TOKEN}`);
    expect(problems()).toEqual([]);
  });

  it("are refused when a certificate has ended or is not valid yet", () => {
    expect(problems(61)).toMatchObject([
      { code: "gateway-certificate-time", severity: "error" },
    ]);
    expect(problems(-2)).toHaveLength(2);
    copy("ended.crt", "gateway.crt");
    copy("ended.key", "gateway.key");
    expect(problems()[0]?.message).toMatch(
      /be valid now, got one that ended 2/,
    );
  });

  it("are warned of two weeks before the end, also that of another in the chain", () => {
    expect(problems(47)).toMatchObject([
      { code: "gateway-certificate-ends", severity: "warning" },
    ]);
    expect(problems(45)).toEqual([]);
    write("gateway.crt", `${read("good.crt")}${read("ended.crt")}`);
    expect(problems()).toMatchObject([{ code: "gateway-certificate-time" }]);
  });

  it("are refused when the key is that of another, or none", () => {
    copy("ended.key", "gateway.key");
    expect(problems()[0]?.message).toContain("fit its certificate");
    write("gateway.key", "no key at all");
    expect(problems()).toMatchObject([{ code: "gateway-key" }]);
    const locked = run(openssl, [
      ...["pkey", "-aes256", "-passout", "pass:x"],
      ...["-in", join(folder, "good.key"), "-out", join(folder, "gateway.key")],
    ]);
    expect(locked.status).toBe(0);
    expect(problems()[0]?.message).toContain("without a passphrase");
  });

  it("are refused when they are no certificates, or no authorities", () => {
    write(
      "gateway.crt",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    );
    expect(problems()).toMatchObject([{ code: "gateway-certificate" }]);
    write("gateway.crt", "nothing");
    expect(problems()[0]?.message).toContain("be in PEM");
    copy("good.crt", "gateway.crt");
    const found = problems(0, {
      clientAuthorities: SecretRef.file("good.crt"),
    });
    expect(found).toMatchObject([{ code: "gateway-authority" }]);
  });

  it.each([
    ["short", "have at least 22 characters in each line, got 5 in line 1"],
    [`${TOKEN}\nshort\n`, "got 5 in line 2"],
    [`${TOKEN} ${TOKEN}`, "got blanks or others in line 1"],
    [" \n\n", "hold a token, got only blanks"],
  ])("are refused with the token %j", (text, message) => {
    write("gateway-tokens", text);
    expect(problems()).toMatchObject([{ code: "gateway-token" }]);
    expect(problems()[0]?.message).toContain(message);
  });

  function read(name: string): string {
    return readFileSync(join(folder, name), "utf8");
  }
});

describe("a gateway on Docker", () => {
  function deployed(change: Partial<GatewaySpec> = {}, outdir?: string) {
    const fixture = deployedFixture({
      ...(outdir !== undefined && { outdir, checkSecrets: true }),
    });
    const scope = new Construct(fixture.stack, "way-in");
    fixture.ports.exporters.runGateway(scope, "way-in", {
      ...spec,
      ...change,
    });
    return fixture;
  }
  const containerOf = (change: Partial<GatewaySpec> = {}) => {
    const stack = synthesize(deployed(change).stack);
    const called = (wanted: string) =>
      resourcesOf(stack, "docker_container").find(
        ({ name }) => name === wanted,
      );
    return {
      stack,
      container: called("monitoring-way-in"),
      collector: called("monitoring-way-in-collector"),
    };
  };

  const usual = containerOf();

  it("is published where it was said, and nowhere else", () => {
    expect(usual.container?.ports).toEqual([
      expect.objectContaining({ ip: "127.0.0.1", external: 14317 }),
      expect.objectContaining({ ip: "127.0.0.1", external: 14318 }),
    ]);
    const open = { address: "0.0.0.0", grpcPort: undefined, httpPort: 443 };
    expect(containerOf(open).container?.ports).toEqual([
      expect.objectContaining({ ip: "0.0.0.0", internal: 4318, external: 443 }),
    ]);
  });

  it("lets nobody reach the collector but its front, which alone sees the certificates", () => {
    expect(usual.collector?.ports).toBeUndefined();
    const mounts = (of: typeof usual.container) =>
      JSON.stringify(of?.mounts).match(/[\w-]+(?:\.\w+)?(?=")/g) ?? [];
    expect(mounts(usual.container)).toContain("gateway.key");
    expect(mounts(usual.collector)).not.toContain("gateway.key");
    expect(mounts(usual.collector)).toContain("gateway-tokens");
  });

  it("starts its front by a script that a shell, and a linter of shells, takes", () => {
    const [, , script = ""] = usual.container?.command as readonly string[];
    const file = join(temporaryFolder(), "start.sh");
    writeFileSync(file, `#!/bin/sh\n${script}`);
    expect(run("sh", ["-n", file])).toMatchObject({ status: 0, output: "" });
    if (run("sh", ["-c", "command -v shellcheck"]).status === 0) {
      expect(run("shellcheck", [file])).toMatchObject({
        status: 0,
        output: "",
      });
    }
  });

  it("is refused an address that is none, and a port that is taken", () => {
    expect(() => deployed({ address: "everywhere" })).toThrow(
      /gateway "way-in" must be an IP address of the host, got "everywhere"/,
    );
    expect(() => synthesize(deployed({ httpPort: 9090 }).stack)).toThrow(
      /way-in must be free, got 9090/,
    );
  });

  it("tells of files that are missing by its own path", () => {
    const found = deployed({}, temporaryFolder())
      .ports.validate()
      .filter(({ path }) => path === "monitoring/way-in");
    expect(found.map(({ code }) => code)).toEqual(
      Array.from({ length: 4 }, () => "secret-missing"),
    );
    expect(found[0]?.message).toContain('secret "gateway.crt" of way-in must');
  });

  it("keeps what is secret out of what Terraform sees", () => {
    const outdir = temporaryFolder();
    mkdirSync(join(outdir, "secrets"));
    for (const name of ["gateway.crt", "gateway.key", "gateway-tokens"]) {
      const file = join(outdir, "secrets", name);
      writeFileSync(file, TOKEN);
      chmodSync(file, 0o400);
    }
    const told = JSON.stringify(deployed({}, outdir).ports.validate());
    expect(told).toContain("gateway-key");
    expect(told).not.toContain(TOKEN);
    expect(usual.stack.text).not.toContain(TOKEN);
    expect(usual.stack.text).toContain("/run/secrets/gateway-tokens");
  });

  describeWithTools(
    ["otelcol-contrib", "openssl"],
    "in the collector",
    (tools) => {
      it("has a configuration that the collector accepts", () => {
        const folder = temporaryFolder();
        const ca = authority(tools.openssl, folder);
        const { certificate, key } = ca.issue("gateway", 1);
        const files: Readonly<Record<string, string>> = {
          "/run/secrets/gateway.crt": certificate,
          "/run/secrets/gateway.key": key,
          "/run/secrets/ca.crt": ca.file,
        };
        const variables = usual.collector?.env as readonly string[];
        const config = variables
          .find((each) => each.startsWith("OTELCOL_CONFIG="))
          ?.slice("OTELCOL_CONFIG=".length)
          .replace(/\/run\/secrets\/\S+/g, (path) => files[path] ?? path);
        writeFileSync(join(folder, "config.yaml"), config ?? "");
        expect(
          run(tools["otelcol-contrib"], [
            ...["validate", "--config", join(folder, "config.yaml")],
          ]),
        ).toMatchObject({ status: 0, output: "" });
        expect(config).toContain("syslog/certificate");
      });
    },
  );
});
