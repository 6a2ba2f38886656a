import type { TerraformResourceLifecycle } from "cdktf";
import { terraformText } from "../terraform-text";
import { privileges } from "./hardened-container";

/** What containers that do one small thing have in common. */
export const HELPER = {
  ...privileges(),
  mustRun: false,
  memory: 64,
  memorySwap: 64,
  logDriver: "json-file",
  logOpts: { "max-size": "1m", "max-file": "1" },
} as const;

/** Ends the apply with an error when the program of the container fails. */
export function mustSucceed(what: string): TerraformResourceLifecycle {
  return {
    postcondition: [
      {
        condition: "${self.exit_code == 0}",
        errorMessage: terraformText(
          `${what}, got another exit code than 0; look at "docker logs" of this container`,
        ),
      },
    ],
  };
}
