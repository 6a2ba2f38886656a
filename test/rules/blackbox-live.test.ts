import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duration } from "../../lib/domain/units";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { renderBlackboxConfig } from "../../lib/render/blackbox-config";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { withoutTexts } from "../support/needed-rules";
import { planOf } from "../support/plan";
import { eventually, freePorts, get, start } from "../support/program";
import { describeWithTools, run } from "../support/tools";

/** Milliseconds that a page is made to take, and from when on it is slow here: a loaded machine takes less for others. */
const DELAY = 1500;
const SLOW = Duration.seconds(1);

const answer: RequestListener = (request, response) => {
  switch (request.url) {
    case "/broken":
      response.writeHead(503).end("out of order");
      return;
    case "/moved":
      response.writeHead(302, { location: "/" }).end();
      return;
    case "/around":
      response.writeHead(302, { location: "/moved" }).end();
      return;
    case "/slow":
      setTimeout(() => response.end("at last"), DELAY);
      return;
    default:
      response.end("fine");
  }
};

/** A key and a certificate for 127.0.0.1 that is its own authority, with the given bounds of its validity. */
function certificate(
  program: string,
  folder: string,
  name: string,
  from: Date,
  to: Date,
) {
  const path = (ending: string): string => join(folder, `${name}.${ending}`);
  const time = (date: Date): string =>
    date.toISOString().replace(/[-:T]|\.\d+/g, "");
  writeFileSync(path("index"), "");
  writeFileSync(
    path("cnf"),
    `[ca]
default_ca = own
[own]
database = ${path("index")}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`,
  );
  const openssl = (...args: readonly string[]): void => {
    execFileSync(program, args, { stdio: "pipe" });
  };
  openssl(
    ...["req", "-new", "-newkey", "ec", "-nodes", "-subj", "/CN=probed"],
    ...["-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-keyout", path("key"), "-out", path("csr")],
  );
  openssl(
    ...["ca", "-batch", "-selfsign", "-notext", "-config", path("cnf")],
    ...["-keyfile", path("key"), "-in", path("csr"), "-out", path("crt")],
    ...["-startdate", time(from), "-enddate", time(to)],
  );
  return {
    key: readFileSync(path("key")),
    cert: readFileSync(path("crt")),
    file: path("crt"),
  };
}

const DAY = 86_400_000;

/** Seconds in promtool at which the alerts are looked at. */
const LOOK = 3600;

/** What a prober tells, as if it had told the same for an hour. The ends of certificates move with the time of the look. */
function seriesOf(page: string, now: number) {
  return page.split("\n").flatMap((line) => {
    const [, name = "", , labels = "", value = ""] =
      /^(\w+)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const moved = name.includes("expir") ? Number(value) - now + LOOK : value;
    return name === ""
      ? []
      : [
          {
            series: `${name}{job="live",instance="it"${labels && `,${labels}`}}`,
            values: `${moved}x60`,
          },
        ];
  });
}

