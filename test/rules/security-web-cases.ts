import {
  ACCESS,
  address,
  aged,
  APP,
  IP,
  labels,
  type LogCase,
} from "./security-case";
import { access, event, get, times } from "./security-lines";

const loginFailed = (user: string, source: string) =>
  event(`authn_login_fail:${user}`, { user, source_ip: source });
const loginDone = (user: string, source: string) =>
  event(`authn_login_success:${user}`, { user, source_ip: source });
const appFailures = (count: number, user = "alice", source = IP) =>
  times(count, () => loginFailed(user, source));

const SQL =
  "/items?id=1%20UNION%20ALL%20SELECT%20password%20FROM%20users--|/items?id=1'+or+'1'='1|/items?id=%2527%20or%201%3D1|/items?id=1;drop+table+users|/items?id=1%20and%20sleep(5)|/items?id=1/**/union/**/select/**/1|/items?id=information_schema.tables|/items?id=pg_sleep%2810%29|/items?id=1%0aunion%0aselect%201|/items?id=\" or \"1\"=\"1|/items?id=1%3BDELETE+FROM+users".split(
    "|",
  );
const SCRIPTS = [
  "/?q=<script>alert(1)</script>",
  "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
  "/?q=%253Csvg%2520onload%253Dalert(1)%253E",
  "/?q=<img src=x onerror=alert(1)>",
  "/?q=%22%20onmouseover%3D%22alert(1)",
  "/?u=javascript:alert(document.domain)",
  "/?u=javascript%3Aalert%281%29",
  "/?q=%3Ciframe%20src=x%3E",
  "/?q=new+Image().src=document.cookie",
  '/?q=" onfocus=alert(1) x="',
  "/?q=<svg/onload=alert(1)>",
];
const PATHS = [
  "/../../../../etc/passwd",
  "/static/..%2f..%2f..%2fetc%2fpasswd",
  "/static/%2e%2e/%2e%2e/x",
  "/?file=../../secret",
  "/?file=%252e%252e%252f%252e%252e%252fx",
  "/?file=..\\..\\boot.ini",
  "/?file=/etc/shadow",
  "/?file=%2Fetc%2Fpasswd%00",
  "/?file=/proc/self/environ",
  "/?file=c:/windows/win.ini",
  "/download/....//../..//x",
];

const limited = (count: number) => times(count, () => access({ status: 429 }));

