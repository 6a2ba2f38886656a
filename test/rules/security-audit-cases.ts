import { aged, AUDIT, labels, type LogCase } from "./security-case";
import { auditCall, times } from "./security-lines";

/** What the kernel tells of auditing itself. */
const config = (message: string) =>
  `type=CONFIG_CHANGE msg=audit(1795250000.123:456): ${message}`;
const removedRule = () =>
  config(
    'auid=1000 ses=10 op=remove_rule key="identity" list=4 res=1\x1dAUID="alice"',
  );
const addedRule = () =>
  config('auid=1000 ses=10 op=add_rule key="identity" list=4 res=1');

/** What auditd tells of itself, at a second of its own. */
const daemon = (type: string, second: number) =>
  `type=DAEMON_${type} msg=audit(${1795250000 + second}.5:7): op=terminate auid=0 uid=0 ses=1 pid=1 res=success`;

/** Cases of the alerts about auditd. */
export const AUDIT_CASES: Readonly<Record<string, LogCase>> = {
  SshKeyChanged: {
    stream: AUDIT,
    fires: [auditCall({ key: '"ssh_key"' })],
    expect: {
      labels: labels("P2", "audit", {
        key: "ssh_key",
        auid: "1000",
        exe: "/usr/bin/vim.basic",
      }),
      summary: "Authorized keys changed on web1.",
      description:
        "Files with authorized keys were changed 1 times on web1 within 10 minutes, by /usr/bin/vim.basic for the account with the number 1000.",
    },
    silent: [
      auditCall({ key: '"ssh_key"', success: "no" }),
      auditCall({ key: '"critical_file"' }),
      auditCall({ key: '"ssh_keys_of_tests"' }),
    ],
    alsoFires: {
      "a rule with several keys": [
        [
          0,
          auditCall({ key: "637269746963616C0173\x1dARCH=x86_64" }),
          { audit_key: "mine ssh_key" },
        ],
      ],
      "the enriched format, with the name of the node": [
        `node=web1 ${auditCall({ key: '"ssh_key"', tail: '\x1dARCH=x86_64 SYSCALL=openat AUID="alice" UID="root"' })}`,
      ],
    },
    edges: {
      "a program that is called like a key": [
        auditCall({
          key: "(null)",
          comm: "6B65793D227373685F6B657922",
        }),
      ],
      "words of a message": [
        `type=USER_CMD msg=audit(1795250000.123:456): pid=1 uid=1000 auid=1000 ses=3 msg='cwd="/" cmd="echo success=yes auid=1 exe=x key=ssh_key" terminal=pts/0 res=success'`,
      ],
    },
  },
  CriticalFileChanged: {
    stream: AUDIT,
    fires: [auditCall({ key: '"identity"' })],
    expect: {
      labels: labels("P2", "audit", {
        key: "identity",
        auid: "1000",
        exe: "/usr/bin/vim.basic",
      }),
      summary: "A critical file changed on web1.",
      description:
        "What is watched under the key identity was changed 1 times on web1 within 10 minutes, by /usr/bin/vim.basic for the account with the number 1000.",
    },
    silent: [
      auditCall({ key: '"identity"', success: "no" }),
      auditCall({ key: '"time-change"' }),
      auditCall({ key: "(null)" }),
    ],
    edges: {
      "changes of longer ago": aged(700, [auditCall({ key: '"identity"' })]),
      "a rule with several keys, of which none is critical": [
        [
          0,
          auditCall({ key: "637269746963616C0173" }),
          { audit_key: "critical identity_2" },
        ],
      ],
    },
  },
  AuditingSwitchedOff: {
    stream: AUDIT,
    fires: [config("op=set audit_enabled=0 old=1 auid=1000 ses=10 res=1")],
    expect: {
      labels: labels("P2", "audit", { auid: "1000" }),
      summary: "Auditing was switched off on web1, or somebody tried to.",
      description:
        "The account with the number 1000 switched auditing off on web1 within the last 10 minutes, or tried to. What is done meanwhile is in no log.",
    },
    silent: [
      config("op=set audit_enabled=1 old=0 auid=1000 ses=10 res=1"),
      config("op=set audit_enabled=0 old=0 auid=1000 ses=10 res=1"),
      config("op=set audit_backlog_limit=8192 old=64 auid=1000 ses=10 res=1"),
      'type=USER_CMD msg=audit(1795250000.123:456): pid=1 uid=1000 auid=1000 ses=3 msg=\'cwd="/" cmd="type=CONFIG_CHANGE audit_enabled=0 old=1 auid=0 " res=success\'',
    ],
    alsoFires: {
      "what cannot be changed before a restart": [
        config("op=set audit_enabled=0 old=2 auid=1000 ses=10 res=0"),
      ],
      "an older kernel, and the name of the node": [
        `node=web1 ${config('audit_enabled=0 old=1 auid=4294967295 ses=4294967295 res=1\x1dAUID="unset"')}`,
      ],
    },
    edges: {
      "it was long ago": aged(700, [
        config("op=set audit_enabled=0 old=1 auid=1000 ses=10 res=1"),
      ]),
    },
  },
  AuditRulesRemoved: {
    stream: AUDIT,
    fires: [...aged(90, times(2, removedRule)), ...aged(80, [addedRule()])],
    expect: {
      labels: labels("P2", "audit"),
      summary: "Rules of auditd were removed on web1.",
      description:
        "1 rules of auditd are fewer on web1 than 6 minutes ago. What they watched is not recorded any more.",
    },
    silent: [
      ...aged(90, times(20, removedRule)),
      ...aged(40, times(20, addedRule)),
    ],
    alsoFires: {
      "all of them": aged(120, times(40, removedRule)),
      "a folder under a watch that is gone": aged(120, [
        config('op=remove_rule dir="/root/.ssh" key="ssh_key" list=4 res=1'),
      ]),
      "an older kernel": aged(120, [
        config(
          'auid=0 ses=1 op="remove rule" key="identity" list=4 res=1\x1dAUID="root"',
        ),
      ]),
    },
    edges: {
      "rules that are loaded for the first time": aged(
        120,
        times(40, addedRule),
      ),
      "what was refused": aged(120, [
        config('auid=1000 ses=1 op=remove_rule key="identity" list=4 res=0'),
      ]),
      "the moment between taking away and loading": aged(
        10,
        times(40, removedRule),
      ),
      "it was long ago": aged(400, times(40, removedRule)),
    },
  },
  AuditdStopped: {
    stream: AUDIT,
    fires: [
      ...aged(500, [daemon("START", 1)]),
      ...aged(240, [daemon("END", 2)]),
    ],
    expect: {
      labels: labels("P2", "audit"),
      summary: "auditd has stopped on web1.",
      description:
        "auditd ended at 2026-11-21 08:33:22.5 +0000 UTC on web1 and did not begin again within 3m. What is done meanwhile is in no log.",
    },
    silent: [
      ...aged(240, [daemon("END", 2)]),
      ...aged(200, [daemon("START", 3)]),
    ],
    alsoFires: {
      "on its own": aged(240, [daemon("ABORT", 2)]),
      "it was started before only": [
        ...aged(300, [daemon("END", 1), daemon("START", 2)]),
        ...aged(240, [daemon("END", 3)]),
      ],
    },
    edges: {
      "a machine that restarts": [
        ...aged(120, [daemon("END", 2)]),
        ...aged(5, [daemon("START", 3)]),
      ],
      "a machine that restarts slowly": aged(120, [daemon("END", 2)]),
      "other things that auditd tells": aged(240, [
        daemon("ROTATE", 2),
        daemon("CONFIG", 3),
      ]),
      "what AuditLogSilent tells of": aged(950, [daemon("END", 2)]),
    },
  },
  AuditdRestarted: {
    stream: AUDIT,
    fires: [daemon("START", 1)],
    expect: {
      labels: labels("P4", "audit"),
      summary: "auditd was started on web1.",
      description:
        "auditd was started 1 times on web1 within the last 10 minutes. What was done since it ended is in no log.",
    },
    silent: [...aged(700, [daemon("START", 1)]), daemon("END", 2)],
  },
  AuditLogSilent: {
    stream: AUDIT,
    fires: aged(960, [auditCall({ key: "(null)" })]),
    expect: {
      labels: {
        priority: "P2",
        severity: "critical",
        team: "security",
        log: "audit",
      },
      summary: "The audit log is silent.",
      description:
        "No line of the audit log arrived for 15m. Either auditd or the collector has stopped, or somebody hides what is done.",
    },
    silent: aged(840, [auditCall({ key: "(null)" })]),
    alsoFires: { "there never was a line": [] },
    edges: {
      "a line of another form": aged(10, [
        "type=DAEMON_ROTATE msg=audit(1.2:3)",
      ]),
    },
  },
};
