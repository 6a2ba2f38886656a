import { deployedSpecs } from "../../../lib/domain/telemetry/plan";
import { securityExceptions } from "../../../lib/packs/components/security";
import { planOf } from "../../support/plan";

const specs = deployedSpecs(planOf());

describe("securityExceptions", () => {
  it("lists what goes beyond the default", () => {
    const rows = securityExceptions(planOf()).map(
      ({ component, exception }) => `${component}: ${exception}`,
    );
    expect(rows).toEqual([
      "otel-collector: root",
      "otel-collector: host-mount",
      "node-exporter: host-mount",
      "cadvisor: root",
      "cadvisor: host-mount",
      "cadvisor: host-mount",
    ]);
  });
});

describe.each(specs.map((spec) => [spec.name, spec] as const))(
  "%s",
  (_, spec) => {
    const exceptions = (spec.exceptions ?? []).map(({ kind }) => kind);

    it("is root only with a reason", () => {
      expect(spec.user).toMatch(/^\d+:\d+$/);
      expect(spec.user.startsWith("0:")).toBe(exceptions.includes("root"));
    });

    it("sees folders of the host only with a reason that names each", () => {
      const reasons = (spec.exceptions ?? []).flatMap(({ kind, reason }) =>
        kind === "host-mount" ? reason : [],
      );
      for (const { source } of spec.hostMounts ?? []) {
        expect(reasons.join()).toContain(source);
      }
      expect(exceptions.includes("host-mount")).toBe(
        (spec.hostMounts ?? []).length > 0,
      );
    });

    it("has bounds for memory, processor, processes and data", () => {
      expect(spec.memory.toMebibytes()).toBeLessThanOrEqual(512);
      expect(spec.cpus).toBeLessThanOrEqual(1);
      expect(spec.processes).toBeLessThanOrEqual(128);
      expect(spec.volumes.every(({ size }) => size !== undefined)).toBe(true);
    });

    it("opens no interface that can stop it or delete its data", () => {
      const command = spec.command.join(" ");
      expect(command).not.toMatch(/enable-lifecycle|enable-admin-api/);
    });

    it("is told no secret by its environment", () => {
      const secret = /PASSWORD|SECRET|TOKEN|KEY/;
      for (const [name, value] of Object.entries(spec.environment ?? {})) {
        expect(secret.test(name) ? value : "/run/secrets/").toMatch(
          /^\/run\/secrets\//,
        );
      }
    });
  },
);
