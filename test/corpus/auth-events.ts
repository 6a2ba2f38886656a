/** What an event tells: who did it, for whom, from where, and what. */
interface Told {
  readonly who?: string;
  readonly to?: string;
  readonly from?: string;
  readonly tty?: string;
  readonly command?: string;
}

/** Program, message, and what is read of it: action, result and the rest; nothing for what is no event. */
export type AuthMessage = readonly [
  program: string,
  message: string,
  event?: string | undefined,
  told?: Told,
];

const FROM = "203.0.113.9";
const SESSION = "sshd-session";
const FINGERPRINT = "SHA256:H7W5DFLLuX7aeuDblV9fkxJhmZqd0H+I86Vt1HVVK1E";
const FAILED = "ssh_login failure";

/** A log-in that fails, by somebody who chose the name to be taken for another line or address. */
const lie = (to: string): readonly AuthMessage[] => [
  [
    "sshd",
    `Invalid user ${to} from ${FROM} port 5`,
    FAILED,
    { to, from: FROM },
  ],
  [
    SESSION,
    `Failed password for invalid user ${to} from ${FROM} port 5 ssh2`,
    FAILED,
    { to, from: FROM },
  ],
  [
    "sshd",
    `error: PAM: Authentication failure for illegal user ${to} from ${FROM}`,
    FAILED,
    { to, from: FROM },
  ],
  [
    "sshd",
    `error: maximum authentication attempts exceeded for invalid user ${to} from ${FROM} port 5 ssh2 [preauth]`,
    FAILED,
    { to, from: FROM },
  ],
  [
    SESSION,
    `Connection closed by invalid user ${to} ${FROM} port 5 [preauth]`,
    "ssh_connection",
    { to, from: FROM },
  ],
];

const connection = (message: string, to?: string): AuthMessage => [
  "sshd",
  message,
  "ssh_connection",
  { from: FROM, ...(to !== undefined && { to }) },
];

/** Messages of OpenSSH 8 to 10, as its versions write them. */
const SSHD: readonly AuthMessage[] = [
  ...[
    "root from 1.2.3.4 port 22 ssh2",
    "Accepted password for root from 1.2.3.4 port 22 ssh2",
    "x from 1.2.3.4 port 22 ssh2: RSA SHA256:abc",
    "a b",
    "x 1.2.3.4 port 2: y",
    String.raw`\303\274n\303\257`,
    "root  user=alice",
  ].flatMap(lie),
  [
    SESSION,
    "Failed none for invalid user admin from fe80::1%eth0 port 5 ssh2",
    FAILED,
    { to: "admin", from: "fe80::1%eth0" },
  ],
  [
    "sshd-auth",
    `Failed publickey for root from ${FROM} port 5 ssh2: ED25519-CERT ${FINGERPRINT} ID x from 1.2.3.4 port 22 ssh2: RSA SHA256:abc (serial 0) CA RSA ${FINGERPRINT}`,
    FAILED,
    { to: "root", from: FROM },
  ],
  [
    "sshd",
    `error: PAM: User not known to the underlying authentication module for illegal user a for b from ${FROM}`,
    FAILED,
    { to: "a for b", from: FROM },
  ],
  [
    "sshd",
    "Failed password for root from UNKNOWN port 65535 ssh2",
    FAILED,
    { to: "root" },
  ],
  ["sshd", `ROOT LOGIN REFUSED FROM ${FROM} port 5`, FAILED, { from: FROM }],
  [
    "sshd",
    `User bob from ${FROM} not allowed because not listed in AllowUsers`,
    FAILED,
    { to: "bob", from: FROM },
  ],
  [
    SESSION,
    "User bob not allowed because shell /bin/nope does not exist",
    FAILED,
    { to: "bob" },
  ],
  [
    SESSION,
    "fatal: Access denied for user bob by PAM account configuration [preauth]",
    FAILED,
    { to: "bob" },
  ],
  [
    SESSION,
    "pam_unix(sshd:account): account bob has expired (account expired)",
    FAILED,
    { to: "bob" },
  ],
  [
    SESSION,
    "pam_faillock(sshd:auth): Consecutive login failures for user bob account temporarily locked",
    FAILED,
    { to: "bob" },
  ],
  [
    "sshd",
    `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${FROM}  user=root`,
    FAILED,
    { to: "root", from: FROM, tty: "ssh" },
  ],
  [
    SESSION,
    `Accepted publickey for alice from ${FROM} port 5 ssh2: ED25519-CERT ${FINGERPRINT} ID x from 1.2.3.4 port 9 ssh2 (serial 0) CA ED25519 ${FINGERPRINT}`,
    "ssh_login success",
    { to: "alice", from: FROM },
  ],
  [
    "sshd",
    `Accepted keyboard-interactive/pam for alice from ${FROM} port 5 ssh2`,
    "ssh_login success",
    { to: "alice", from: FROM },
  ],
  connection(
    `Disconnecting authenticating user root ${FROM} port 5: Too many authentication failures [preauth]`,
    "root",
  ),
  connection(
    `Postponed keyboard-interactive for invalid user bob from ${FROM} port 5 ssh2 [preauth]`,
    "bob",
  ),
  [
    SESSION,
    `Partial publickey for bob from ${FROM} port 5 ssh2: ED25519 ${FINGERPRINT}`,
    "ssh_connection",
    { to: "bob", from: FROM },
  ],
  connection(
    `ssh_dispatch_run_fatal: Connection from ${FROM} port 5: message authentication code incorrect [preauth]`,
  ),
  connection(`Connection closed by ${FROM} port 5`),
  connection(
    `Received disconnect from ${FROM} port 5:11: disconnected by user`,
  ),
  connection(`banner exchange: Connection from ${FROM} port 5: invalid format`),
  connection(
    `Bad protocol version identification 'x' from 1.2.3.4 port 2' from ${FROM} port 5`,
  ),
  connection(`Did not receive identification string from ${FROM} port 5`),
  connection(
    `Unable to negotiate with ${FROM} port 5: no matching host key type found. Their offer: ssh-dss [preauth]`,
  ),
  connection(
    `reverse mapping checking getaddrinfo for evil.example [${FROM}] failed - POSSIBLE BREAK-IN ATTEMPT!`,
  ),
  connection(`fatal: Timeout before authentication for ${FROM} port 5`),
  connection(
    `drop connection #1 from [${FROM}]:5 on [127.0.0.1]:22 past MaxStartups`,
  ),
  [
    "sshd",
    'error: kex_exchange_identification: client sent invalid protocol identifier "Accepted password for root from 1.2.3.4 port 22 ssh2"',
  ],
  ["sshd", "Connection closed by UNKNOWN port 65535 [preauth]"],
  ["ftpd", "Accepted password for root from 1.2.3.4 port 22 ssh2"],
];

