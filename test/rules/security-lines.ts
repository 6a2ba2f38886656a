/** Lines as the programs write them. */

const TIMES = ["Nov 21 08:37:07", "2026-11-21T08:37:07.123456+00:00"] as const;

function syslog(program: string, message: string, form = 0): string {
  return `${TIMES[form % 2]} web1 ${program}: ${message}`;
}

export function sshd(message: string, form = 0): string {
  const program = form % 2 === 0 ? "sshd[812]" : "sshd-session[9123]";
  return syslog(program, message, form);
}

export function failedLogin(
  user: string,
  source: string,
  form = 0,
  method = "password",
): string {
  return sshd(
    `Failed ${method} for ${user} from ${source} port ${40000 + form} ssh2`,
    form,
  );
}

export function acceptedLogin(
  user: string,
  source: string,
  method = "password",
): string {
  const key =
    method === "publickey"
      ? ": ED25519 SHA256:mGjQxWXGs9HaT1BaMMSSwgkUqKVxYiBH5Ew8aVrYbCo"
      : "";
  return sshd(
    `Accepted ${method} for ${user} from ${source} port 50112 ssh2${key}`,
  );
}

export function sudo(message: string, form = 0): string {
  return syslog(form % 2 === 0 ? "sudo" : "sudo[77]", `   ${message}`, form);
}

export function sudoCommand(user: string, command = "/usr/bin/id"): string {
  return sudo(
    `${user} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`,
  );
}

export function tool(program: string, message: string): string {
  return syslog(`${program}[4711]`, message);
}

/** A record of a system call under a watch of auditd. */
export function auditCall(options: {
  readonly key: string;
  readonly success?: "yes" | "no";
  readonly comm?: string;
  readonly tail?: string;
}): string {
  const { key, success = "yes", comm = '"vim"', tail = "" } = options;
  return `type=SYSCALL msg=audit(1795250000.123:456): arch=c000003e syscall=257 success=${success} exit=3 a0=ffffff9c a1=55d a2=241 a3=1b6 items=2 ppid=10 pid=11 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=${comm} exe="/usr/bin/vim.basic" subj=unconfined key=${key}${tail}`;
}

/** A line in the format `combined`, with what nginx makes of quotation marks. */
export function access(options: {
  readonly request?: string;
  readonly status?: number;
  readonly agent?: string;
  readonly source?: string;
  readonly user?: string;
  readonly referer?: string;
}): string {
  const {
    request = "GET / HTTP/1.1",
    status = 200,
    agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    source = "203.0.113.9",
    user = "-",
    referer = "-",
  } = options;
  const escaped = (text: string): string =>
    text.replace(/["\\]/g, (character) =>
      character === '"' ? "\\x22" : "\\x5C",
    );
  return `${source} - ${escaped(user)} [21/Nov/2026:08:37:07 +0000] "${escaped(request)}" ${status} 612 "${escaped(referer)}" "${escaped(agent)}"`;
}

export function get(target: string): string {
  return access({ request: `GET ${target} HTTP/1.1` });
}

/** An event of a service in the vocabulary of OWASP. */
export function event(
  name: string,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ level: "info", event: name, ...fields });
}

/** `count` texts. */
export function times<T>(count: number, each: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => each(index));
}
