import { AlertReceiver } from "../../lib/domain/routing/receiver";
import {
  createRoute,
  type RouteInput,
} from "../../lib/domain/routing/create-route";
import type { DeclaredRoute } from "../../lib/domain/routing/declaration";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { SecretRef } from "../../lib/domain/secret";
import { Duration } from "../../lib/domain/units";
import { renderAlertmanagerConfig } from "../../lib/render/alertmanager-config";
import { describeWithTool } from "../support/tools";
import {
  MailSink,
  NotificationSink,
  RunningAlertmanager,
} from "./running-alertmanager";

const LINKS = {
  ofService: [
    ["Logs", "https://grafana.example.com/d/logs"],
    ["Traces", "https://grafana.example.com/d/traces"],
  ],
} as const;

const quick = {
  groupWait: Duration.seconds(0),
  groupInterval: Duration.seconds(1),
  repeatInterval: Duration.hours(1),
};

/** A mail folds long lines by "=" at their end, and so must write that character as a code. */
function unquoted(mail: string): string {
  return mail.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}

function route(
  path: string,
  input: Omit<RouteInput, "groupBy">,
): DeclaredRoute {
  return { path, value: createRoute({ ...quick, ...input }) };
}

describeWithTool("alertmanager", "a running Alertmanager", (program) => {
  let alertmanager: RunningAlertmanager;
  let sink: NotificationSink;
  let mail: MailSink;
  let address: string;
  let smarthost: string;

  beforeEach(async () => {
    alertmanager = new RunningAlertmanager(program);
    sink = new NotificationSink();
    mail = new MailSink();
    address = await sink.start();
    smarthost = await mail.start();
  });
  afterEach(() => {
    alertmanager.stop();
    sink.stop();
    mail.stop();
  });

  async function start(
    routes: readonly DeclaredRoute[],
    extraConfig: Record<string, unknown> = {},
  ): Promise<void> {
    const tree = buildRoutingTree({
      path: "m",
      routes,
      defaultReceivers: [AlertReceiver.webhook({ url: `${address}/default` })],
      deadMan: AlertReceiver.webhook({ url: `${address}/dead-man` }),
    });
    await alertmanager.start(
      renderAlertmanagerConfig(
        tree,
        ({ name }) => alertmanager.secretPath(name),
        { extraConfig, links: LINKS },
      ),
    );
  }

  it("pages once for what thresholds and objectives both notice", async () => {
    await start([
      route("m/Checkout", {
        match: { service: "checkout" },
        receivers: {
          critical: AlertReceiver.webhook({ url: `${address}/critical` }),
        },
      }),
      route("m/Cart", {
        match: { service: "cart" },
        receivers: {
          critical: AlertReceiver.webhook({ url: `${address}/cart` }),
        },
      }),
    ]);
    const ofCheckout = { service: "checkout", severity: "critical" };
    const burn = (name: string, symptom: string) => ({
      ...ofCheckout,
      alertname: `${name}Burn1h`,
      slo: name.toLowerCase(),
      burn_window: "1h",
      symptom,
    });
    const told = () =>
      [
        ...new Set(
          sink
            .at("/critical")
            .flatMap(({ body }) =>
              [...body.matchAll(/"alertname":"(\w+)"/g)].map(
                ([, name]) => name,
              ),
            ),
        ),
      ].sort();
    const errors = { ...ofCheckout, alertname: "HttpErrorRatioSevere" };
    await alertmanager.send([{ labels: errors }]);
    await alertmanager.until("told of the errors", () =>
      told().includes("HttpErrorRatioSevere"),
    );
    await alertmanager.send([
      { labels: errors },
      { labels: burn("Availability", "errors") },
      { labels: burn("Speed", "latency") },
    ]);
    await alertmanager.until("told of the latency", () =>
      told().includes("SpeedBurn1h"),
    );
    expect(told()).toEqual(["HttpErrorRatioSevere", "SpeedBurn1h"]);

    const down = { ...ofCheckout, alertname: "HttpServiceDown" };
    await alertmanager.send([{ labels: down }]);
    await alertmanager.until("told that it is down", () =>
      told().includes("HttpServiceDown"),
    );
    const cart = { ...ofCheckout, service: "cart", alertname: "CartAbsent" };
    await alertmanager.send([
      { labels: { ...ofCheckout, alertname: "AvailabilityAbsent", slo: "a" } },
      { labels: { ...ofCheckout, alertname: "BlackboxProbeDown" } },
      { labels: cart },
    ]);
    await alertmanager.until("told of another service", () =>
      sink.at("/cart").some(({ body }) => body.includes("CartAbsent")),
    );
    expect(told()).toEqual([
      "HttpErrorRatioSevere",
      "HttpServiceDown",
      "SpeedBurn1h",
    ]);
  });

  it("tells the right receiver, mutes what follows from a page, and tells the end", async () => {
    alertmanager.writeSecret("url", `${address}/critical`);
    alertmanager.writeSecret("token", "swordfish");
    await start([
      route("m/Payments", {
        match: { team: "payments" },
        receivers: {
          critical: AlertReceiver.webhook({
            url: SecretRef.file("url"),
            bearerToken: SecretRef.file("token"),
          }),
          warning: AlertReceiver.webhook({ url: `${address}/warning` }),
        },
      }),
      route("m/Search", {
        match: { team: "search" },
        receivers: {
          critical: AlertReceiver.webhook({ url: `${address}/search` }),
        },
      }),
    ]);
    const checkout = { team: "payments", service: "checkout" };
    const page = { ...checkout, alertname: "Failing", severity: "critical" };
    const muted = { ...checkout, alertname: "Slow", severity: "warning" };
    const told = { ...muted, alertname: "Full", service: "cart" };
    await alertmanager.send([{ labels: page }]);
    await alertmanager.until("paged", () => sink.at("/critical").length === 1);
    expect(sink.at("/critical")[0]?.headers.authorization).toBe(
      "Bearer swordfish",
    );
    await alertmanager.send([
      { labels: muted },
      { labels: told },
      { labels: { alertname: "Watchdog", severity: "info" } },
      { labels: { alertname: "Unclaimed" } },
    ]);
    const warnings = (): string =>
      sink
        .at("/warning")
        .map(({ body }) => body)
        .join();
    await alertmanager.until("told of the other service", () =>
      warnings().includes('"alertname":"Full"'),
    );
    await alertmanager.until(
      "told of the watchdog",
      () => sink.at("/dead-man").length > 0,
    );
    expect(warnings()).not.toContain('"alertname":"Slow"');

    await alertmanager.send([
      { labels: page, endsAt: new Date().toISOString() },
    ]);
    await alertmanager.until("told of the end", () =>
      sink
        .at("/critical")
        .some(({ body }) => body.includes('"status":"resolved"')),
    );
    await alertmanager.until("told of what is muted no more", () =>
      warnings().includes('"alertname":"Slow"'),
    );
    expect(sink.at("/search")).toEqual([]);
  }, 60_000);

  it("writes what a person needs into every kind of message", async () => {
    for (const name of ["slack", "discord", "teams"]) {
      alertmanager.writeSecret(name, `${address}/${name}`);
    }
    alertmanager.writeSecret("key", "the-key");
    alertmanager.writeSecret("bot", "the-bot");
    await start(
      [
        route("m/All", {
          match: { team: "payments" },
          receivers: {
            critical: [
              AlertReceiver.slack({
                channel: "#a",
                url: SecretRef.file("slack"),
              }),
              AlertReceiver.discord({ url: SecretRef.file("discord") }),
              AlertReceiver.teams({ url: SecretRef.file("teams") }),
              AlertReceiver.pagerDuty({ routingKey: SecretRef.file("key") }),
              AlertReceiver.telegram({
                botToken: SecretRef.file("bot"),
                chatId: -42,
              }),
              AlertReceiver.email({
                to: "a@example.com",
                from: "b@example.com",
                smarthost,
                requireTls: false,
              }),
            ],
          },
        }),
      ],
      {
        global: {
          pagerduty_url: `${address}/pagerduty`,
          telegram_api_url: `${address}/telegram`,
        },
      },
    );
    await alertmanager.send([
      {
        labels: {
          alertname: "OrdersStalled",
          severity: "page",
          team: "payments",
          service: "checkout",
        },
        annotations: {
          summary: "No orders <at all>",
          description: "Nobody could order.",
          runbook_url: "https://example.com/runbook",
          dashboard: "https://example.com/dashboard",
        },
      },
    ]);
    const telegram = "/telegram/botthe-bot/sendMessage";
    const paths = ["/slack", "/discord", "/teams", "/pagerduty", telegram];
    await alertmanager.until(
      "told by every way",
      () =>
        paths.every((path) => sink.at(path).length > 0) &&
        mail.mails.length > 0,
    );
    const facts = [
      "OrdersStalled",
      "checkout",
      "No orders",
      "Nobody could order.",
      "https://example.com/runbook",
      "https://example.com/dashboard",
      "https://grafana.example.com/d/logs?var-service=checkout",
      "https://grafana.example.com/d/traces?var-service=checkout",
      "/#/silences/new?filter=",
    ];
    const texts = new Map<string, string>([
      ...paths.map((path) => [path, sink.at(path)[0]?.body ?? ""] as const),
      ["mail", unquoted(mail.mails[0] ?? "")],
    ]);
    for (const [path, text] of texts) {
      expect({
        path,
        missing: facts.filter((fact) => !text.includes(fact)),
      }).toEqual({ path, missing: [] });
      expect(text).not.toContain("no value");
    }
    expect(JSON.parse(texts.get("/pagerduty") ?? "")).toMatchObject({
      routing_key: "the-key",
      payload: { severity: "critical", class: "OrdersStalled" },
    });
    expect(JSON.parse(texts.get(telegram) ?? "")).toMatchObject({
      chat_id: "-42",
      text: expect.stringContaining("No orders &lt;at all&gt;") as string,
    });
    expect(texts.get("mail")).toContain(
      "Subject: PAGE: OrdersStalled of checkout",
    );
  }, 60_000);

  it("lets nothing that an alert brings become markup, a mention, a link or a line", async () => {
    for (const name of ["slack", "discord", "teams"]) {
      alertmanager.writeSecret(name, `${address}/${name}`);
    }
    alertmanager.writeSecret("bot", "the-bot");
    await start(
      [
        route("m/All", {
          match: { team: "payments" },
          receivers: {
            critical: [
              AlertReceiver.slack({
                channel: "#a",
                url: SecretRef.file("slack"),
              }),
              AlertReceiver.discord({ url: SecretRef.file("discord") }),
              AlertReceiver.teams({ url: SecretRef.file("teams") }),
              AlertReceiver.telegram({
                botToken: SecretRef.file("bot"),
                chatId: -42,
              }),
              AlertReceiver.email({
                to: "a@example.com",
                from: "b@example.com",
                smarthost,
                requireTls: false,
              }),
            ],
          },
        }),
      ],
      { global: { telegram_api_url: `${address}/telegram` } },
    );
    const nasty =
      'x <!channel> <https://evil|click> [click](https://evil) *b* `c` "q" \' & </b><script>alert(1)</script>\r\nBcc: victim@example.com\nSeverity: info {{ .ExternalURL }}';
    await alertmanager.send([
      {
        labels: {
          alertname: "OrdersStalled",
          severity: "critical",
          team: "payments",
          service: nasty,
          instance: nasty,
        },
        annotations: { summary: nasty, description: nasty },
      },
    ]);
    const telegram = "/telegram/botthe-bot/sendMessage";
    const paths = ["/slack", "/discord", "/teams", telegram];
    await alertmanager.until(
      "told by every way",
      () =>
        paths.every((path) => sink.at(path).length > 0) &&
        mail.mails.length > 0,
    );
    const slack = JSON.parse(sink.at("/slack")[0]?.body ?? "") as {
      readonly attachments: readonly {
        readonly title: string;
        readonly text: string;
        readonly fallback: string;
      }[];
    };
    const { title = "", text = "" } = slack.attachments[0] ?? {};
    // The only links are those of the message itself.
    const slackLinks = [...text.matchAll(/<([^>]*)>/g)].map(
      ([, link = ""]) => link.split("|")[1],
    );
    expect(slackLinks).toEqual(["Logs", "Traces", "Silence"]);
    expect(title).not.toMatch(/[<>\n]/);
    expect(text).not.toMatch(/^Severity: info/m);
    const discord = sink.at("/discord")[0]?.body ?? "";
    const teams = sink.at("/teams")[0]?.body ?? "";
    for (const body of [discord, teams]) {
      expect(body).toContain("{{ .ExternalURL }}");
      // Unescaped, this would be a link.
      expect(body).not.toMatch(/[^\\]\[click\]\(/);
      expect(body).not.toMatch(/[^\\]<https/);
    }
    const telegramText = (
      JSON.parse(sink.at(telegram)[0]?.body ?? "") as { readonly text: string }
    ).text;
    expect(telegramText).not.toContain("<script>");
    expect(telegramText).not.toMatch(/^Severity: info/m);
    const message = unquoted(mail.mails[0] ?? "");
    const [head = ""] = message.split("\r\n\r\n");
    expect(head).not.toMatch(/^Bcc:/im);
    expect(message.slice(message.indexOf("<!doctype"))).not.toContain(
      "<script>",
    );
    const silences = [...text.matchAll(/silences\/new\?filter=([^|>]*)/g)].map(
      ([, filter = ""]) => decodeURIComponent(filter),
    );
    expect(silences[0]).toContain('{alertname="OrdersStalled",service="x <!');
  }, 60_000);
});
