import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { SecretRef } from "../../../lib/domain/secret";
import { SecretStore } from "../../../lib/platforms/docker/secret-store";
import { synthesize } from "../../support/synthesize";
import { deployedFixture, temporaryFolder } from "./fixture";

const me = process.getuid?.() ?? 0;

function check(folder: string, uid = me) {
  return SecretStore.directory(folder)
    .check("monitoring", [
      {
        secret: SecretRef.file("slack"),
        component: "alertmanager",
        owner: `${uid}:${uid}`,
        generated: false,
      },
    ])
    .map(({ code, message }) => ({ code, message }));
}

function store(content: string, mode: number): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "slack"), content);
  chmodSync(join(folder, "slack"), mode);
  return folder;
}

describe("a folder of secrets", () => {
  it("accepts a file that only its reader can read", () => {
    expect(check(store("secret", 0o400))).toEqual([]);
  });

  it("asks for a file that is missing, with the command that makes it", () => {
    const folder = temporaryFolder();
    expect(check(folder)).toEqual([
      {
        code: "secret-missing",
        message: `secret "slack" of alertmanager must be a file that only user ${me} can read, got no file ${folder}/slack; run "npm run secrets", or write the secret to ${folder}/slack and then chown ${me} ${folder}/slack && chmod 0400 ${folder}/slack`,
      },
    ]);
  });

  it.each([
    ["an empty file", () => store("", 0o400), "secret-empty"],
    [
      "a file that everybody can read",
      () => store("s", 0o404),
      "secret-world-readable",
    ],
    [
      "a folder in its place",
      () => {
        const folder = temporaryFolder();
        mkdirSync(join(folder, "slack"));
        return folder;
      },
      "secret-not-a-file",
    ],
    [
      "a link to nowhere",
      () => {
        const folder = temporaryFolder();
        symlinkSync("nowhere", join(folder, "slack"));
        return folder;
      },
      "secret-missing",
    ],
  ])("refuses %s", (_what, make, code) => {
    expect(check(make()).map((each) => each.code)).toEqual([code]);
  });

  it("refuses a file that its reader cannot read, and says how to give it away", () => {
    const folder = store("secret", 0o400);
    const [found, ...others] = check(folder, me + 1);
    expect(others).toEqual([]);
    if (process.platform === "linux") {
      expect(found?.code).toBe("secret-owner");
      expect(found?.message).toContain(
        `chown ${me + 1} ${folder}/slack && chmod 0400 ${folder}/slack`,
      );
    }
  });

  it("never repeats the secret", () => {
    const folder = store("canary-91ab", 0o444);
    expect(JSON.stringify(check(folder))).not.toContain("canary");
  });

  it("is named relative to where Terraform runs, also with odd characters", () => {
    const base = temporaryFolder();
    const folder = relative("", join(base, 'a ${b} %{c} "d" é'));
    const mounts = SecretStore.directory(folder).mounts(
      [SecretRef.file("slack")],
      join(base, "out/stacks/monitoring"),
    );
    expect(mounts).toEqual([
      {
        type: "bind",
        source:
          '${abspath("${path.root}/../../../a $${b} %%{c} \\"d\\" é/slack")}',
        target: "/run/secrets/slack",
        read_only: true,
      },
    ]);
  });
});

describe("secrets of a platform", () => {
  it("stop the synthesis while they are missing", () => {
    const { stack } = deployedFixture({
      profile: "minimal",
      checkSecrets: true,
    });
    expect(() => synthesize(stack)).toThrow(
      /secret "grafana-admin-password" of grafana must be a file .*secret-missing[^]*grafana-secret-key/,
    );
  });

  it("do not while the command that makes them asks what is needed", () => {
    const { stack } = deployedFixture({ profile: "minimal" });
    expect(() => synthesize(stack)).not.toThrow();
  });

  it("come from one volume on a remote host", () => {
    const volume = SecretStore.volume("secrets");
    expect(volume.mounts([], "out")).toEqual([]);
    expect(
      volume.mounts([SecretRef.file("a"), SecretRef.file("b")], ""),
    ).toEqual([
      {
        type: "volume",
        source: "secrets",
        target: "/run/secrets",
        read_only: true,
      },
    ]);
  });
});
