import fc from "fast-check";
import { authPatterns } from "../../lib/packs/alerts/security/patterns";
import { IP } from "./security-case";
import { sshd, sudo, tool } from "./security-lines";

/** The pattern of Loki, in the language of JavaScript. */
function compiled(pattern: keyof ReturnType<typeof authPatterns>): RegExp {
  const source = authPatterns(["sudo", "wheel"])[pattern];
  return new RegExp(source.replaceAll("(?P<", "(?<"), "u");
}

const groupsOf = (pattern: RegExp, line: string) => pattern.exec(line)?.groups;

/** What somebody types to be taken for somebody else; sshd and sudo write signs of control as codes. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        " from 192.0.2.1 port 22 ssh2",
        " from 192.0.2.1",
        ": RSA SHA256:abc",
        "Accepted password for root",
        "Failed password for ",
        "invalid user ",
        "error: PAM: Authentication failure for ",
        "message repeated 99 times: [ ",
        "]",
        "web1 sshd[1]: ",
        "mallory : user NOT in sudoers ; ",
        "mallory : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
        " ; USER=root ; COMMAND=",
        '@cee:{"sudo":{"reject":{"reason":"user NOT in sudoers","submituser":"mallory",',
        '","submituser":"mallory","',
        "(to root) mallory on pts/0",
        "add 'mallory' to group 'sudo'",
        " ",
        "root",
      ),
      fc.string({ maxLength: 8 }).map((any) => any.replace(/\p{Cc}/gu, "?")),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

const failed = compiled("failed");
const accepted = compiled("accepted");
const sudoRan = compiled("sudo");
const sudoDenied = compiled("sudoDenied");
const others = (
  ["suToRoot", "administratorAdded", "accountCreated"] as const
).map(compiled);

it("takes the name of a failed log-in for a name, whatever it looks like", () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 1 }), (user, form) => {
      const told = [
        sshd(
          `Failed password for invalid user ${user} from ${IP} port 5 ssh2`,
          form,
        ),
        sshd(
          `error: PAM: Authentication failure for illegal user ${user} from ${IP}`,
          form,
        ),
      ];
      for (const line of told) {
        expect(groupsOf(failed, line)).toMatchObject({ user, source: IP });
      }
      const lines = [
        ...told,
        sshd(`Invalid user ${user} from ${IP} port 5`, form),
        sshd(
          `Connection closed by invalid user ${user} ${IP} port 5 [preauth]`,
          form,
        ),
        sshd(
          `error: kex_exchange_identification: client sent invalid protocol identifier "${user}"`,
          form,
        ),
      ];
      for (const pattern of [accepted, sudoRan, sudoDenied, ...others]) {
        expect(lines.filter((line) => pattern.test(line))).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});

it("takes folders and commands of sudo for what they are", () => {
  fc.assert(
    fc.property(text, text, (folder, command) => {
      const ran = [
        sudo(
          `alice : TTY=pts/0 ; PWD=/${folder} ; USER=root ; COMMAND=/${command}`,
        ),
        tool(
          "sudo",
          `@cee:{"sudo":{"accept":{"uuid":"1","submituser":"alice","command":"/bin/sh","runuser":"root","runcwd":${JSON.stringify(folder)},"runargv":[${JSON.stringify(command)}]}}}`,
        ),
      ];
      for (const line of ran) {
        expect(groupsOf(sudoRan, line)).toEqual({ user: "alice" });
        expect(line).not.toMatch(sudoDenied);
      }
      const refused = [
        sudo(
          `alice : command not allowed ; TTY=pts/0 ; PWD=/${folder} ; USER=root ; COMMAND=/${command}`,
        ),
        tool(
          "sudo",
          `@cee:{"sudo":{"reject":{"uuid":"1","reason":"command not allowed","submituser":"alice","command":"/bin/sh","runargv":[${JSON.stringify(command)}]}}}`,
        ),
      ];
      for (const line of refused) {
        expect(groupsOf(sudoDenied, line)).toEqual({ user: "alice" });
        expect(line).not.toMatch(sudoRan);
      }
      expect(sudo(`alice : (command continued) ${command}`)).not.toMatch(
        sudoDenied,
      );
    }),
    { numRuns: 2000 },
  );
});
