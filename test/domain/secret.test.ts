import { requireSecretRef, SecretRef } from "../../lib/domain/secret";

const LEAK = "hooks.example/T000/SECRET";

describe("SecretRef", () => {
  it("names a file", () => {
    expect(SecretRef.file("slack-url").name).toBe("slack-url");
  });

  it.each([`https://${LEAK}`, "../escape", "a/b", "", "Upper"])(
    "refuses %j as a name and does not repeat it",
    (name) => {
      let message = "";
      try {
        SecretRef.file(name);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain("secret name must be a plain file name");
      if (name !== "") {
        expect(message).not.toContain(JSON.stringify(name));
      }
    },
  );

  it("refuses the secret itself in place of a reference, without repeating it", () => {
    const attempt = () => requireSecretRef("Slack URL", `https://${LEAK}`);
    expect(attempt).toThrow("Slack URL must be a SecretRef");
    expect(attempt).not.toThrow(LEAK);
  });
});
