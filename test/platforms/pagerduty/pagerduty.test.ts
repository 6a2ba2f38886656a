import { TerraformStack } from "cdktf";
import { PagerdutyProvider } from "@cdktf/provider-pagerduty/lib/provider";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  EscalationPolicy,
  OnCallSchedule,
  PagerDuty,
} from "../../../lib/platforms/pagerduty";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { SecretRef } from "../../../lib/domain/secret";
import { Duration } from "../../../lib/domain/units";
import { temporaryApp } from "../../support/app";
import {
  resourcesOf,
  synthesize,
  type SynthesizedResource,
} from "../../support/synthesize";
import { pagerDutyStack, paymentsPolicy } from "./fixture";

const js = <T>(value: unknown): T => value as T;

/** The only resource of a type. */
function only(
  stack: Parameters<typeof synthesize>[0],
  type: string,
): SynthesizedResource {
  const found = resourcesOf(synthesize(stack), type);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

describe("PagerDuty", () => {
  it("makes a schedule with the hours of each layer and hand-overs in UTC", () => {
    const { layer, ...rest } = only(
      pagerDutyStack().stack,
      "pagerduty_schedule",
    );
    expect(rest).toEqual({
      name: "Payments on call",
      description: "Managed by cdktf-observability",
      time_zone: "Europe/Berlin",
    });
    expect(layer).toEqual([
      {
        name: "Day",
        start: "2026-01-05T08:00:00Z",
        rotation_virtual_start: "2026-01-05T08:00:00Z",
        rotation_turn_length_seconds: 604_800,
        users: [
          expect.stringMatching(/^\$\{data\.pagerduty_user\..*ann.*\.id\}$/),
          expect.stringMatching(/^\$\{data\.pagerduty_user\..*bob.*\.id\}$/),
        ],
        restriction: [
          {
            type: "daily_restriction",
            start_time_of_day: "08:00:00",
            duration_seconds: 43_200,
          },
        ],
      },
      expect.objectContaining({
        name: "Night",
        restriction: [
          {
            type: "daily_restriction",
            start_time_of_day: "20:00:00",
            duration_seconds: 43_200,
          },
        ],
      }),
    ]);
  });

  it("makes a policy whose levels name the schedule and users", () => {
    expect(
      only(pagerDutyStack().stack, "pagerduty_escalation_policy"),
    ).toMatchObject({
      name: "Payments",
      num_loops: 2,
      rule: [
        {
          escalation_delay_in_minutes: 5,
          target: [{ type: "schedule_reference" }],
        },
        {
          escalation_delay_in_minutes: 15,
          target: [{ type: "user_reference" }, { type: "user_reference" }],
        },
      ],
    });
  });

  it.each([
    [
      {},
      {
        acknowledgement_timeout: "1800",
        auto_resolve_timeout: "null",
        alert_creation: "create_alerts_and_incidents",
        incident_urgency_rule: { type: "constant", urgency: "severity_based" },
      },
    ],
    [
      {
        urgency: "low" as const,
        autoResolveAfter: Duration.hours(4),
        acknowledgementTimeout: "never" as const,
        description: "Takes money",
      },
      {
        acknowledgement_timeout: "null",
        auto_resolve_timeout: "14400",
        description: "Takes money",
        incident_urgency_rule: { type: "constant", urgency: "low" },
      },
    ],
  ])("makes a service of %j", (options, expected) => {
    expect(
      only(pagerDutyStack({}, options).stack, "pagerduty_service"),
    ).toMatchObject(expected);
  });

  it.each([
    [{ kind: "time" as const }, { type: "time", config: {} }],
    [
      { kind: "intelligent" as const, window: Duration.minutes(10) },
      { type: "intelligent", config: { time_window: 600 } },
    ],
    [
      { kind: "content" as const, fields: ["class"], window: Duration.days(1) },
      {
        type: "content_based",
        config: { aggregate: "all", fields: ["class"], time_window: 86_400 },
      },
    ],
  ])("groups alerts by %j", (grouping, expected) => {
    expect(
      only(
        pagerDutyStack({}, { grouping }).stack,
        "pagerduty_alert_grouping_setting",
      ),
    ).toMatchObject(expected);
  });

  it("makes once what several services name", () => {
    const policy = paymentsPolicy();
    const { stack, pagerDuty } = pagerDutyStack(
      {},
      { escalationPolicy: policy },
    );
    pagerDuty.addService({ name: "Refunds", escalationPolicy: policy });
    const all = synthesize(stack);
    expect(resourcesOf(all, "pagerduty_service")).toHaveLength(2);
    expect(resourcesOf(all, "pagerduty_escalation_policy")).toHaveLength(1);
    expect(resourcesOf(all, "pagerduty_schedule")).toHaveLength(1);
    const { data } = JSON.parse(all.text) as {
      data: { pagerduty_user: object };
    };
    expect(Object.keys(data.pagerduty_user)).toHaveLength(4);
  });

  it("means texts literally", () => {
    const { stack } = pagerDutyStack({}, { name: 'A "${b}" %{c}' });
    expect(only(stack, "pagerduty_service").name).toBe('A "$${b}" %%{c}');
  });

  it("keeps keys and the token out of the document, and makes integrations only with consent", () => {
    const without = synthesize(pagerDutyStack().stack);
    expect(without.text).not.toMatch(/token|integration/);
    const { stack } = pagerDutyStack({ secretsInState: true });
    expect(only(stack, "pagerduty_service_integration")).toEqual({
      name: "Alertmanager",
      type: "events_api_v2_inbound_integration",
      service: expect.stringMatching(/^\$\{pagerduty_service\..*\.id\}$/),
    });
    expect(synthesize(stack).text).not.toMatch(/token|integration_key/);
  });

  it("gives Alertmanager a receiver without a reference into another stack", () => {
    const { service } = pagerDutyStack();
    expect(service.receiver()).toEqual(
      AlertReceiver.pagerDuty({
        routingKey: SecretRef.file("pagerduty-payments"),
      }),
    );
    expect(
      service.receiver({ severity: "error", sendResolved: false }),
    ).toMatchObject({ severity: "error", sendResolved: false });
    expect(() => service.receiver({ severity: js("loud") })).toThrow(
      /^\[on-call\/pagerduty\/service-payments\] severity .* must be one of/,
    );
  });

  it("writes which key belongs into which secret", () => {
    const { app } = pagerDutyStack({ region: "eu" });
    app.synth();
    const file = join(app.outdir, "stacks", "on-call", "pagerduty.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      version: 1,
      apiUrl: "https://api.eu.pagerduty.com",
      services: [{ name: "Payments", secret: "pagerduty-payments" }],
    });
  });

  it("tells the provider where the account is, and keeps one that the user made", () => {
    const provider = (text: string) =>
      (JSON.parse(text) as { provider: { pagerduty: unknown } }).provider
        .pagerduty;
    expect(
      provider(synthesize(pagerDutyStack({ region: "eu" }).stack).text),
    ).toEqual([{ service_region: "eu" }]);
    expect(
      provider(
        synthesize(pagerDutyStack({ apiUrl: "http://127.0.0.1:1/" }).stack)
          .text,
      ),
    ).toEqual([{ api_url_override: "http://127.0.0.1:1" }]);
    const stack = new TerraformStack(temporaryApp(), "own");
    new PagerdutyProvider(stack, "mine", { skipCredentialsValidation: true });
    new PagerDuty(stack, "pagerduty");
    expect(provider(synthesize(stack).text)).toEqual([
      { skip_credentials_validation: true },
    ]);
  });
});

