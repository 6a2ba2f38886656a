import type { Labels } from "../../lib/domain/names";
import { createRoute } from "../../lib/domain/routing/create-route";
import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { SecretRef } from "../../lib/domain/secret";
import { Duration } from "../../lib/domain/units";
import { renderAlertmanagerConfig } from "../../lib/render/alertmanager-config";
import { describeWithTool } from "../support/tools";
import { NotificationSink, RunningAlertmanager } from "./running-alertmanager";

/** As Amazon SNS answers to Publish: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. */
const PUBLISHED = {
  type: "text/xml",
  body: '<PublishResponse xmlns="https://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
};

describeWithTool("alertmanager", "tickets and text messages", (program) => {
  let alertmanager: RunningAlertmanager;
  let sink: NotificationSink;
  let address: string;
  beforeEach(async () => {
    alertmanager = new RunningAlertmanager(program);
    sink = new NotificationSink({
      "/": PUBLISHED,
      "/rest/api/2/search": { body: '{"issues":[],"total":0}' },
      "/rest/api/2/issue": { status: 201, body: '{"id":"1","key":"OPS-1"}' },
    });
    address = await sink.start();
  });
  afterEach(() => {
    alertmanager.stop();
    sink.stop();
  });

  /** Alertmanager with the addresses of the services replaced by that of the stand-in. */
  async function start(receiver: AlertReceiver): Promise<void> {
    alertmanager.writeSecret("token", "swordfish");
    const tree = buildRoutingTree({
      path: "m",
      routes: [
        {
          path: "m/All",
          value: createRoute({
            match: { team: "payments" },
            receivers: { critical: receiver },
            groupBy: ["service"],
            groupWait: Duration.seconds(1),
            groupInterval: Duration.seconds(1),
            repeatInterval: Duration.hours(1),
          }),
        },
      ],
      defaultReceivers: [],
    });
    const config = renderAlertmanagerConfig(tree, ({ name }) =>
      alertmanager.secretPath(name),
    )
      .replace(/^( +)sigv4:/m, `$1api_url: ${address}\n$&`)
      .replace("https://jira.example.com", address);
    await alertmanager.start(config, {
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "key",
      // Alertmanager's own client takes no authorities from outside.
      AWS_CA_BUNDLE: "",
    });
  }

  const page = (summary: string, more: Labels = {}) => ({
    labels: {
      alertname: "OrdersStalled",
      severity: "critical",
      team: "payments",
      service: "checkout",
      ...more,
    },
    annotations: {
      summary,
      description: "Nobody could order.",
      runbook_url: "https://example.com/runbook",
    },
  });

  async function smsOf(summary: string): Promise<string> {
    const sent = () =>
      sink.at("/").map(({ body }) => new URLSearchParams(body));
    await start(
      AlertReceiver.sms({
        region: "eu-central-1",
        phoneNumber: "+4915112345678",
      }),
    );
    await alertmanager.send([page(summary)]);
    await alertmanager.until("texted", () => sent().length > 0);
    const [message] = sent();
    expect(message?.get("Action")).toBe("Publish");
    expect(message?.get("PhoneNumber")).toBe("+4915112345678");
    return message?.get("Message") ?? "";
  }

  it("sends the headline and the summary to a phone", async () => {
    expect(await smsOf("No orders for\n 5 minutes")).toBe(
      "CRITICAL: OrdersStalled: No orders for 5 minutes",
    );
  });

  it("ends a text message after 160 characters, whatever they are", async () => {
    const text = await smsOf("ä€😀 {{ x }} & <b> ".repeat(40));
    expect([...text]).toHaveLength(160);
    expect(text).toMatch(/^CRITICAL: OrdersStalled: ä€😀 \{\{ x \}\} & <b> ä€/);
  });

  it("opens one ticket for a group, with what a person needs", async () => {
    await start(
      AlertReceiver.jira({
        url: "https://jira.example.com/rest/api/2/",
        project: "OPS",
        issueType: "Incident",
        user: "bot@example.com",
        token: SecretRef.file("token"),
      }),
    );
    const tickets = () => sink.at("/rest/api/2/issue");
    await alertmanager.send([
      page('No "orders" *at* all'),
      page("No orders either", { instance: "b" }),
    ]);
    await alertmanager.until("a ticket", () => tickets().length > 0);
    const [ticket] = tickets();
    expect(ticket?.headers.authorization).toBe(
      `Basic ${Buffer.from("bot@example.com:swordfish").toString("base64")}`,
    );
    const { fields } = JSON.parse(ticket?.body ?? "") as {
      readonly fields: Readonly<Record<string, unknown>>;
    };
    expect(fields).toMatchObject({
      project: { key: "OPS" },
      issuetype: { name: "Incident" },
      summary: expect.stringContaining("OrdersStalled of checkout") as string,
    });
    expect(fields.labels).toContain("alert");
    for (const fact of [
      'No "orders" *at* all',
      "Nobody could order.",
      "https://example.com/runbook",
      "/#/silences/new?filter=",
    ]) {
      expect(fields.description).toContain(fact);
    }
    expect(tickets()).toHaveLength(1);
  });
});
