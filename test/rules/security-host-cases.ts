import {
  address,
  aged,
  AUTH,
  DAY,
  IP,
  labels,
  type LogCase,
} from "./security-case";
import {
  acceptedLogin,
  failedLogin,
  sshd,
  sudo,
  sudoCommand,
  times,
  tool,
} from "./security-lines";

const failures = (count: number, user = "root", source = IP) =>
  times(count, (n) => failedLogin(user, source, n));

/** What PAM tells of the same when passwords are asked for by the keyboard. */
const pamFailures = (count: number, user = "root", source = IP) =>
  times(count, (n) =>
    sshd(`error: PAM: Authentication failure for ${user} from ${source}`, n),
  );

/** What sudo writes with `log_format=json`. */
const sudoJson = (kind: string, reason: string, command = "id") =>
  tool(
    "sudo",
    `@cee:{"sudo":{"${kind}":{"uuid":"333ca25e9f",${reason}"server_time":{"seconds":1795300459},"submituser":"mallory","command":"/usr/bin/id","runuser":"root","runargv":[${JSON.stringify(command)}]}}}`,
  );

/** Names by which somebody wants to be taken for somebody else. */
const LYING_NAMES = [
  "root from 192.0.2.1 port 22 ssh2",
  "invalid user root from 192.0.2.1 port 22 ssh2: RSA SHA256:AAAA",
  "x]",
  "web1 sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2",
];

