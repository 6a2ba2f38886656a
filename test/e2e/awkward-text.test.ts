import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { App, LocalBackend } from "cdktf";
import {
  AlertPack,
  AlertReceiver,
  AlertRoute,
  Duration,
  LogSource,
  LokiRetention,
  MonitoringDashboard,
  MonitoringStack,
  Rules,
  SecretRef,
  ServiceLevelObjective,
  Sli,
  type Panel,
  TimeInterval,
} from "cdktf-observability";
import {
  DockerPlatform,
  DockerService,
  SecretStore,
} from "cdktf-observability/docker";
import fc from "fast-check";
import { quoteLabelValue } from "../../lib/domain/promql/expr";
import type { FileContents } from "../../lib/platforms/docker/config-files";
import { DockerDeployment } from "../../lib/platforms/docker/deployment";
import { temporaryFolder } from "../support/app";
import { TerraformFolder } from "../support/terraform";
import { describeWithTools, mustRun, run } from "../support/tools";
import { isHealthy, readInside, removeAll } from "./support/docker";
import { eventually } from "./support/eventually";
import { testProject } from "./support/test-project";

jest.setTimeout(300_000);

const PROJECT = testProject("awkward");
const SEED = 20_240_229;

/** What Terraform, YAML, shells, Docker and the templates of Go and Grafana take for something else. */
const TRAPS = [
  ..."${x}|${path.module}|$${x}|$$${x}|%{if true}y%{endif}|%%{if}|%%%{x}".split(
    "|",
  ),
  ..."$|$$|$HOME ${HOME}|$(id)|`id`|$labels.job {$value}|{{ }}|{{ $labels.x }}|}}".split(
    "|",
  ),
  ..."null|~|yes|no|0x1f|0o17|1e3|1_000|.inf|2024-01-01|12:30:45|=|<<".split(
    "|",
  ),
  ...["a: b", "- a", "# a", "a #b", "? a", "! a", "!!str a", "&a", "*a", "[a]"],
  ...["{a: b}", "@a", "%TAG", "|", ">", "---", "...", "a:", ", a", "a: 'b"],
  ...["'", '"', "\\", "\\n", "a\\", '"a"', "'a'", 'it\'s "so"', 'a\\"b'],
  ...["a\nb", "a\r\nb", "a\rb", "a\n", "\n\na\n\n", "a\tb", "\ta", "a ", " a"],
  ...["a\u0085b", "a\u2028b", "a\u00a0b", "\ufeffa", "a\u200bb", "\u007f"],
  ...["é", "日本語", "\u{1f600}", "\u{1f468}\u200d\u{1f469}", "\u202eabc"],
  ...["<<EOT\nEOT\n", "</script>", "a\u0001b\u001b[31m", "x".repeat(1500)],
];

const TEXTS = [
  ...new Set(
    [
      ...TRAPS,
      ...fc.sample(
        fc
          .array(fc.constantFrom(..."$%{}\"'\\`: #\n\r\t-!&*|>é", "${", "%{"), {
            minLength: 1,
            maxLength: 9,
          })
          .map((parts) => parts.join("")),
        { numRuns: 20, seed: SEED },
      ),
      ...fc.sample(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
        {
          numRuns: 20,
          seed: SEED,
        },
      ),
    ]
      .map((text) => text.normalize("NFC"))
      .filter((text) => text.trim() !== "" && !text.includes("\0")),
  ),
];

/** As it must be written in a text of an alert, where Prometheus expands templates. */
const templated = (text: string) => text.replaceAll("{{", '{{ "{{" }}');

/** For labels by which alerts are routed, which may hold no templates. */
const PLAIN = [...new Set(TEXTS.map((text) => text.replaceAll("{{", "{ {")))];

/** As labels of log lines may be. */
const seen = (text: string) =>
  text.trim() === "" ? "blank" : text.slice(0, 256);

const labelsOf = (texts: readonly string[], prefix = "label") =>
  Object.fromEntries(texts.map((text, index) => [`${prefix}_${index}`, text]));

const ALERTS = "http://alertmanager:9093/api/v2/alerts";

