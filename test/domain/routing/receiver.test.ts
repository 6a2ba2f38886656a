import { AlertReceiver, secretsOf } from "../../../lib/domain/routing/receiver";
import { InvalidInputError } from "../../../lib/domain/problem";
import { SecretRef } from "../../../lib/domain/secret";

const secret = SecretRef.file("hook");
const mail = {
  to: "oncall@example.com",
  from: "alerts@example.com",
  smarthost: "smtp.example.com:587",
};

function failure(make: () => unknown): InvalidInputError {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return error;
    }
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("AlertReceiver", () => {
  it("tells the end of an alert unless asked not to", () => {
    expect(AlertReceiver.email(mail).sendResolved).toBe(true);
    expect(
      AlertReceiver.slack({ channel: "#a", url: secret, sendResolved: false })
        .sendResolved,
    ).toBe(false);
  });

  it("requires encryption for mail unless asked not to", () => {
    expect(AlertReceiver.email(mail)).toMatchObject({ requireTls: true });
    expect(AlertReceiver.email({ ...mail, requireTls: false })).toMatchObject({
      requireTls: false,
    });
  });

  it("gives data that cannot be changed", () => {
    const receiver = AlertReceiver.email(mail);
    expect(Object.isFrozen(receiver)).toBe(true);
    expect(receiver.kind === "email" && Object.isFrozen(receiver.to)).toBe(
      true,
    );
  });

  it.each(["#alerts", "#team-a_1", "#équipe", "@oncall", "C024BE91L"])(
    "accepts the slack channel %s",
    (channel) => {
      expect(AlertReceiver.slack({ channel, url: secret })).toMatchObject({
        channel,
      });
    },
  );

  it.each(["", "alerts", "#Alerts", "#a b", "##a", "#{{ .X }}", "@", "c024"])(
    "refuses the slack channel %j",
    (channel) => {
      expect(
        failure(() => AlertReceiver.slack({ channel, url: secret })).code,
      ).toBe("slack-channel");
    },
  );

  it.each([
    "oncall@example.com",
    "first.last+tag@sub.example.org",
    "root@localhost",
  ])("accepts the address %s", (to) => {
    expect(AlertReceiver.email({ ...mail, to })).toMatchObject({ to: [to] });
  });

  it.each([
    "",
    "oncall",
    "a@b@c",
    "a b@c.de",
    "a@.de",
    "A <a@b.de>",
    "a@b,c@d",
  ])("refuses the address %j as sender and recipient", (address) => {
    expect(
      failure(() => AlertReceiver.email({ ...mail, to: [address] })).code,
    ).toBe("email-malformed");
    expect(
      failure(() => AlertReceiver.email({ ...mail, from: address })).code,
    ).toBe("email-malformed");
  });

  it("refuses mail without a recipient", () => {
    expect(failure(() => AlertReceiver.email({ ...mail, to: [] })).code).toBe(
      "email-malformed",
    );
  });

  it.each([
    "mail.example.com:25",
    "localhost:1025",
    "[::1]:25",
    "10.0.0.1:465",
  ])("accepts the mail server %s", (smarthost) => {
    expect(AlertReceiver.email({ ...mail, smarthost })).toMatchObject({
      smarthost,
    });
  });

  it.each([
    "",
    "localhost",
    "localhost:0",
    "a:65536",
    ":25",
    "smtp://a:25",
    "u:p@a:25",
  ])("refuses the mail server %j", (smarthost) => {
    expect(
      failure(() => AlertReceiver.email({ ...mail, smarthost })).code,
    ).toBe("host-port-malformed");
  });

  it("refuses half a login", () => {
    expect(
      failure(() => AlertReceiver.email({ ...mail, username: "u" })).code,
    ).toBe("email-login");
    expect(
      failure(() => AlertReceiver.email({ ...mail, password: secret })).code,
    ).toBe("email-login");
  });

  it.each([
    "http://127.0.0.1:9000",
    "https://hooks.example.com/alerts?team=a&page=2",
    "http://[::1]:80/a#b",
  ])("accepts the webhook address %s", (url) => {
    expect(AlertReceiver.webhook({ url })).toMatchObject({ url });
  });

  it.each([
    "",
    "hooks.example.com",
    "ftp://example.com",
    "http://",
    "http:///a",
    "http:a",
    "https://a b",
    "http://a:99999",
    "http://a/{{ .X }}",
    " http://a",
  ])("refuses the webhook address %j", (url) => {
    expect(failure(() => AlertReceiver.webhook({ url })).code).toBe(
      "url-malformed",
    );
  });

  it.each([
    "https://user:swordfish@example.com/",
    "https://swordfish@example.com/",
    "https://example.com/?token=swordfish",
    "https://example.com/?a=1&api_key=swordfish",
    "https://example.com/?access_token=swordfish",
    "https://example.com/?sig=swordfish",
  ])("takes %s for a secret", (url) => {
    const error = failure(() => AlertReceiver.webhook({ url }));
    expect(error.code).toBe("secret-literal");
    expect(error.message).not.toContain("swordfish");
  });

  it.each([0, 1.5, Number.NaN, 2 ** 60])("refuses the chat id %p", (chatId) => {
    expect(
      failure(() => AlertReceiver.telegram({ botToken: secret, chatId })).code,
    ).toBe("chat-id-malformed");
  });

  it.each([0, -1, 1.5])("refuses %p as most alerts", (maxAlerts) => {
    expect(
      failure(() => AlertReceiver.webhook({ url: "http://a", maxAlerts })).code,
    ).toBe("max-alerts");
  });

  it("refuses a severity that PagerDuty does not have", () => {
    expect(
      failure(() =>
        AlertReceiver.pagerDuty({
          routingKey: secret,
          severity: "fatal" as "critical",
        }),
      ).code,
    ).toBe("pagerduty-severity");
  });

  const literal = "hunter2-hunter2" as unknown as SecretRef;
  it.each<[string, () => AlertReceiver]>([
    ["slack", () => AlertReceiver.slack({ channel: "#a", url: literal })],
    ["pagerDuty", () => AlertReceiver.pagerDuty({ routingKey: literal })],
    [
      "email",
      () => AlertReceiver.email({ ...mail, username: "u", password: literal }),
    ],
    [
      "webhook",
      () => AlertReceiver.webhook({ url: "http://a", bearerToken: literal }),
    ],
    ["teams", () => AlertReceiver.teams({ url: literal })],
    ["discord", () => AlertReceiver.discord({ url: literal })],
    [
      "telegram",
      () => AlertReceiver.telegram({ botToken: literal, chatId: 1 }),
    ],
  ])(
    "refuses a secret given as text to %s and does not repeat it",
    (_, make) => {
      const error = failure(make);
      expect(error.code).toBe("secret-literal");
      expect(error.message).not.toContain("hunter2");
    },
  );

  it.each<[string, () => AlertReceiver]>([
    ["channel", () => AlertReceiver.slack({ channel: "hunter2", url: secret })],
    ["recipient", () => AlertReceiver.email({ ...mail, to: "hunter2" })],
    ["smarthost", () => AlertReceiver.email({ ...mail, smarthost: "hunter2" })],
    ["url", () => AlertReceiver.webhook({ url: "hunter2" })],
    [
      "chat id",
      () =>
        AlertReceiver.telegram({
          botToken: secret,
          chatId: "hunter2" as unknown as number,
        }),
    ],
  ])("does not repeat a secret pasted as %s", (_, make) => {
    expect(failure(make).message).not.toContain("hunter2");
  });
});

describe("secretsOf", () => {
  const [a, b] = [SecretRef.file("a"), SecretRef.file("b")];
  it.each<[string, AlertReceiver, readonly SecretRef[]]>([
    ["slack", AlertReceiver.slack({ channel: "#a", url: a }), [a]],
    ["pagerDuty", AlertReceiver.pagerDuty({ routingKey: a }), [a]],
    ["mail without login", AlertReceiver.email(mail), []],
    [
      "mail with login",
      AlertReceiver.email({ ...mail, username: "u", password: a }),
      [a],
    ],
    ["public webhook", AlertReceiver.webhook({ url: "http://a" }), []],
    [
      "secret webhook",
      AlertReceiver.webhook({ url: a, bearerToken: b }),
      [a, b],
    ],
    ["teams", AlertReceiver.teams({ url: a }), [a]],
    ["discord", AlertReceiver.discord({ url: a }), [a]],
    ["telegram", AlertReceiver.telegram({ botToken: a, chatId: -1 }), [a]],
  ])("names every secret of %s", (_, receiver, secrets) => {
    expect(secretsOf(receiver)).toEqual(secrets);
  });
});