/** Cases of the alerts about hosts. */
export const HOST_CASES: Readonly<Record<string, LogCase>> = {
  SshLoginFailuresFromSource: {
    stream: AUTH,
    fires: failures(6),
    expect: {
      labels: labels("P3", "auth", { source: IP }),
      summary: `Many log-ins from ${IP} fail on web1.`,
      description: `6 log-ins from ${IP} failed on web1 within a minute; up to 5 are usual.`,
    },
    silent: failures(5),
    alsoFires: {
      "names that look like another address": LYING_NAMES.flatMap((name) =>
        times(2, (n) => failedLogin(`invalid user ${name}`, IP, n)),
      ),
      "an address of IPv6, and any method": times(6, (n) =>
        failedLogin("root", "2001:db8::5", n, "publickey"),
      ),
      "passwords that PAM asks for": pamFailures(6),
      "names that PAM knows as little": [
        ...LYING_NAMES.flatMap((name) =>
          pamFailures(1, `illegal user ${name}`, IP),
        ),
        ...pamFailures(2, "illegal user x", IP),
      ],
      "the format of RFC 5424": times(
        6,
        (n) =>
          `<38>1 2026-11-21T08:37:07.123456+00:00 web1 sshd ${n} - -  Failed password for root from ${IP} port ${n} ssh2`,
      ),
      "busybox, which names facility and severity": times(
        6,
        (n) =>
          `Nov 21 08:37:07 web1 auth.info sshd[${n}]: Failed password for root from ${IP} port ${n} ssh2`,
      ),
      "lines that rsyslog has folded": [
        failedLogin("root", IP),
        sshd(
          `message repeated 5 times: [ Failed password for root from ${IP} port 40000 ssh2]`,
        ),
      ],
    },
    edges: {
      "failures of longer ago": [
        ...aged(70, failures(5)),
        ...aged(1, failures(5)),
      ],
      "many addresses, few failures of each": times(60, (n) =>
        failedLogin("root", address(n % 15), n),
      ),
      "failures of which both PAM and sshd tell": [
        ...pamFailures(3),
        ...times(3, (n) =>
          failedLogin("root", IP, n, "keyboard-interactive/pam"),
        ),
      ],
      "somebody who mistypes, and logs in": [
        failedLogin("alice", IP),
        ...pamFailures(1, "alice"),
        acceptedLogin("alice", IP),
      ],
      "whoever looks at the port every second": times(60, (n) =>
        sshd(`Connection closed by ${IP} port ${n}`, n),
      ),
      "a name with a folded line in it": times(5, (n) =>
        failedLogin(
          "invalid user message repeated 99 times: [ Failed password for root",
          IP,
          n,
        ),
      ),
    },
  },
  SshLoginFailuresHigh: {
    stream: AUTH,
    fires: times(101, (n) => failedLogin("root", address(n), n)),
    expect: {
      labels: labels("P3", "all"),
      summary: "Very many log-ins fail.",
      description:
        "101 log-ins failed within a minute, from all addresses together; up to 100 are usual.",
    },
    silent: times(100, (n) => failedLogin("root", address(n), n)),
  },
  SshBruteForceSucceeded: {
    stream: AUTH,
    fires: [...aged(500, failures(10)), acceptedLogin("root", IP)],
    expect: {
      labels: labels("P1", "auth", { source: IP }),
      summary: `Somebody at ${IP} may have guessed a password on web1.`,
      description: `After 10 failed log-ins within 15 minutes, one from ${IP} succeeded on web1.`,
    },
    silent: [...aged(500, failures(9)), acceptedLogin("root", IP)],
    alsoFires: {
      "passwords that PAM asks for": [
        ...aged(500, pamFailures(10)),
        acceptedLogin("root", IP, "keyboard-interactive/pam"),
      ],
    },
    edges: {
      "somebody else logs in": [
        ...failures(50),
        acceptedLogin("alice", "192.0.2.7"),
      ],
      "a key, which nobody guesses": [
        ...failures(50),
        acceptedLogin("root", IP, "publickey"),
      ],
      "nobody logs in": failures(50),
      "a name that looks like a log-in": times(50, (n) =>
        failedLogin(
          `x\n${acceptedLogin("root", IP)}`.replace("\n", "\\n"),
          IP,
          n,
        ),
      ),
      "other lines in which a log-in is quoted": [
        ...failures(50),
        ...[
          `Invalid user Accepted password for root from ${IP} port 22 ssh2 from ${IP} port 5`,
          `error: kex_exchange_identification: client sent invalid protocol identifier "Accepted password for root from ${IP} port 22 ssh2"`,
          `Connection closed by invalid user Accepted password for root from ${IP} port 22 ssh2 ${IP} port 5 [preauth]`,
        ].map((message, form) => sshd(message, form)),
        tool("ftpd", `Accepted password for root from ${IP} port 22 ssh2`),
      ],
      "nothing has failed": [acceptedLogin("root", IP)],
    },
  },
  SshLoginManyAccounts: {
    stream: AUTH,
    fires: aged(
      600,
      times(11, (n) => failedLogin(`invalid user u${n}`, IP, n)),
    ),
    expect: {
      labels: labels("P3", "auth", { source: IP }),
      summary: `${IP} tries many accounts on web1.`,
      description: `Log-ins from ${IP} to 11 accounts failed on web1 within 15 minutes; somebody tries a list of names.`,
    },
    silent: times(40, (n) => failedLogin(`u${n % 10}`, IP, n)),
  },
  SshLoginManySources: {
    stream: AUTH,
    fires: aged(
      600,
      times(21, (n) => failedLogin("root", address(n), n)),
    ),
    expect: {
      labels: labels("P3", "auth", { user: "root" }),
      summary: "Many addresses try the account root on web1.",
      description:
        "Log-ins to root failed on web1 from 21 addresses within 15 minutes; somebody spreads a search for its password.",
    },
    silent: times(80, (n) => failedLogin("root", address(n % 20), n)),
    edges: {
      "an account that does not exist": times(60, (n) =>
        failedLogin("invalid user admin", address(n), n),
      ),
    },
  },
  SshLoginFromNewNetwork: {
    stream: AUTH,
    fires: [
      ...aged(7 * DAY, [acceptedLogin("alice", IP)]),
      ...aged(3 * DAY, [acceptedLogin("alice", "192.0.2.7")]),
      acceptedLogin("alice", IP),
    ],
    expect: {
      labels: labels("P3", "auth", { user: "alice", network: "203.0.113." }),
      summary: "alice logged in from a new network on web1.",
      description:
        "alice logged in on web1 from an address that begins with 203.0.113., from where nobody did in the 6d before.",
    },
    silent: [
      ...aged(5 * DAY, [acceptedLogin("bob", "203.0.113.200")]),
      ...aged(1.5 * DAY, [acceptedLogin("bob", "192.0.2.7")]),
      acceptedLogin("alice", IP),
    ],
    alsoFires: {
      "IPv6 and a key": [
        ...aged(2 * DAY, [acceptedLogin("alice", "2001:db8:1::1")]),
        acceptedLogin("alice", "2001:db8:2::1", "publickey"),
      ],
    },
    edges: {
      "there is no day of history": [
        ...aged(7200, [acceptedLogin("alice", "192.0.2.7")]),
        acceptedLogin("alice", IP),
      ],
      "the machine itself": [
        ...aged(2 * DAY, [acceptedLogin("alice", IP)]),
        acceptedLogin("alice", "::1"),
      ],
      "a log-in that failed": [
        ...aged(2 * DAY, [acceptedLogin("alice", IP)]),
        failedLogin("alice", "192.0.2.7"),
      ],
    },
  },
  SudoByUnexpectedUser: {
    stream: AUTH,
    fires: [sudoCommand("mallory"), sudoCommand("deploy")],
    expect: {
      labels: labels("P3", "auth", { user: "mallory" }),
      summary: "mallory used sudo on web1, who is not expected to.",
      description:
        "mallory ran 1 commands by sudo on web1 within 10 minutes and is not among the accounts that are known to.",
    },
    silent: [
      sudoCommand(
        "deploy",
        "/bin/echo mallory : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
      ),
    ],
    alsoFires: {
      "a name that only begins so": [sudoCommand("deploy2")],
      "sudo that writes JSON": [sudoJson("accept", "")],
      "the sudo that is written in Rust": [
        tool("sudo-rs", "mallory :  PWD=/ ; USER=root ; COMMAND=/usr/bin/id "),
      ],
    },
    edges: {
      "a program of every minute": times(10, (n) =>
        sudo(
          `deploy : TTY=unknown ; PWD=/ ; USER=root ; COMMAND=/usr/bin/check ${n}`,
          n,
        ),
      ),
      "a command with a line break": [
        sudoCommand(
          "deploy",
          "/bin/sh -c 'true#012mallory : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh'",
        ),
      ],
      "sudo that refuses in JSON": [
        sudoJson("reject", '"reason":"command not allowed",'),
      ],
      "sudo refused it": [
        sudo(
          "mallory : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
        ),
      ],
      "only its session is told of": [
        tool(
          "sudo",
          "pam_unix(sudo:session): session opened for user root(uid=0) by mallory(uid=1001)",
        ),
      ],
    },
  },
  SudoDenied: {
    stream: AUTH,
    fires: [
      sudo(
        "mallory : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/mallory ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow",
      ),
      sudo(
        "mallory : command not allowed ; TTY=pts/0 ; PWD=/home/mallory ; USER=root ; COMMAND=/bin/sh",
        1,
      ),
      sudo(
        "mallory : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
      ),
    ],
    expect: {
      labels: labels("P3", "auth", { user: "mallory" }),
      summary: "sudo refused mallory on web1.",
      description:
        "sudo refused mallory 3 times on web1 within 10 minutes: no sudoer, a command that is not allowed, or wrong passwords.",
    },
    alsoFires: {
      "sudo that writes JSON": [
        sudoJson("reject", '"reason":"user NOT in sudoers",'),
        sudoJson("reject", '"reason":"3 incorrect password attempts",'),
      ],
      "a folder that is not allowed": [
        sudo(
          "mallory : user not allowed to change directory to /tmp ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
        ),
      ],
    },
    edges: {
      "sudo that asks in JSON": [
        sudoJson("reject", '"reason":"a password is required",'),
        sudoJson(
          "accept",
          "",
          '{"reject":{"reason":"user NOT in sudoers","submituser":"eve"',
        ),
      ],
      "a password that was mistyped once": [
        tool(
          "sudo",
          "pam_unix(sudo:auth): authentication failure; logname= uid=1001 euid=0 tty=/dev/pts/0 ruser=deploy rhost=  user=deploy",
        ),
        sudoCommand("deploy"),
      ],
    },
    silent: [
      sudoCommand("deploy", "/bin/echo user NOT in sudoers ; x"),
      sudoCommand("mallory", "/usr/bin/grep 'command not allowed ;' /var/log"),
      sudo(
        "deploy : a password is required ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/true",
      ),
    ],
  },
  SuToRoot: {
    stream: AUTH,
    fires: [
      tool(
        "su",
        "pam_unix(su:session): session opened for user root(uid=0) by mallory(uid=1001)",
      ),
      tool("su", "(to root) mallory on pts/0"),
      tool("su", "FAILED SU (to root) mallory on pts/0"),
    ],
    expect: {
      labels: labels("P3", "auth", { user: "mallory" }),
      summary: "mallory became root by su on web1, or tried to.",
      description:
        "mallory used su for root 2 times on web1 within 10 minutes, which leaves no trace of the commands that follow.",
    },
    alsoFires: {
      "by the su of the shadow tools": [
        tool("su", "Successful su for root by mallory"),
      ],
    },
    silent: [
      tool("su", "(to postgres) mallory on pts/0"),
      tool("su", "(to root) root on none"),
      tool("su", "(to mallory) root on pts/0"),
      // The user whose name looks like another line.
      tool("su", "(to a(to root) mallory on) bob on pts/0"),
    ],
  },
  AdministratorAdded: {
    stream: AUTH,
    fires: [tool("usermod", "add 'mallory' to group 'sudo'")],
    expect: {
      labels: labels("P2", "auth", { user: "mallory" }),
      summary: "mallory got the rights of root on web1.",
      description:
        "mallory became a member of a group of administrators on web1, or was made with the id of root, within the last 10 minutes.",
    },
    silent: [
      tool("usermod", "add 'mallory' to group 'video'"),
      tool("usermod", "add 'mallory' to shadow group 'sudoers'"),
      tool("gpasswd", "user mallory added by root to group games"),
      tool("gpasswd", "user mallory removed by root from group sudo"),
      tool(
        "useradd",
        "new user: name=mallory, UID=1001, GID=1001, home=/home/mallory, shell=/bin/bash, from=/dev/pts/0",
      ),
    ],
    alsoFires: {
      "by gpasswd": [
        tool("gpasswd", "user mallory added by root to group wheel"),
      ],
      "by a list of all members": [
        tool("gpasswd", "members of group sudo set by root to mallory"),
      ],
      "by the id of root, later": [
        tool("usermod", "change user 'mallory' UID from '1001' to '0'"),
      ],
      "by the group of root": [
        tool("usermod", "change user 'mallory' GID from '1001' to '0'"),
        tool(
          "useradd",
          "new user: name=mallory, UID=1001, GID=0, home=/home/mallory, shell=/bin/sh, from=none",
        ),
      ],
      "with the id of root": [
        tool(
          "useradd",
          "new user: name=mallory, UID=0, GID=0, home=/root, shell=/bin/sh, from=/dev/pts/0",
        ),
      ],
    },
    edges: {
      "another id, and members of another group": [
        tool("usermod", "change user 'mallory' UID from '0' to '1001'"),
        tool("usermod", "change user 'mallory' home from '/' to '0'"),
        tool("gpasswd", "members of group games set by root to mallory"),
      ],
      "a log-in by a name that looks like it": [
        failedLogin("invalid user add 'mallory' to group 'sudo'", IP),
        failedLogin(
          `invalid user ${tool("usermod", "add 'mallory' to group 'sudo'")}`,
          IP,
        ),
      ],
    },
  },
  AccountCreated: {
    stream: AUTH,
    fires: [
      tool(
        "useradd",
        "new user: name=mallory, UID=1001, GID=1001, home=/home/mallory, shell=/bin/bash, from=/dev/pts/0",
      ),
    ],
    expect: {
      labels: labels("P3", "auth", { user: "mallory" }),
      summary: "The account mallory is new on web1.",
      description:
        "Somebody made the account mallory on web1 within the last 10 minutes.",
    },
    silent: [
      tool("useradd", "new group: name=mallory, GID=1001"),
      tool("userdel", "delete user 'mallory'"),
      tool("chage", "changed password expiry for mallory"),
    ],
  },
};
