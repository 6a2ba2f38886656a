import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mustRun, run } from "../../support/tools";
import { PROJECT_LABEL } from "./docker";

/** What a server has on which people log in. */
const PACKAGES = [
  "auditd",
  "base-passwd",
  "coreutils",
  "dash",
  "grep",
  "login",
  "openssh-client",
  "openssh-server",
  "passwd",
  "rsyslog",
  "sed",
  "sudo",
  "util-linux",
] as const;

/** Anybody is let through by PAM, so that only what sshd and sudo decide by themselves counts. */
const PAM =
  "auth sufficient pam_permit.so\naccount sufficient pam_permit.so\nsession required pam_unix.so\n";

/** The settings that the packages' own installation would have made. */
const FILES: Readonly<Record<string, string>> = {
  "etc/passwd": `root:x:0:0:root:/root:/bin/sh
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/sh
mallory:x:1001:1001::/home/mallory:/bin/sh
`,
  "etc/shadow": `root:*:19000:0:99999:7:::
sshd:*:19000:0:99999:7:::
alice:*:19000:0:99999:7:::
mallory:*:19000:0:99999:7:::
`,
  "etc/group": `root:x:0:
adm:x:4:
sudo:x:27:
nogroup:x:65534:
alice:x:1000:
mallory:x:1001:
`,
  "etc/gshadow": "sudo:*::\n",
  "etc/sudoers": "Defaults !fqdn\nalice ALL=(ALL) NOPASSWD: ALL\n",
  "etc/rsyslog.conf": `module(load="imuxsock")
template(name="line" type="string" string="%TIMESTAMP:::date-rfc3339% web1 %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\\n")
auth,authpriv.* action(type="omfile" file="/var/log/host/auth.log" template="line")
`,
  "etc/ssh/sshd_config": `ListenAddress 127.0.0.1
HostKey /etc/ssh/host_key
UsePAM no
PasswordAuthentication yes
`,
  "etc/audit/auditd.conf": `log_file = /var/log/host/audit.log
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 1
max_log_file = 8
space_left = 75
admin_space_left = 50
`,
  "etc/pam.d/other": PAM,
  "etc/pam.d/sshd": PAM,
  "etc/pam.d/su": PAM,
  "etc/pam.d/sudo": PAM,
  "etc/pam.d/useradd": PAM,
  "etc/pam.d/usermod": PAM,
  "usr/local/bin/wrong-password": "#!/bin/sh\necho wrong\n",
};

const MODES: Readonly<Record<string, number>> = {
  "etc/shadow": 0o600,
  "etc/sudoers": 0o440,
  "usr/bin/sudo": 0o4755,
  "bin/su": 0o4755,
  "usr/local/bin/wrong-password": 0o755,
  tmp: 0o1777,
};

/** A Debian server in a container, with real sshd, sudo, su, rsyslog and auditd, that nobody outside reaches. */
export interface Machine {
  /** Runs a command as root, and returns what it printed. */
  run(...command: readonly string[]): string;
  /** Runs a command as a user, whatever it ends with. */
  tryAs(user: string, ...command: readonly string[]): string;
  /** Runs a command as root that goes on. */
  start(...command: readonly string[]): void;
  /** Tries three wrong passwords by ssh. */
  guess(user: string): void;
  remove(): void;
}

/**
 * Makes it of Debian's packages.
 *
 * @param logs the folder of this machine where `auth.log` and `audit.log` appear
 * @returns why there is none, where packages cannot be fetched
 */
