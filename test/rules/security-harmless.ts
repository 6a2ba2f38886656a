import type { Labels } from "../../lib/domain/names";
import {
  acceptedLogin,
  access,
  auditCall,
  event,
  failedLogin,
  sshd,
  sudoCommand,
  times,
  tool,
} from "./security-lines";
import type { AgedLine } from "./security-loki";

const COUNT = 400;

/** One of a list, by number. */
function pick<T>(from: readonly T[], n: number): T {
  return from[n % from.length] as T;
}

const TARGETS = [
  "/",
  "/search?q=union+station+select+seats",
  "/search?q=western%20union%20selected%20offices",
  "/search?q=reunion+select+hotels",
  "/search?q=O%27Reilly+or+similar",
  "/search?q=rock%27n%27roll+and+more&page=2",
  "/search?q=%22black%20or%20white%22",
  "/search?q=sleep+well+%28book%29",
  "/search?q=javascript%3A+the+good+parts",
  "/search?q=how+to+drop+a+table+from+a+truck",
  "/search?q=script+for+a+play",
  "/?onload=1&onclick=2",
  "/docs/information_schema",
  "/docs/svg/script/iframe.html",
  "/trade-unions/select",
  "/assets/../app.js",
  "/blog/etc/password-hygiene",
  "/environment?env=.environment",
  "/.well-known/security.txt",
  "/git/config-guide",
  "/cart?filter=price%3D10%3Bsort%3Dupdate",
  "/api/orders?select=id,name&order=updated_at",
  "/news?title=Select+committee+and+unions%3A+all+selected",
] as const;

const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36",
  "curl/8.5.0",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Blackbox Exporter/0.28.0",
  "HydrationTracker/3.1 (nmapper; ffuffy)",
] as const;

const web = times(COUNT, (n) =>
  access({
    request: `${pick(["GET", "POST", "HEAD"], n)} ${pick(TARGETS, n)} HTTP/1.1`,
    agent: pick(AGENTS, n),
    status: pick([200, 200, 304, 404, 500, 429, 401], n),
    source: `203.0.113.${n % 250}`,
    user: pick(["-", "alice", "bob [x]"], n),
  }),
);

const webErrors = times(
  100,
  (n) =>
    `2026/11/21 08:37:07 [error] 31#31: *${n} open() "/usr/share/nginx/html/x" failed (2: No such file or directory), client: 203.0.113.${n}, server: localhost, request: "GET /x?q=1%20union%20select%201 HTTP/1.1", host: "x"`,
);

const logins = times(COUNT, (n) => {
  const source = `192.0.2.${n % 250}`;
  const user = pick(["alice", "bob", "carol", "deploy"], n);
  switch (n % 10) {
    case 0:
      return n % 40 === 0
        ? failedLogin(user, source, n)
        : acceptedLogin(user, source, "publickey");
    case 1:
      return acceptedLogin(user, source, "publickey");
    case 2:
      return acceptedLogin(user, source);
    case 3:
      return sshd(
        `Connection closed by authenticating user ${user} ${source} port 5 [preauth]`,
        n,
      );
    case 4:
      return sshd(`Received disconnect from ${source} port 5:11: bye`, n);
    case 5:
      return sudoCommand("deploy", "/usr/bin/systemctl restart shop");
    case 6:
      return tool(
        "sudo",
        "pam_unix(sudo:session): session opened for user root(uid=0) by deploy(uid=1003)",
      );
    case 7:
      return tool(
        "CRON",
        "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
      );
    case 8:
      return tool("systemd-logind", `New session ${n} of user ${user}.`);
    default:
      return tool(
        "su",
        "pam_unix(su:session): session opened for user postgres(uid=110) by (uid=0)",
      );
  }
});

const audited = times(COUNT, (n) => {
  switch (n % 4) {
    case 0:
      return auditCall({ key: "(null)" });
    case 1:
      return auditCall({ key: '"time-change"' });
    case 2:
      return auditCall({ key: '"identity"', success: "no" });
    default:
      return `type=USER_LOGIN msg=audit(1795250000.123:${n}): pid=1 uid=0 auid=1000 ses=3 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=192.0.2.1 addr=192.0.2.1 terminal=ssh res=success'`;
  }
});

const application = times(COUNT, (n) => {
  const user = `u${n % 60}`;
  const source_ip = `203.0.113.${n % 200}`;
  switch (n % 8) {
    case 0:
      return n % 16 === 0
        ? event(`authn_login_fail:${user}`, { user, source_ip })
        : event(`authn_login_success:${user}`, { user, source_ip });
    case 1:
      return event(`authn_login_success:${user}`, { user, source_ip });
    case 2:
      return event("order_placed", { user, text: "authn_login_fail" });
    case 3:
      return JSON.stringify({ msg: "x", err: { type: "TokenExpiredError" } });
    case 4:
      return `level=info msg="authn_login_fail of ${user}"`;
    case 5:
      return "no JSON at all: authn_login_fail JsonWebTokenError";
    case 6:
      return '{"event":"authn_login_fail:x",';
    default:
      return JSON.stringify({ level: 30, msg: "request", url: "/login" });
  }
});

const DAY = 86_400;

/** A day like any other, of every format, most of it within the last minute. */
export const HARMLESS: readonly {
  readonly stream: Labels;
  readonly lines: readonly AgedLine[];
}[] = [
  {
    stream: { log: "auth", host: "web1" },
    lines: [
      [3 * DAY, acceptedLogin("alice", "192.0.2.1", "publickey")],
      ...logins,
    ],
  },
  { stream: { log: "audit", host: "web1" }, lines: audited },
  {
    stream: { log: "access", service: "nginx" },
    lines: [...web, ...webErrors],
  },
  { stream: { service: "shop" }, lines: application },
];