/** A path may be awkward too. */
const FOLDER = "sécrets ${x} %{if} $${y} \"q\" 'r' \\b";

describeWithTools(["docker", "terraform"], "awkward text", (tools) => {
  const outdir = temporaryFolder();
  const secrets = join(outdir, FOLDER);
  let terraform: TerraformFolder;
  let expected: readonly {
    readonly container: string;
    readonly folder: string;
    readonly files: FileContents;
  }[];

  const docker = (...args: readonly string[]) => mustRun(tools.docker, ...args);
  const inspect = (container: string) =>
    (
      JSON.parse(docker("inspect", container)) as readonly [
        {
          readonly RestartCount: number;
          readonly Config: {
            readonly Env: readonly string[];
            readonly Cmd: readonly string[];
          };
        },
      ]
    )[0];

  /** Only the container of a user can give the file to that user, wherever the tests run. */
  function writeSecrets(owners: Readonly<Record<string, string>>): void {
    const folder = join(outdir, "secrets");
    mkdirSync(folder);
    for (const [name, owner] of Object.entries(owners)) {
      writeFileSync(join(folder, name), "secret");
      chmodSync(join(folder, name), 0o400);
      docker(
        ...["run", "--rm", "--network=none", "--user=0:0"],
        ...[`--volume=${folder}:/secrets`, "--entrypoint=/bin/chown"],
        ...["prom/prometheus:v3.15.0", owner, `/secrets/${name}`],
      );
    }
    renameSync(folder, secrets);
  }

  function declare(): MonitoringStack {
    const app = new App({ outdir });
    const hidden = { publish: { http: false } } as const;
    const [first = ""] = TEXTS;
    const all = TEXTS.join(" ").slice(0, 4000);
    const email = AlertReceiver.email({
      to: "a@example.com",
      from: "b@example.com",
      smarthost: "mail:25",
      username: all,
      password: SecretRef.file("mail"),
    });
    const stack = new MonitoringStack(app, PROJECT, {
      platform: DockerPlatform.local({
        secrets: SecretStore.directory(secrets),
        dataVolumes: "destroy",
      }),
      profile: "minimal",
      components: {
        prometheus: hidden,
        grafana: {
          ...hidden,
          environment: labelsOf(TEXTS),
        },
        alertmanager: {
          ...hidden,
          extraConfig: { global: { smtp_hello: all } },
        },
        loki: { extraConfig: { analytics: { usage_stats_url: all } } },
        "otel-collector": {
          publish: { "otlp-grpc": false, "otlp-http": false },
          logFolders: ["/var/log", "/tmp"],
          extraConfig: {
            processors: {
              "resource/awkward": {
                attributes: TEXTS.map((text, index) => ({
                  key: `label_${index}`,
                  // As the collector wants it: what is merged is in its own language.
                  value: text.replaceAll("$", "$$$$"),
                  action: "upsert",
                })),
              },
            },
          },
        },
      },
      standardDashboards: false,
      platformAlerts: false,
      externalLabels: labelsOf(TEXTS, "external"),
      defaultReceivers: [email],
      deadMan: AlertReceiver.webhook({ url: "http://127.0.0.1:9/" }),
    });
    new LocalBackend(stack, { path: "terraform.tfstate" });
    const services = PLAIN.map((team, index) =>
      stack.addService(`service-${index}`, {
        team,
        metrics: {
          port: 9,
          host: "127.0.0.1",
          interval: Duration.minutes(1),
          path: "/a${x}%{if}",
        },
        labels: { text: TEXTS[index] ?? first },
        logs:
          index % 10 === 0
            ? LogSource.file(`/var/log/${index}${FOLDER}.log`, {
                labels: { text: seen(team) },
              })
            : LogSource.container(`service-${index}`, {
                labels: { text: seen(TEXTS[index] ?? first) },
              }),
      }),
    );
    const [service] = services;
    if (service === undefined) {
      throw new Error("no service");
    }
    const condition = `text=${quoteLabelValue(all)}`;
    const total = `http_requests_total{job="service-0",${condition}}`;
    new ServiceLevelObjective(stack, "Ratio", {
      service,
      objective: 0.999,
      labels: labelsOf(PLAIN.slice(0, 40)),
      sli: Sli.ratio({ errors: `${total.slice(0, -1)},code="500"}`, total }),
    });
    new ServiceLevelObjective(stack, "Latency", {
      service,
      objective: 0.99,
      sli: Sli.latency({
        histogram: "http_request_duration_seconds",
        threshold: Duration.seconds(1),
        matchers: { job: "service-0", text: all },
      }),
    });
    new AlertPack(stack, "Alerts", {
      groups: [
        {
          name: all,
          engine: "prometheus",
          rules: PLAIN.map((text, index) =>
            Rules.alert({
              alert: `Alert${index}`,
              expr: `up{text=${quoteLabelValue(text)}} == 0`,
              severity: "info",
              summary: templated(TEXTS[index] ?? first),
              description: templated(text),
              labels: { team: text, text: templated(TEXTS[index] ?? first) },
            }),
          ),
        },
      ],
    });
    PLAIN.forEach((text, index) => {
      new AlertRoute(stack, `Route${index}`, {
        match: [
          { label: "team", operator: "=", value: text },
          { label: "nothing", operator: "!=", value: `${text}!` },
        ],
        receivers: {
          critical: AlertReceiver.webhook({
            url: `http://127.0.0.1:9/${index}`,
          }),
        },
        // The image has no time zones of its own; without those that come along, Alertmanager would refuse the file.
        mute: TimeInterval.weekly({ timeZone: "America/St_Johns" }),
      });
    });
    new LokiRetention(stack, "Logs", {
      default: Duration.days(7),
      streams: TEXTS.map((environment) => ({
        match: { environment },
        keep: Duration.days(2),
      })),
    });
    new MonitoringDashboard(stack, "Board", {
      title: all.slice(0, 200),
      description: all,
      folder: `folder ${TRAPS.slice(0, 5).join(" ")}`,
      tags: TEXTS.slice(0, 50),
      variables: [
        { kind: "custom", name: "pick", label: all, values: [...TEXTS] },
        { kind: "text", name: "typed", label: first },
      ],
      links: [{ title: all, target: { url: "https://example.com/${x}%{if}" } }],
      rows: [
        {
          title: all,
          panels: TEXTS.flatMap((text, index): Panel[] => [
            {
              kind: "stat",
              title: `${text} ${index}`,
              description: text,
              unit: "short",
              valueTexts: [{ value: 1, text, color: "green" }],
              links: [{ title: text, target: { url: "/explore" } }],
              queries: [
                {
                  dataSource: "prometheus",
                  expr: `up{job="prometheus",text=${quoteLabelValue(text.replaceAll("$", "S"))}}`,
                  legend: text,
                },
              ],
            },
            {
              kind: "text",
              title: `text ${index}`,
              description: "",
              queries: [],
              text,
            },
          ]),
        },
      ],
    });
    new DockerService(stack, "texts", {
      name: `${PROJECT}-texts`,
      image: "nginx:1.29-alpine",
      command: ["sh", "-c", "sleep 600", ...TEXTS],
      environment: labelsOf(TEXTS),
      files: Object.fromEntries(
        TEXTS.map((text, index) => [`/app/texts/${index}.txt`, text]),
      ),
    });
    return stack;
  }

  /** What Alertmanager knows of. */
  function alertsOf() {
    return JSON.parse(readInside(PROJECT, ALERTS)) as readonly {
      readonly labels: Readonly<Record<string, string>>;
      readonly receivers: readonly { readonly name: string }[];
    }[];
  }

  /** Files of a folder in a container, by their paths below it. */
  function filesIn(container: string, folder: string): Record<string, string> {
    const target = join(temporaryFolder(), "copy");
    docker("cp", `${container}:${folder}`, target);
    return Object.fromEntries(
      readdirSync(target, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((path) => [
          path.slice(target.length + 1),
          readFileSync(path).toString("base64"),
        ]),
    );
  }

  beforeAll(() => {
    writeSecrets({
      mail: "65534:65534",
      "grafana-admin-password": "472:0",
      "grafana-secret-key": "472:0",
    });
    const stack = declare();
    App.of(stack).synth();
    expected = DockerDeployment.of(stack).deployed.map((component) => ({
      container: component.containerName,
      folder: component.spec.configFolder ?? "",
      files: component.renderFiles(),
    }));
    terraform = new TerraformFolder(
      tools.terraform,
      join(outdir, "stacks", PROJECT),
    );
    terraform.init();
    terraform.apply();
  });

  afterAll(() => removeAll(PROJECT));

  it("arrives byte for byte in every configuration file", () => {
    expect(expected.map(({ files }) => Object.keys(files).length > 0)).toEqual(
      expected.map(() => true),
    );
    for (const { container, folder, files } of expected) {
      const arrived = filesIn(container, folder);
      for (const [path, content] of Object.entries(files)) {
        expect([container, path, arrived[path]]).toEqual([
          container,
          path,
          Buffer.from(content).toString("base64"),
        ]);
      }
    }
  });

  it("arrives in files, arguments and variables of a container", () => {
    const texts = filesIn(`${PROJECT}-texts`, "/app/texts");
    const { Config } = inspect(`${PROJECT}-texts`);
    expect(TEXTS.map((_text, index) => texts[`${index}.txt`])).toEqual(
      TEXTS.map((text) => Buffer.from(text).toString("base64")),
    );
    expect(Config.Cmd.slice(3)).toEqual(TEXTS);
    const variables = TEXTS.map((text, index) => `label_${index}=${text}`);
    expect(Config.Env).toEqual(expect.arrayContaining(variables));
    expect(inspect(`${PROJECT}-grafana`).Config.Env).toEqual(
      expect.arrayContaining(variables),
    );
  });

  it("lets all programs start", async () => {
    for (const { container } of expected) {
      await eventually(container, 30, () => {
        if (isHealthy(container) && inspect(container).RestartCount === 0) {
          return Promise.resolve(true);
        }
        const { output } = run(tools.docker, ["logs", "-n10", container]);
        return Promise.reject(new Error(output));
      });
    }
  });

  it("is on what Prometheus sends", async () => {
    const watchdog = await eventually("the alert that always fires", 60, () =>
      Promise.resolve(
        alertsOf().find(({ labels }) => labels.alertname === "Watchdog"),
      ),
    );
    expect(watchdog.labels).toMatchObject(labelsOf(TEXTS, "external"));
  });

  it("is what Prometheus says of its rules", () => {
    const { data } = JSON.parse(
      readInside(PROJECT, "http://prometheus:9090/api/v1/rules"),
    ) as {
      readonly data: {
        readonly groups: readonly {
          readonly rules: readonly {
            readonly name: string;
            readonly labels: Readonly<Record<string, string>>;
            readonly annotations: Readonly<Record<string, string>>;
          }[];
        }[];
      };
    };
    const rules = data.groups
      .flatMap((group) => group.rules)
      .filter(({ name }) => /^Alert\d+$/.test(name));
    expect(
      rules.map(({ labels, annotations }) => [
        labels.team,
        labels.text,
        annotations.summary,
        annotations.description,
      ]),
    ).toEqual(
      PLAIN.map((text, index) => {
        const summary = templated(TEXTS[index] ?? "");
        return [text, summary, summary, templated(text)];
      }),
    );
  });

  it("finds the way to the right receiver", async () => {
    const alerts = PLAIN.map((team, index) => ({
      labels: { alertname: "Test", index: String(index), team },
    }));
    docker(
      ...["exec", `${PROJECT}-grafana`, "wget", "-q", "-O", "-"],
      ...["--header", "content-type: application/json"],
      ...["--post-data", JSON.stringify(alerts), ALERTS],
    );
    const answer = await eventually("alerts", 30, () => {
      const tests = alertsOf().filter(
        ({ labels }) => labels.alertname === "Test",
      );
      return Promise.resolve(
        tests.length === alerts.length ? tests : undefined,
      );
    });
    expect(
      answer.filter(({ labels, receivers }) => {
        const [{ name = "" } = {}, ...others] = receivers;
        return others.length > 0 || !name.includes(`route${labels.index}-`);
      }),
    ).toEqual([]);
  });

  it("needs no second apply", () => {
    const { status, output } = terraform.plan();
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});
