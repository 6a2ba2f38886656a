import { AlertReceiver } from "../../lib/domain/routing/receiver";
import { SecretRef } from "../../lib/domain/secret";
import { DockerPlatform } from "../../lib/platforms/docker/docker-platform";
import { SecretStore } from "../../lib/platforms/docker/secret-store";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { synthesize } from "../support/synthesize";

const hook = (path: string) =>
  AlertReceiver.webhook({ url: `https://hooks.example.com/${path}` });

function stackWith(fallbackReceivers?: readonly AlertReceiver[]) {
  return new MonitoringStack(temporaryApp(), "monitoring", {
    platform: DockerPlatform.local({ secrets: SecretStore.volume("secrets") }),
    profile: "minimal",
    defaultReceivers: [hook("usual")],
    deadMan: hook("dead-man"),
    ...(fallbackReceivers && { fallbackReceivers }),
  });
}

describe("fallbackReceivers of a Monitoring", () => {
  const told = (stack: MonitoringStack) =>
    stack.monitoring
      .explainRoute(
        { alertname: "AlertmanagerNotificationsFailing", team: "platform" },
        { at: new Date(0) },
      )
      .told.map(({ receiver }) => receiver);
  const warnings = (stack: MonitoringStack) => {
    synthesize(stack);
    return stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .map(({ data }) => String(data))
      .filter((text) => text.includes("fallback-missing"));
  };

  it("are told of messages that fail, with their secrets at hand", () => {
    const secret = SecretRef.file("chat-of-the-fallback");
    const stack = stackWith([AlertReceiver.discord({ url: secret })]);
    expect(told(stack)).toEqual(["fallback", "default"]);
    expect(warnings(stack)).toEqual([]);
    expect(synthesize(stack).text).toContain(
      "/run/secrets/chat-of-the-fallback",
    );
  });

  it("are missed where one way tells everything", () => {
    const stack = stackWith();
    expect(told(stack)).toEqual(["default"]);
    expect(warnings(stack)).toHaveLength(1);
  });
});
