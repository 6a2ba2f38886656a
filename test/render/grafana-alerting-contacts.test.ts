import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { SecretRef } from "../../lib/domain/secret";
import {
  renderContactPoints,
  renderMessageTemplate,
  unsupportedReceivers,
} from "../../lib/render/grafana-alerting-contacts";
import { HOOK, treeWith } from "../platforms/grafana/alerting-fixture";
import { temporaryFolder } from "../support/app";
import { describeWithTool, run } from "../support/tools";

const LINKS = { ofService: [["Logs", "https://g.example/d/logs"]] } as const;

const SMS = AlertReceiver.sms({
  phoneNumber: "+491701234567",
  region: "eu-central-1",
});

const telegram = AlertReceiver.telegram({
  botToken: SecretRef.file("bot"),
  chatId: -5,
});

describe("contact points of Grafana", () => {
  it("hold what the receivers say, and references in place of secrets", () => {
    const tree = treeWith({}, [
      telegram,
      AlertReceiver.webhook({
        url: "http://a.example",
        bearerToken: SecretRef.file("token"),
        maxAlerts: 2,
        sendResolved: false,
      }),
      HOOK,
    ]);
    expect(renderContactPoints(tree, LINKS)[0]).toMatchObject({
      name: "default",
      telegram: [
        { token: SecretRef.file("bot"), chat_id: "-5", parse_mode: "None" },
      ],
      webhook: [
        {
          url: "http://a.example",
          authorization_scheme: "Bearer",
          authorization_credentials: SecretRef.file("token"),
          max_alerts: 2,
          disable_resolve_message: true,
        },
        { disable_resolve_message: false },
      ],
    });
  });

  it("are none without an integration, which the provider refuses", () => {
    const [none] = renderContactPoints(treeWith({}, []), LINKS);
    expect(none).toEqual({
      name: "none",
      webhook: [{ url: expect.stringContaining("127.0.0.1") as string }],
    });
  });

  it("name the receivers of which Grafana has no kind", () => {
    expect(unsupportedReceivers(treeWith({}, [HOOK, SMS]))).toEqual([
      "default",
    ]);
  });
});

describeWithTool("amtool", "messages of Grafana", (amtool) => {
  /** Alertmanager knows no page that silences one alert, so that another address of the alert takes its place. */
  const template = renderMessageTemplate(LINKS).replaceAll(
    ".SilenceURL",
    ".GeneratorURL",
  );

  function render(status: "firing" | "resolved", text: string): string {
    const folder = temporaryFolder();
    const labels = {
      alertname: "OrdersStalled",
      service: "shop & co",
      severity: "critical",
    };
    const alert = {
      status,
      labels,
      annotations: {
        summary: "Orders <b>stall</b>\n*now*",
        description: "0 a second",
        runbook_url: "https://runbook.example",
      },
      generatorURL: "https://g.example/silence",
    };
    writeFileSync(join(folder, "t.tmpl"), template);
    writeFileSync(
      join(folder, "data.json"),
      JSON.stringify({
        receiver: "r",
        status,
        alerts: [alert],
        groupLabels: labels,
        commonLabels: labels,
        commonAnnotations: alert.annotations,
        externalURL: "https://g.example",
      }),
    );
    const { status: code, output } = run(
      amtool,
      [
        "template",
        "render",
        "--template.glob=t.tmpl",
        "--template.data=data.json",
        `--template.text=${text}`,
      ],
      { cwd: folder },
    );
    expect([code, output]).toEqual([0, output]);
    return output;
  }

  it("are found under every name that a contact point uses", () => {
    const used = new Set(
      [
        ...JSON.stringify(
          renderContactPoints(
            treeWith({}, [
              telegram,
              AlertReceiver.slack({ channel: "#a", url: SecretRef.file("a") }),
              AlertReceiver.pagerDuty({ routingKey: SecretRef.file("a") }),
              AlertReceiver.teams({ url: SecretRef.file("a") }),
              AlertReceiver.discord({ url: SecretRef.file("a") }),
            ]),
            LINKS,
          ),
        ).matchAll(/template \\"([^"\\]+)\\"/g),
      ].map(([, name = ""]) => name),
    );
    expect(used.size).toBe(10);
    for (const name of used) {
      expect(render("firing", `{{ template "${name}" . }}`).trim()).not.toBe(
        "",
      );
    }
  });

  it("say what happened, link to the page that silences it, and keep to their lines", () => {
    const text = render("firing", '{{ template "observability.message" . }}');
    expect(text.split("\n").slice(0, 2)).toEqual([
      "Orders <b>stall</b> *now*",
      "0 a second",
    ]);
    expect(text).toContain("Runbook: https://runbook.example\n");
    expect(text).toContain(
      "Logs: https://g.example/d/logs?var-service=shop%20%26%20co\n",
    );
    expect(text).toContain("Silence: https://g.example/silence\n");
  });

  it("offer no silence for what is over", () => {
    const text = render("resolved", '{{ template "observability.message" . }}');
    expect(text).toContain("(resolved)");
    expect(text).not.toContain("Silence");
  });

  it("tell every program's markup from text", () => {
    expect(
      render("firing", '{{ template "observability.slack-message" . }}'),
    ).toContain("*Orders &lt;b&gt;stall&lt;/b&gt; *now**");
    expect(
      render("firing", '{{ template "observability.discord-message" . }}'),
    ).toContain("\\*now\\*");
  });
});