/** Cases of the alerts about web servers and services. */
export const WEB_CASES: Readonly<Record<string, LogCase>> = {
  SqlInjectionAttempts: {
    stream: ACCESS,
    fires: SQL.map(get),
    expect: {
      labels: labels("P3", "access"),
      summary: "Somebody tries SQL injection at nginx.",
      description:
        "11 requests to nginx within 5 minutes hold SQL where it does not belong; up to 10 are usual.",
    },
    silent: SQL.slice(0, 10).map(get),
    edges: {
      "it stands elsewhere than in the request": SQL.map((text) =>
        access({ agent: text, referer: text, user: text }),
      ),
      "a user whose name looks like a request": SQL.map((text) =>
        access({ user: `x [y] "GET ${text} HTTP/1.1" 200 1 "-" "-"` }),
      ),
    },
  },
  CrossSiteScriptingAttempts: {
    stream: ACCESS,
    fires: SCRIPTS.map(get),
    expect: {
      labels: labels("P3", "access"),
      summary: "Somebody tries cross-site scripting at nginx.",
      description:
        "11 requests to nginx within 5 minutes hold scripts where they do not belong; up to 10 are usual.",
    },
    silent: SCRIPTS.slice(0, 10).map(get),
  },
  PathTraversalAttempts: {
    stream: ACCESS,
    fires: PATHS.map(get),
    expect: {
      labels: labels("P3", "access"),
      summary: "Somebody tries to read files of nginx.",
      description:
        "11 requests to nginx within 5 minutes ask for files outside of what is served; up to 10 are usual.",
    },
    silent: PATHS.slice(0, 10).map(get),
  },
  ScannerDetected: {
    stream: ACCESS,
    fires: [
      ...times(6, () => access({ agent: "sqlmap/1.8.4#stable" })),
      ...["/.env", "/.git/config", "/app/.git/HEAD", "/wp-config.php~"].map(
        get,
      ),
      access({ agent: "Mozilla/5.0 (compatible; Nmap Scripting Engine)" }),
    ],
    expect: {
      labels: labels("P4", "access"),
      summary: "A scanner looks for weaknesses of nginx.",
      description:
        "11 requests to nginx within 5 minutes come from a program that looks for weaknesses, or ask for files with secrets; up to 10 are usual.",
    },
    silent: times(10, () => access({ agent: "Nikto/2.5.0" })),
    edges: {
      "names that contain another": times(40, () =>
        access({
          agent: "Nucleisoft-Monitor/1.0",
          request: "GET /environment",
        }),
      ),
    },
  },
  RequestsLimited: {
    stream: ACCESS,
    fires: limited(1001),
    expect: {
      labels: labels("P3", "access"),
      summary: "nginx refuses very many requests.",
      description:
        "nginx refused 1001 requests within a minute since too many came; up to 1000 are usual.",
    },
    silent: limited(1000),
  },
  AppLoginFailuresFromSource: {
    stream: APP,
    fires: appFailures(6),
    expect: {
      labels: labels("P3", "app", { source: IP }),
      summary: `Many log-ins from ${IP} fail to shop.`,
      description: `6 log-ins from ${IP} failed to shop within a minute; up to 5 are usual.`,
    },
    silent: appFailures(5),
    alsoFires: {
      "lines that were cut": times(
        6,
        () => `{"event":"authn_login_fail:a","source_ip":"${IP}","x":"`,
      ),
    },
    edges: {
      "the address is not told": times(50, () => event("authn_login_fail")),
      "a text that holds an event": times(50, () =>
        event("page", {
          user: '{"event":"authn_login_fail:a","source_ip":"1.2.3.4"}',
          source_ip: IP,
        }),
      ),
    },
  },
  AppLoginFailuresHigh: {
    stream: APP,
    fires: times(101, (n) => loginFailed("alice", address(n))),
    expect: {
      labels: labels("P3", "all"),
      summary: "Very many log-ins fail.",
      description:
        "101 log-ins failed within a minute, from all addresses together; up to 100 are usual.",
    },
    silent: times(100, (n) => loginFailed("alice", address(n))),
  },
  AppBruteForceSucceeded: {
    stream: APP,
    fires: [...aged(500, appFailures(10)), loginDone("alice", IP)],
    expect: {
      labels: labels("P1", "app", { source: IP }),
      summary: `Somebody at ${IP} may have guessed a password to shop.`,
      description: `After 10 failed log-ins within 15 minutes, one from ${IP} succeeded to shop.`,
    },
    silent: [...aged(500, appFailures(9)), loginDone("alice", IP)],
    edges: {
      "somebody else logs in": [
        ...appFailures(50),
        loginDone("bob", "192.0.2.7"),
      ],
      "the addresses are not told": [
        ...times(50, () => event("authn_login_fail")),
        event("authn_login_success"),
      ],
    },
  },
  AppLoginManyAccounts: {
    stream: APP,
    fires: aged(
      600,
      times(11, (n) => loginFailed(`u${n}`, IP)),
    ),
    expect: {
      labels: labels("P3", "app", { source: IP }),
      summary: `${IP} tries many accounts to shop.`,
      description: `Log-ins from ${IP} to 11 accounts failed to shop within 15 minutes; somebody tries a list of names.`,
    },
    silent: times(40, (n) => loginFailed(`u${n % 10}`, IP)),
  },
  AppLoginManySources: {
    stream: APP,
    fires: aged(
      600,
      times(21, (n) => loginFailed("alice", address(n))),
    ),
    expect: {
      labels: labels("P3", "app", { user: "alice" }),
      summary: "Many addresses try the account alice to shop.",
      description:
        "Log-ins to alice failed to shop from 21 addresses within 15 minutes; somebody spreads a search for its password.",
    },
    silent: times(80, (n) => loginFailed("alice", address(n % 20))),
  },
  AppLoginFailureRatioHigh: {
    stream: APP,
    fires: [
      ...times(15, (n) => loginFailed(`u${n}`, address(n))),
      ...times(10, (n) => loginDone(`u${n}`, address(n))),
    ],
    expect: {
      labels: labels("P3", "app"),
      summary: "Most log-ins to shop fail.",
      description:
        "60% of the log-ins to shop failed within 15 minutes. Either somebody guesses passwords, or people cannot log in.",
    },
    silent: times(40, (n) =>
      n % 2 === 0 ? loginFailed("alice", address(n)) : loginDone("bob", IP),
    ),
    alsoFires: {
      "none succeeds": times(25, (n) => loginFailed("alice", address(n))),
    },
    edges: {
      "hardly anybody logs in": times(19, (n) =>
        loginFailed("alice", address(n)),
      ),
    },
  },
  AppTokensRejected: {
    stream: APP,
    fires: times(21, (n) =>
      n % 2 === 0
        ? event("authn_token_invalid")
        : JSON.stringify({
            level: 40,
            msg: "refused",
            err: { type: "JsonWebTokenError", message: "jwt malformed" },
          }),
    ),
    expect: {
      labels: labels("P3", "app"),
      summary: "shop gets many forged or broken tokens.",
      description:
        "shop refused 21 tokens within a minute that were forged or broken; up to 20 are usual.",
    },
    silent: times(20, () => event("authn_token_invalid")),
    edges: {
      "tokens that have run out": times(100, () =>
        JSON.stringify({ msg: "x", err: { type: "TokenExpiredError" } }),
      ),
      "somebody asks for it": times(100, () =>
        event("page", { agent: "JsonWebTokenError jwt malformed" }),
      ),
    },
  },
};