describe("PagerDuty refuses", () => {
  const account = () => pagerDutyStack().pagerDuty;
  const policy = paymentsPolicy();

  it.each<[string, () => unknown, RegExp]>([
    [
      "a token",
      () => pagerDutyStack(js({ token: "hunter2" })),
      /token of PagerDuty must stay out of the program.*PAGERDUTY_TOKEN/,
    ],
    [
      "an unknown option",
      () => pagerDutyStack(js({ regions: "eu" })),
      /got "regions"; did you mean "region"/,
    ],
    [
      "an unknown region",
      () => pagerDutyStack(js({ region: "asia" })),
      /must be one of us, eu/,
    ],
    [
      "an address with a password",
      () => pagerDutyStack({ apiUrl: "https://me:hunter2@example.com" }),
      /without a log-in/,
    ],
    [
      "a text for consent",
      () => pagerDutyStack(js({ secretsInState: "no" })),
      /secretsInState of PagerDuty must be true or false/,
    ],
    [
      "a second one in the stack",
      () => new PagerDuty(pagerDutyStack().stack, "again"),
      /stack must have one PagerDuty, got a second one beside on-call\/pagerduty/,
    ],
    [
      "a service of the same name",
      () =>
        account().addService({ name: "payments", escalationPolicy: policy }),
      /PagerDuty service must have a name of its own, got "payments" beside "Payments"/,
    ],
    [
      "another policy of the same name",
      () =>
        account().addService({
          name: "Refunds",
          escalationPolicy: paymentsPolicy(),
        }),
      /escalation policy must have a name of its own/,
    ],
    [
      "another schedule of the same name",
      () =>
        account().addService({
          name: "Refunds",
          escalationPolicy: EscalationPolicy.of({
            name: "Refunds",
            levels: [
              {
                notify: OnCallSchedule.of({
                  name: "Payments on call",
                  timeZone: "UTC",
                  layers: [
                    { users: "dan@example.com", start: "2026-01-05T09:00" },
                  ],
                }),
                escalateAfter: Duration.minutes(5),
              },
            ],
          }),
        }),
      /on-call schedule must have a name of its own/,
    ],
    [
      "the key of another service",
      () => {
        const pagerDuty = account();
        return pagerDuty.addService({
          name: "Refunds",
          escalationPolicy: paymentsPolicy({}, "Refunds"),
          routingKey: SecretRef.file("pagerduty-payments"),
        });
      },
      /routing key of PagerDuty service "Refunds" must be its own/,
    ],
    [
      "the key itself",
      () => pagerDutyStack({}, { routingKey: js("hunter2") }),
      /routing key .* must be a SecretRef, got a text of 7 characters/,
    ],
    [
      "a name without letters for the secret",
      () => pagerDutyStack({}, { name: "支付" }),
      /set routingKey: SecretRef\.file/,
    ],
    [
      "a policy that no factory made",
      () => pagerDutyStack({}, { escalationPolicy: js({ name: "x" }) }),
      /must be an EscalationPolicy, got an object/,
    ],
    [
      "a timeout below a minute",
      () => pagerDutyStack({}, { autoResolveAfter: Duration.seconds(59) }),
      /autoResolveAfter .* at least one minute, or "never", got 59s/,
    ],
    [
      "a window that PagerDuty does not take",
      () =>
        pagerDutyStack(
          {},
          { grouping: { kind: "intelligent", window: Duration.hours(2) } },
        ),
      /5 minutes to 1 hour, got 2h/,
    ],
    [
      "grouping by no field",
      () => pagerDutyStack({}, { grouping: { kind: "content", fields: [] } }),
      /must be names of fields, got none/,
    ],
    [
      "an unknown grouping",
      () => pagerDutyStack({}, { grouping: js({ kind: "random" }) }),
      /must be one of time, intelligent, content/,
    ],
    [
      "an unknown urgency",
      () => pagerDutyStack({}, { urgency: js("loud") }),
      /must be one of severity, high, low/,
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });

  it("the same service in two stacks of the program", () => {
    const app = temporaryApp();
    pagerDutyStack({}, {}, app);
    const other = new PagerDuty(new TerraformStack(app, "other"), "pagerduty");
    other.addService({ name: "Payments", escalationPolicy: policy });
    expect(() => app.synth()).toThrow(
      /got "Payments" here and at other\/pagerduty\/service-payments/,
    );
  });
});
