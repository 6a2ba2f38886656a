import {
  holdsToken,
  isSecretSetting,
  secretSettings,
} from "../../lib/domain/secret-text";

describe("a setting", () => {
  it.each([
    ["GF_SECURITY_ADMIN_PASSWORD", "hunter2"],
    ["AWS_SECRET_ACCESS_KEY", "abcdefgh"],
    ["DATABASE_URL", "postgres://shop:geheim@db/shop"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer abcdefghijk"],
    ["SETTING", `ghp_${"0123456789abcdefghij".repeat(2).slice(0, 36)}`],
    ["api_key", "abc123"],
  ])("is a secret: %s", (name, value) => {
    expect(isSecretSetting(name, value)).toBe(true);
  });

  it.each([
    ["POSTGRES_PASSWORD_FILE", "/run/secrets/shop"],
    ["PASSWORD", "/run/secrets/shop"],
    ["PASSWORD", "file:///run/secrets/shop"],
    ["PASSWORD", ""],
    ["PASSWORD_MIN_LENGTH", "8"],
    ["ALLOW_EMPTY_PASSWORD", "yes"],
    ["TOKEN_TTL", "3600"],
    ["PUBLIC_KEY", "abc"],
    ["DATABASE_URL", "postgres://shop@db/shop"],
    ["team", "token-team"],
    ["OTEL_RESOURCE_ATTRIBUTES", "service.version=1.0.0,host.name=a1"],
  ])("is no secret: %s=%s", (name, value) => {
    expect(isSecretSetting(name, value)).toBe(false);
  });

  it("is named by its path", () => {
    expect(
      secretSettings({
        smtp: { host: "mail", user: "a", password: "geheim", enabled: true },
        servers: [{ url: "https://a:geheim@b/" }, { password_file: "/run/a" }],
        none: null,
      }),
    ).toEqual(["smtp.password", "servers.0.url"]);
  });
});

it("prose about secrets is none", () => {
  expect(
    holdsToken(
      "The password is wrong; rotate the token of {{ $labels.user }}.",
    ),
  ).toBe(false);
});