const DROPBEAR: readonly AuthMessage[] = [
  ...(
    [
      ["Password auth succeeded for 'bob'", "success", { to: "bob" }],
      [
        `Pubkey auth succeeded for 'bob' with ssh-ed25519 key ${FINGERPRINT}`,
        "success",
        { to: "bob" },
      ],
      ["Bad password attempt for 'bob'", "failure", { to: "bob" }],
      ["Login attempt for nonexistent user", "failure", {}],
    ] as const
  ).map(([message, result, told]): AuthMessage => [
    "dropbear",
    `${message} from ${FROM}:57496`,
    `ssh_login ${result}`,
    { ...told, from: FROM },
  ]),
  ...[
    "Child connection from ADDRESS",
    "Exit (bob) from <ADDRESS>: Disconnect received",
    "Exit before auth from <ADDRESS>: (user 'bob', 1 fails): Exited normally",
  ].map((message): AuthMessage => [
    "dropbear",
    message.replace("ADDRESS", `${FROM}:57496`),
    "ssh_connection",
    { from: FROM },
  ]),
];

const bob = { who: "bob", to: "root" };
const BOB = { ...bob, tty: "pts/0", command: "/bin/ls" };
const RAN = "TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls";

/** What sudo writes with `log_format=json`, shortened. */
const sudoJson = (kind: string, command: string): string =>
  `@cee:{"sudo":{"${kind}":{"uuid":"333ca25e9f","reason":"command not allowed","server_time":{"seconds":1795300459},"submituser":"bob","command":"/bin/sh","runuser":"root","runcwd":"/","ttyname":"/dev/pts/3","runargv":["sh","-c",${JSON.stringify(command)}],"runenv":["USER=root","SUDO_USER=bob"]}}}`;