describeWithTools(
  ["promtool", "blackbox_exporter", "openssl"],
  "alerts about what a real prober tells",
  (tools) => {
    const folder = mkdtempSync(join(tmpdir(), "blackbox-live-"));
    const servers: Server[] = [];
    let stop: (() => Promise<void>) | undefined;

    async function listening(server: Server): Promise<number> {
      servers.push(server);
      await new Promise<void>((resolve) =>
        server.listen(0, "127.0.0.1", resolve),
      );
      return (server.address() as AddressInfo).port;
    }

    afterAll(async () => {
      await stop?.();
      await Promise.all(
        servers.map((server) => new Promise((done) => server.close(done))),
      );
      rmSync(folder, { recursive: true, force: true });
    });

    it("are those of each cause, and no others", async () => {
      const now = Date.now();
      const at = (days: number): Date => new Date(now + days * DAY);
      const made = (...args: [name: string, from: Date, to: Date]) =>
        certificate(tools.openssl, folder, ...args);
      const good = made("good", at(-1), at(90));
      const near = made("near", at(-60), at(20));
      const nearer = made("nearer", at(-60), at(3));
      const ended = made("ended", at(-60), at(-2));
      const trusted = join(folder, "trusted.crt");
      writeFileSync(
        trusted,
        [good, near, nearer, ended].map(({ cert }) => cert).join("\n"),
      );
      const [prober = 0, nobody = 0] = await freePorts(2);
      const plain = await listening(createServer(answer));
      const old = {
        minVersion: "TLSv1.1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT:@SECLEVEL=0",
      } as const;
      const tls = async (
        { key, cert }: typeof good,
        more: Partial<typeof old> = {},
      ): Promise<string> => {
        const server = createTlsServer({ key, cert, ...more }, answer);
        return `127.0.0.1:${await listening(server)}`;
      };
      const ca = { tls_config: { ca_file: trusted } };
      const modules = {
        http_2xx: { http: ca },
        tcp_tls: { tcp: ca },
        fitting: {
          prober: "http",
          http: { fail_if_body_not_matches_regexp: ["welcome"] },
        },
        careless: {
          prober: "http",
          http: { tls_config: { insecure_skip_verify: true } },
        },
      };
      const plan = planOf({
        "blackbox-exporter": { extraConfig: { modules } },
      });
      const config = join(folder, "blackbox.yml");
      writeFileSync(config, renderBlackboxConfig({ plan }));
      const program = start(tools.blackbox_exporter, [
        `--config.file=${config}`,
        `--web.listen-address=127.0.0.1:${prober}`,
      ]);
      stop = () => program.stop();
      const ask = (module: string, target: string): Promise<string> =>
        get(
          `http://127.0.0.1:${prober}/probe?module=${module}&target=${encodeURIComponent(target)}`,
        );
      await eventually(
        "the prober answers",
        () => get(`http://127.0.0.1:${prober}/-/healthy`),
        program.output,
      );

      const page = `http://127.0.0.1:${plain}`;
      const cases: readonly (readonly [
        module: string,
        target: string,
        alerts: readonly string[],
      ])[] = [
        ["http_2xx", page, []],
        ["tcp_connect", `127.0.0.1:${plain}`, []],
        ["http_2xx", `https://${await tls(good)}/`, []],
        ["tcp_tls", await tls(good), []],
        ["http_2xx", `http://127.0.0.1:${nobody}/`, ["ProbeDown"]],
        ["tcp_connect", `127.0.0.1:${nobody}`, ["ProbeDown"]],
        ["tcp_tls", `127.0.0.1:${plain}`, ["ProbeDown"]],
        ["http_2xx", `${page}/broken`, ["HttpStatusWrong"]],
        ["http_2xx", `${page}/moved`, ["HttpStatusWrong"]],
        ["http_2xx_redirects", `${page}/moved`, []],
        ["http_2xx_redirects", `${page}/around`, ["RedirectsMany"]],
        ["http_2xx", "http://nowhere.invalid/", ["DnsFailing"]],
        ["tcp_connect", "nowhere.invalid:25", ["DnsFailing"]],
        ["fitting", page, ["ContentWrong"]],
        ["http_2xx", `${page}/slow`, ["PhaseSlow", "ProbeSlow"]],
        ["http_2xx", `https://${await tls(near)}/`, ["CertificateEnds"]],
        ["tcp_tls", await tls(nearer), ["CertificateEndsSoon"]],
        ["http_2xx", `https://${await tls(ended)}/`, ["ProbeDown"]],
        ["careless", `https://${await tls(ended)}/`, ["CertificateEndsSoon"]],
        ["http_2xx", `https://${await tls(good, old)}/`, ["TlsWeak"]],
      ];
      const pages = await Promise.all(
        cases.map(([module, target]) => ask(module, target)),
      );
      const groups = blackboxAlerts({
        job: "live",
        thresholds: { slow: SLOW, slowPhase: SLOW, redirects: 2 },
      }).map(withoutTexts);
      writeFileSync(join(folder, "rules.yml"), renderRuleGroups(groups));
      const tests = cases.map(([module, target, alerts], index) => ({
        name: `${module} ${target}`,
        interval: "1m",
        input_series: [
          ...seriesOf(pages[index] ?? "", now / 1000),
          { series: 'up{job="live",instance="it"}', values: "1x60" },
        ],
        promql_expr_test: [
          {
            expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
            eval_time: "1h",
            exp_samples: alerts.map((alert) => ({
              labels: `{alertname="Blackbox${alert}"}`,
              value: 1,
            })),
          },
        ],
      }));
      const file = join(folder, "live.test.yml");
      writeFileSync(
        file,
        JSON.stringify({
          rule_files: ["rules.yml"],
          evaluation_interval: "1m",
          tests,
        }),
      );
      const { status, output } = run(tools.promtool, ["test", "rules", file]);
      expect(status === 0 ? "" : output).toBe("");
    }, 60_000);
  },
);
