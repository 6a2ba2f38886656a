import type { AlertRule } from "../../../domain/rules/rule";
import type { PackAlert } from "../priority";
import { counted, most, privilegeLines } from "./lines";
import type { SecuritySettings } from "./options";

const ON = "{{ with $labels.host }} on {{ . }}{{ end }}";

/** Events of which each is told, for this long. */
const WINDOW = "10m";

/** Use of the rights of root, and changes of who has them. */
export function privilegeAlerts(
  alert: PackAlert,
  auth: NonNullable<SecuritySettings["auth"]>,
): readonly AlertRule[] {
  const lines = privilegeLines(auth);
  const any = (of: string): string =>
    most(`${counted(of)(WINDOW, "host", "user")} > 0`);
  return [
    ...(auth.sudoUsers === undefined
      ? []
      : [
          alert("P3", {
            alert: "SudoByUnexpectedUser",
            expr: any(lines.unexpectedSudo),
            summary: `{{ $labels.user }} used sudo${ON}, who is not expected to.`,
            description: `{{ $labels.user }} ran {{ $value }} commands by sudo${ON} within 10 minutes and is not among the accounts that are known to.`,
          }),
        ]),
    alert("P3", {
      alert: "SudoDenied",
      expr: any(lines.sudoDenied),
      summary: `sudo refused {{ $labels.user }}${ON}.`,
      description: `sudo refused {{ $labels.user }} {{ $value }} times${ON} within 10 minutes: no sudoer, a command that is not allowed, or wrong passwords.`,
    }),
    alert("P3", {
      alert: "SuToRoot",
      expr: any(lines.suToRoot),
      summary: `{{ $labels.user }} became root by su${ON}, or tried to.`,
      description: `{{ $labels.user }} used su for root {{ $value }} times${ON} within 10 minutes, which leaves no trace of the commands that follow.`,
    }),
    alert("P2", {
      alert: "AdministratorAdded",
      expr: any(lines.administratorAdded),
      summary: `{{ $labels.user }} got the rights of root${ON}.`,
      description: `{{ $labels.user }} became a member of a group of administrators${ON}, or was made with the id of root, within the last 10 minutes.`,
    }),
    alert("P3", {
      alert: "AccountCreated",
      expr: any(lines.accountCreated),
      summary: `The account {{ $labels.user }} is new${ON}.`,
      description: `Somebody made the account {{ $labels.user }}${ON} within the last 10 minutes.`,
    }),
  ];
}