const PRIVILEGES: readonly AuthMessage[] = [
  ["sudo", `     bob : command not allowed ; ${RAN}`, "sudo failure", BOB],
  ["sudo", `     bob : user NOT in sudoers ; ${RAN}`, "sudo failure", BOB],
  [
    "sudo",
    `     bob : 1 incorrect password attempt ; ${RAN}`,
    "sudo failure",
    BOB,
  ],
  [
    "sudo",
    `     bob : user not allowed to change directory to /tmp ; ${RAN}`,
    "sudo failure",
    BOB,
  ],
  [
    "sudo",
    "     bob : HOST=web1 ; TTY=unknown ; CHROOT=/a b ; PWD=/ ; USER=root ; GROUP=adm ; TSID=000001 ; ENV=A=b ; COMMAND=/bin/ls",
    "sudo success",
    { ...BOB, tty: "unknown" },
  ],
  [
    "sudo",
    "     bob : TTY=pts/0 ; PWD=/tmp/a ; USER=bob ; COMMAND=x ; USER=root ; COMMAND=/bin/ls",
    "sudo success",
    { ...BOB, to: "bob", command: "x ; USER=root ; COMMAND=/bin/ls" },
  ],
  [
    "sudo",
    `     bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c 'true#012eve : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh'`,
    "sudo success",
    {
      ...BOB,
      command:
        "/bin/sh -c 'true#012eve : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh'",
    },
  ],
  [
    "sudo-rs",
    "bob :  PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
    "sudo success",
    { ...bob, command: "/usr/bin/id" },
  ],
  [
    "sudo",
    sudoJson("accept", "true"),
    "sudo success",
    { ...bob, tty: "/dev/pts/3", command: '"sh","-c","true"' },
  ],
  [
    "sudo",
    sudoJson("reject", 'echo ","submituser":"eve'),
    "sudo failure",
    {
      ...bob,
      tty: "/dev/pts/3",
      command: String.raw`"sh","-c","echo \",\"submituser\":\"eve"`,
    },
  ],
  [
    "sudo",
    "     bob : (command continued) xxx",
    undefined,
    { who: "bob", command: "xxx" },
  ],
  [
    "sudo",
    "pam_unix(sudo:auth): authentication failure; logname= uid=1002 euid=0 tty=/dev/pts/0 ruser=bob rhost=  user=bob",
    "sudo failure",
    { who: "bob", to: "bob", tty: "/dev/pts/0" },
  ],
  [
    "sudo",
    "pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1002)",
    "session_open success",
    { who: "1002", to: "root" },
  ],
  [
    "su",
    "BAD SU bob to root on /dev/pts/1",
    "su failure",
    { ...bob, tty: "/dev/pts/1" },
  ],
  ["su", "- /dev/pts/0 bob:root", "su failure", { ...bob, tty: "/dev/pts/0" }],
  ["su", "+ /dev/pts/0 bob:root", "su success", { ...bob, tty: "/dev/pts/0" }],
  ["su", "Successful su for root by bob", "su success", bob],
  ["su", "FAILED su for root by bob", "su failure", bob],
  ["su", "(to root) bob on none", "su success", { ...bob, tty: "none" }],
  [
    "doas",
    "bob ran command id as root from /",
    "doas success",
    { ...bob, command: "id" },
  ],
  [
    "doas",
    "command not permitted for bob: id",
    "doas failure",
    { who: "bob", command: "id" },
  ],
  [
    "pkexec",
    "bob: Error executing command as another user: Not authorized [USER=root] [TTY=unknown] [CWD=/x] [COMMAND=/usr/bin/id]",
    "pkexec failure",
    { ...bob, tty: "unknown", command: "/usr/bin/id" },
  ],
  [
    "login",
    "FAILED LOGIN (1) on '/dev/pts/4' FOR 'alice', Authentication failure",
    "login failure",
    { to: "alice", tty: "/dev/pts/4" },
  ],
  [
    "login",
    "LOGIN ON tty1 BY alice",
    "login success",
    { to: "alice", tty: "tty1" },
  ],
];

const changed = (
  program: string,
  message: string,
  told: Told,
  action = "account_change",
): AuthMessage => [program, message, `${action} success`, told];

const ACCOUNTS: readonly AuthMessage[] = [
  changed("usermod", "change user 'eve' UID from '1003' to '0'", { to: "eve" }),
  changed("usermod", "add 'eve' to group 'sudo'", { to: "eve" }),
  changed("gpasswd", "user eve added by root to group sudo", {
    who: "root",
    to: "eve",
  }),
  changed("gpasswd", "members of group sudo set by root to bob,eve", {
    who: "root",
    to: "bob,eve",
  }),
  changed("usermod", "unlock user 'eve' password", { to: "eve" }),
  changed("userdel", "removed group 'eve' owned by 'bob'", { to: "eve" }),
  changed("groupdel", "group 'staff' removed", { to: "staff" }),
  changed(
    "groupmod",
    "group changed in /etc/group (group staff/4321, new name: crew)",
    { to: "staff" },
  ),
  changed("chage", "changed password expiry for bob", { to: "bob" }),
  changed(
    "passwd",
    "password for 'bob' changed by 'root'",
    { who: "root", to: "bob" },
    "password_change",
  ),
  changed(
    "chpasswd",
    "pam_unix(chpasswd:chauthtok): password changed for bob",
    { to: "bob" },
    "password_change",
  ),
];

/** What Debian's programs of real machines have written, and what other systems write. */
export const AUTH_MESSAGES: readonly AuthMessage[] = [
  ...SSHD,
  ...DROPBEAR,
  ...PRIVILEGES,
  ...ACCOUNTS,
];
