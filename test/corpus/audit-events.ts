import type { Sample } from "./corpus";

/** Records that auditd has written on real machines. */
export function auditRecords(now: number): readonly Sample[] {
  const of = (
    type: string,
    message: string,
    fields: Readonly<Record<string, string>>,
    level = "info",
  ): Sample => ({
    text: `type=${type} msg=audit(${(now / 1000).toFixed(3)}:77): ${message}`,
    level,
    time: now,
    fields: { message, action: type.toLowerCase(), audit_id: "77", ...fields },
  });
  return [
    of(
      "CONFIG_CHANGE",
      'op=set audit_enabled=0 old=1 auid=1000 ses=1 res=0\x1dAUID="alice"',
      { login_user: "alice", result: "failure" },
      "warn",
    ),
    of(
      "SYSCALL",
      'arch=c000003e syscall=1 success=yes exit=5 auid=4294967295 uid=0 comm="sh" exe="/bin/dash" key=(null)\x1dARCH=x86_64 AUID="unset" UID="root"',
      { actor: "root", program: "/bin/dash", result: "success" },
    ),
    of(
      "SYSCALL",
      'arch=c000003e syscall=257 success=yes exit=3 auid=1000 uid=0 comm="sh" exe="/bin/dash" key=637269746963616C5F66696C65017365636F6E64\x1dAUID="alice"',
      {
        actor: "0",
        login_user: "alice",
        program: "/bin/dash",
        audit_key: "critical_file second",
        result: "success",
      },
    ),
    of(
      "EXECVE",
      'argc=4 a0="mv" a1=2F746D702F6120622263 a2=2F746D702F6E65770A6C696E65206B65793D227373685F6B6579222078 a3="a=b"',
      { command: 'mv /tmp/a b"c /tmp/new line key="ssh_key" x a=b' },
    ),
    of("PROCTITLE", "proctitle=6370002F6574632F706173737764002F746D702F78", {
      command: "cp /etc/passwd /tmp/x",
    }),
    of("PROCTITLE", 'proctitle="bash"', { command: "bash" }),
    of(
      "PATH",
      'item=0 name=2F746D702F6576696C22206B65793D227373685F6B657922206578653D2278 inode=1 nametype=NORMAL\x1dOUID="root"',
      { file_path: '/tmp/evil" key="ssh_key" exe="x' },
    ),
    of(
      "USER_LOGIN",
      `pid=1 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=28696E76616C6964207573657229 exe="/usr/sbin/sshd" hostname=? addr=192.0.2.1 terminal=sshd res=failed'\x1dUID="root" AUID="unset"`,
      {
        actor: "root",
        target_user: "(invalid user)",
        client_ip: "192.0.2.1",
        program: "/usr/sbin/sshd",
        terminal: "sshd",
        result: "failure",
      },
      "warn",
    ),
    of(
      "USER_AUTH",
      `pid=1 uid=0 auid=1000 ses=1 msg='op=PAM:authentication grantors=? acct="res=success" exe="/bin/su" hostname=? addr=? terminal=? res=failed'\x1dUID="root" AUID="alice"`,
      {
        actor: "root",
        login_user: "alice",
        target_user: "res=success",
        program: "/bin/su",
        result: "failure",
      },
      "warn",
    ),
    ...[
      ["1005", "unknown(1005)", "1005"] as const,
      ["1005", "zed", "zed"] as const,
    ].map(([id, name, target]) =>
      of(
        "ADD_USER",
        `pid=1 uid=0 auid=1000 ses=1 msg='op=adding user id=${id} exe="/usr/sbin/useradd" hostname=? addr=? terminal=? res=success'\x1dUID="root" AUID="alice" ID="${name}"`,
        {
          actor: "root",
          login_user: "alice",
          target_user: target,
          program: "/usr/sbin/useradd",
          result: "success",
        },
      ),
    ),
    of(
      "AVC",
      'apparmor="DENIED" operation="open" class="file" profile="/usr/sbin/cupsd" name="/etc/shadow" pid=1 comm="cupsd"',
      { file_path: "/etc/shadow", result: "failure" },
      "warn",
    ),
    of(
      "AVC",
      'avc:  denied  { read } for  pid=1 comm="httpd" name="shadow" tclass=file permissive=0',
      { file_path: "shadow", result: "failure" },
      "warn",
    ),
    of(
      "ANOM_ABEND",
      'auid=1000 uid=1000 ses=1 pid=1 comm="crash" exe="/tmp/crash" sig=11 res=1',
      {
        actor: "1000",
        login_user: "1000",
        program: "/tmp/crash",
        result: "success",
      },
      "warn",
    ),
    of("UNKNOWN[1334]", "prog-id=1 op=LOAD", {}),
  ];
}
