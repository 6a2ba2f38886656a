import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { createRoute } from "../../lib/domain/routing/create-route";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import type { RoutingTree } from "../../lib/domain/routing/route";
import { SecretRef } from "../../lib/domain/secret";
import { renderAlertmanagerConfig } from "../../lib/render/alertmanager-config";
import { hook, routingTree } from "../domain/routing/arbitraries";
import { RunningAlertmanager } from "./running-alertmanager";
import { describeWithTools, run } from "../support/tools";

const secretFile = (secret: SecretRef): string => `/run/secrets/${secret.name}`;
const secret = SecretRef.file("planted");
const mail = {
  to: ["a@example.com", "b@example.com"],
  from: "alerts@example.com",
  smarthost: "smtp.example.com:587",
};

const RECEIVERS: readonly (readonly [string, AlertReceiver])[] = [
  ["slack", AlertReceiver.slack({ channel: "#a", url: secret })],
  ["pagerduty", AlertReceiver.pagerDuty({ routingKey: secret })],
  [
    "pagerduty with a severity",
    AlertReceiver.pagerDuty({ routingKey: secret, severity: "error" }),
  ],
  ["mail", AlertReceiver.email(mail)],
  [
    "mail with a login and without encryption",
    AlertReceiver.email({
      ...mail,
      username: "u: #1",
      password: secret,
      requireTls: false,
      sendResolved: false,
    }),
  ],
  ["webhook", hook],
  [
    "webhook with secrets",
    AlertReceiver.webhook({ url: secret, bearerToken: secret, maxAlerts: 3 }),
  ],
  ["teams", AlertReceiver.teams({ url: secret })],
  ["discord", AlertReceiver.discord({ url: secret })],
  [
    "telegram",
    AlertReceiver.telegram({ botToken: secret, chatId: -1001234567890 }),
  ],
];

function treeTo(...receivers: readonly AlertReceiver[]): RoutingTree {
  return buildRoutingTree({
    path: "m",
    routes: [],
    defaultReceivers: receivers,
  });
}

interface Config {
  readonly global: Record<string, unknown>;
  readonly receivers: readonly Record<string, unknown>[];
}

describe("renderAlertmanagerConfig", () => {
  it("names files of secrets and nothing else of them", () => {
    const { receivers } = parse(
      renderAlertmanagerConfig(
        treeTo(...RECEIVERS.map(([, receiver]) => receiver)),
        secretFile,
      ),
    ) as Config;
    const paths: string[] = [];
    JSON.stringify(receivers, (key, value: unknown) => {
      if (value === "/run/secrets/planted") {
        paths.push(key);
      }
      return value;
    });
    expect(paths.sort()).toEqual([
      "api_url_file",
      "auth_password_file",
      "bot_token_file",
      "credentials_file",
      "routing_key_file",
      "routing_key_file",
      "url_file",
      "webhook_url_file",
      "webhook_url_file",
    ]);
  });

  it("lays the user's own settings over the file", () => {
    const { global } = parse(
      renderAlertmanagerConfig(treeTo(hook), secretFile, {
        extraConfig: {
          global: { smtp_hello: "example.com" },
        },
      }),
    ) as Config;
    expect(global).toEqual({
      resolve_timeout: "5m",
      smtp_hello: "example.com",
    });
  });
});

describeWithTools(
  ["amtool", "alertmanager"],
  "the configuration beside amtool",
  (programs) => {
    const { amtool } = programs;
    let file: string;
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
      file = join(folder, "alertmanager.yml");
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function verdict(tree: RoutingTree): string {
      writeFileSync(file, renderAlertmanagerConfig(tree, secretFile));
      const { status, output } = run(amtool, ["check-config", file]);
      return status === 0 && !/warn|disagree/i.test(output) ? "" : output;
    }

    it.each(RECEIVERS)("is accepted with %s", (_, receiver) => {
      expect(verdict(treeTo(receiver))).toBe("");
    });

    it("is accepted for random declarations", () => {
      const files = fc.sample(routingTree, 50).map((tree, index) => {
        const each = join(folder, `random-${index}.yml`);
        writeFileSync(each, renderAlertmanagerConfig(tree, secretFile));
        return each;
      });
      const { status, output } = run(amtool, ["check-config", ...files]);
      expect([status, status === 0 ? "" : output]).toEqual([0, ""]);
      expect(output).not.toMatch(/warn|disagree/i);
    });

    it("brings every value of a label through unchanged", async () => {
      const awkward = fc
        .array(
          fc.constantFrom(
            '"',
            "\\",
            "\n",
            "\t",
            "\r",
            "n",
            "{",
            "}",
            ",",
            "=",
            "~",
            "#",
            ": ",
            "'",
            "$",
            "${x}",
            "%{if}",
            "{{ .X }}",
            "é",
            "😀",
            "\u2028",
            "\u0085",
            "\ufeff",
            " ",
            "a",
          ),
          { minLength: 1, maxLength: 6 },
        )
        .map((parts) => parts.join(""));
      const values = fc.sample(
        fc.oneof(
          awkward,
          fc
            .string({ unit: "grapheme", minLength: 1 })
            .filter((text) => !text.includes("\0")),
        ),
        60,
      );
      const distinct = [...new Set(values)];
      const tree = buildRoutingTree({
        path: "m",
        routes: distinct.map((value, index) => ({
          path: `m/A${index}`,
          value: createRoute({
            match: { team: value },
            receivers: { critical: hook },
          }),
        })),
        defaultReceivers: [],
      });
      expect(verdict(tree)).toBe("");
      const alertmanager = new RunningAlertmanager(programs.alertmanager);
      try {
        await alertmanager.start(renderAlertmanagerConfig(tree, secretFile));
        const others = distinct
          .map((value) => `${value}x`)
          .filter((value) => !distinct.includes(value));
        await alertmanager.send(
          [...distinct, ...others].map((team) => ({ labels: { team } })),
        );
        const told = await alertmanager.receiversBy("team", "(?s)");
        expect(distinct.map((value) => told.get(value))).toEqual(
          distinct.map((_, index) => [`m-a${index}-critical`]),
        );
        expect(others.map((value) => told.get(value))).toEqual(
          others.map(() => ["none"]),
        );
      } finally {
        alertmanager.stop();
      }
    }, 60_000);
  },
);