export function debianMachine(
  docker: string,
  project: string,
  logs: string,
): Machine | { readonly missing: string } {
  const image = `${project}:1`;
  const folder = mkdtempSync(join(tmpdir(), "observability-machine-"));
  try {
    const missing = unpack(folder);
    if (missing !== undefined) {
      return { missing };
    }
    const archive = join(folder, "machine.tar");
    mustRun(
      "tar",
      ...["-C", join(folder, "root"), "--owner=0", "--group=0"],
      ...["--numeric-owner", "-cf", archive, "."],
    );
    mustRun(docker, "import", archive, image);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  mustRun(
    docker,
    ...["run", "--detach", "--name", project, "--network=none", "--init"],
    ...["--label", `${PROJECT_LABEL}=${project}`],
    // auditd talks with the kernel, which answers only who is in the first name space of processes.
    "--pid=host",
    ...["AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "SYS_NICE"].map(
      (capability) => `--cap-add=${capability}`,
    ),
    ...["--volume", `${logs}:/var/log/host`, image],
    ...["/bin/sleep", "600"],
  );
  const machine: Machine = {
    run: (...command) => mustRun(docker, "exec", project, ...command),
    tryAs: (user, ...command) =>
      run(docker, ["exec", "--user", user, project, ...command]).output,
    start: (...command) =>
      void mustRun(docker, "exec", "--detach", project, ...command),
    guess: (user) =>
      void run(docker, [
        ...["exec", "--env", "SSH_ASKPASS=/usr/local/bin/wrong-password"],
        ...["--env", "SSH_ASKPASS_REQUIRE=force", project, "ssh"],
        ...["-o", "StrictHostKeyChecking=no"],
        ...["-o", "NumberOfPasswordPrompts=3", `${user}@127.0.0.1`, "true"],
      ]),
    remove() {
      run(docker, ["rm", "--force", "--volumes", project]);
      run(docker, ["image", "rm", image]);
    },
  };
  machine.start("rsyslogd", "-n");
  machine.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", HOST_KEY);
  machine.start("/usr/sbin/sshd", "-D");
  return machine;
}

const HOST_KEY = "/etc/ssh/host_key";

/** Unpacks the packages with all that they need, and writes the settings. */
function unpack(folder: string): string | undefined {
  const options = [
    "recommends",
    "suggests",
    "conflicts",
    "breaks",
    "replaces",
    "enhances",
  ].map((kind) => `--no-${kind}`);
  const { stdout } = run("apt-cache", [
    "depends",
    "--recurse",
    ...options,
    ...PACKAGES,
  ]);
  const names = [...new Set(stdout.match(/^\w\S*/gm) ?? [])];
  run("apt-get", ["download", "--quiet", ...names], { cwd: folder });
  const archives = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  if (!archives.some((name) => name.startsWith("openssh-server_"))) {
    return "apt-get cannot fetch Debian's openssh-server";
  }
  const root = join(folder, "root");
  for (const archive of archives) {
    mustRun("dpkg-deb", "--extract", join(folder, archive), root);
  }
  for (const empty of ["home/alice", "proc", "dev", "sys", "tmp", "run/sshd"]) {
    mkdirSync(join(root, empty), { recursive: true });
  }
  mkdirSync(join(root, "root/.ssh"), { recursive: true, mode: 0o700 });
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  for (const [path, mode] of Object.entries(MODES)) {
    chmodSync(join(root, path), mode);
  }
  return undefined;
}

/** The kernel's audit, of which a machine has only one. */
export interface KernelAudit {
  /** Puts back what was set before. */
  restore(): void;
}

/** @returns why it cannot be used: another program has it, or the kernel has none for containers */
export function kernelAudit(
  machine: Machine,
): KernelAudit | { readonly taken: string } {
  const status = machine.tryAs("root", "auditctl", "-s");
  const setting = (name: string) =>
    new RegExp(`^${name} (\\d+)$`, "m").exec(status)?.[1];
  const enabled = setting("enabled");
  const backlog = setting("backlog_limit");
  if (enabled === undefined || backlog === undefined) {
    return { taken: "the kernel has no audit that a container may use" };
  }
  const rules = machine.tryAs("root", "auditctl", "-l").trim();
  if (
    auditdProcess(machine) !== undefined ||
    rules !== "No rules" ||
    enabled === "2"
  ) {
    return { taken: "somebody else uses the kernel's audit" };
  }
  return {
    restore() {
      const auditd = auditdProcess(machine);
      if (auditd !== undefined) {
        machine.run("sh", "-c", 'kill "$1"', "sh", auditd);
      }
      machine.tryAs("root", "auditctl", "-D");
      machine.tryAs("root", "auditctl", "-b", backlog);
      machine.tryAs("root", "auditctl", "-e", enabled);
    },
  };
}

/** The auditd that listens to the kernel, which keeps the number of one that has ended until it has something to tell. */
export function auditdProcess(machine: Machine): string | undefined {
  const status = machine.tryAs("root", "auditctl", "-s");
  const [, pid = ""] = /^pid (\d+)$/m.exec(status) ?? [];
  const name = machine.tryAs("root", "cat", `/proc/${pid}/comm`).trim();
  return name === "auditd" ? pid : undefined;
}
