import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { AlertReceiver, Bytes, Duration, SecretRef } from "cdktf-observability";
import {
  DockerPlatform,
  DockerService,
  SecretStore,
} from "cdktf-observability/docker";
import { temporaryApp, temporaryFolder } from "../../support/app";
import {
  expectComplaint,
  inbox,
  itTellsOf,
  itTellsOfPrograms,
  js,
  platform,
  SECRET,
  stackOf,
  type Program,
} from "../../support/bad-input";

type Change = Readonly<Record<string, unknown>>;

const PATH = "monitoring/demo";

const service =
  (change: unknown, id = "demo") =>
  ({ stack }: Pick<Program, "stack">) =>
    new DockerService(
      stack,
      id,
      js(
        typeof change === "object"
          ? { image: "node:20-alpine", ...change }
          : change,
      ),
    );

const file = (path: string, content: unknown = "text") =>
  service({ files: { [path]: content } });

const published = (...ports: readonly unknown[]) => service({ ports });

const health = (change: Change) =>
  service({
    health: {
      command: ["true"],
      interval: Duration.seconds(5),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(5),
      ...change,
    },
  });

describe("a container of one's own", () => {
  itTellsOf([
    ["undefined", service(undefined), PATH, "options of a DockerService"],
    [
      "in another stack",
      ({ app }) => service({})({ stack: js(new TerraformStack(app, "plain")) }),
      "plain/demo",
      "one platform on Docker, got 0",
    ],
    ["without an image", service({ image: undefined }), PATH, "got undefined"],
    ["of an image without tag", service({ image: "node" }), PATH, '"node"'],
    ["of no image", service({ image: "" }), PATH, 'got ""'],
    ["of an image with a space", service({ image: "a b:c" }), PATH, '"a b:c"'],
    ["of an image in capitals", service({ image: "Node:20" }), PATH, "Node"],
    ["named by two words", service({ name: "a b" }), PATH, '"a b"'],
    ["named by number", service({ name: 5 }), PATH, "got 5"],
    [
      "named as a component",
      service({ name: "prometheus" }),
      PATH,
      "component",
    ],
    [
      "named as another container",
      service({ name: "monitoring-grafana" }),
      PATH,
      "at monitoring/Default/Default/grafana and at monitoring/demo",
    ],
    [
      "named as another",
      (program) => {
        service({ name: "same" }, "first")(program);
        service({ name: "same" })(program);
      },
      PATH,
      "at monitoring/first and at monitoring/demo",
    ],
    ["with one argument", service({ command: "node" }), PATH, "list of texts"],
    [
      "with a number as argument",
      service({ command: [5] }),
      PATH,
      "list of te",
    ],
    [
      "with an empty argument",
      service({ command: ["a", ""] }),
      PATH,
      "no empty",
    ],
    ["with files in a text", service({ files: "x" }), PATH, "be an object"],
    ["with a relative file", file("x.js"), PATH, '"x.js"'],
    ["with a file at the root", file("/x.js"), PATH, '"/x.js"'],
    ["with a folder as file", file("/app/"), PATH, '"/app/"'],
    ["with a file that leaves", file("/app/../x"), PATH, '"/app/../x"'],
    ["with a file with a space", file("/app/a b"), PATH, '"a b"'],
    ["with a number as content", file("/app/x", 5), PATH, "got 5"],
    [
      "with half a character",
      file("/app/x", "\ud800"),
      PATH,
      "whole characters",
    ],
    [
      "with files apart",
      service({ files: { "/a/x": "", "/b/y": "" } }),
      PATH,
      "one folder",
    ],
    [
      "with a number as variable",
      service({ environment: { A: 5 } }),
      PATH,
      "got 5",
    ],
    [
      "with a variable without name",
      service({ environment: { "": "a" } }),
      PATH,
      'got ""',
    ],
    [
      "with NUL in a variable",
      service({ environment: { A: "a\0b" } }),
      PATH,
      "NUL",
    ],
    ["with one port", service({ ports: 8080 }), PATH, "must be a list"],
    ["with numbers as ports", published(8080), PATH, "must be an object"],
    ["at port 0", published({ port: 0 }), PATH, "got 0"],
    ["at port 70000", published({ port: 1, publish: 70000 }), PATH, "70000"],
    ["at port 1.5", published({ port: 1.5, publish: 5 }), PATH, "got 1.5"],
    ["at a port in text", published({ port: "80" }), PATH, 'got "80"'],
    [
      "at a port of a component",
      published({ port: 1, publish: 3000 }),
      PATH,
      "3000, which monitoring-grafana publishes",
    ],
    [
      "at one port twice",
      published({ port: 1, publish: 5 }, { port: 2, publish: 5 }),
      PATH,
      "5, which demo publishes",
    ],
    [
      "at the port of another",
      (program) => {
        service({ ports: [{ port: 1, publish: 18080 }] }, "first")(program);
        published({ port: 1, publish: 18080 })(program);
      },
      PATH,
      "which first publishes at monitoring/first",
    ],
    ["with memory in text", service({ memory: "128m" }), PATH, '"128m"'],
    ["without memory", service({ memory: Bytes.bytes(0) }), PATH, "6MiB"],
    ["without a processor", service({ cpus: 0 }), PATH, "0.01 cores"],
    ["with -1 processor", service({ cpus: -1 }), PATH, "got -1"],
    ["with NaN processors", service({ cpus: NaN }), PATH, "got NaN"],
    ["of a user by name", service({ user: "node" }), PATH, '"node"'],
    ["of half a user", service({ user: "1000" }), PATH, '"1000"'],
    ["of a user by number", service({ user: 1000 }), PATH, "got 1000"],
    ["with one tmpfs", service({ tmpfs: "/tmp" }), PATH, "a list"],
    [
      "with a tmpfs of no size",
      service({ tmpfs: [{ path: "/data", size: 64 }] }),
      PATH,
      "an amount of Bytes",
    ],
    ["with a relative tmpfs", service({ tmpfs: ["tmp"] }), PATH, '"tmp"'],
    ["probed by a text", service({ health: "x" }), PATH, "be an object"],
    ["probed by nothing", health({ command: [] }), PATH, "not be empty"],
    ["probed by one text", health({ command: "x" }), PATH, "list of texts"],
    ["probed in text", health({ interval: "5s" }), PATH, '"5s"'],
    [
      "probed always",
      health({ interval: Duration.seconds(0) }),
      PATH,
      "longer",
    ],
    ["probed never", health({ retries: 0 }), PATH, "got 0"],
    ["after a text", service({ startAfter: "loki" }), PATH, "must be a list"],
    [
      "after an unknown component",
      service({ startAfter: ["lokki"] }),
      PATH,
      "lok",
    ],
    ["after a number", service({ startAfter: [5] }), PATH, "got 5"],
    ["after no resource", service({ startAfter: [{}] }), PATH, "an object"],
    ["with a way out in text", service({ egress: "yes" }), PATH, '"yes"'],
  ]);
});

describe("a platform on Docker", () => {
  const options = (change: Change) => () => platform(js(change));
  const images = (list: unknown) => options({ images: list });
  const remote = (change: Change) => () =>
    DockerPlatform.remote(
      js({ host: "ssh://host", secrets: SecretStore.volume("a"), ...change }),
    );
  itTellsOfPrograms([
    [
      "undefined",
      () => DockerPlatform.local(js(undefined)),
      undefined,
      "undefi",
    ],
    [
      "without secrets",
      options({ secrets: undefined }),
      undefined,
      "SecretStore",
    ],
    [
      "with a folder",
      options({ secrets: ".secrets" }),
      undefined,
      "SecretStore",
    ],
    [
      "with a bad project",
      options({ project: "My App" }),
      undefined,
      '"My App"',
    ],
    ["with a number as project", options({ project: 5 }), undefined, "got 5"],
    [
      "at a name",
      options({ publishAddress: "localhost" }),
      undefined,
      '"localh',
    ],
    [
      "with an unknown policy",
      options({ dataVolumes: "keep" }),
      undefined,
      '"keep"',
    ],
    ["with images in a text", images("x"), undefined, "must be an object"],
    ["of an unknown image", images({ grafna: "a:b" }), undefined, '"grafana"'],
    [
      "of a malformed image",
      images({ grafana: "a b:c" }),
      undefined,
      '"a b:c"',
    ],
    ["of an image without tag", images({ grafana: "a" }), undefined, 'got "a"'],
    ["of a number", images({ grafana: 5 }), undefined, "got 5"],
    [
      "at a host without scheme",
      remote({ host: "machine" }),
      undefined,
      '"mach',
    ],
    [
      "at a host with a password",
      remote({ host: `me:${SECRET}@a` }),
      undefined,
      "got a text of",
    ],
    ["at no host", remote({ host: undefined }), undefined, "got undefined"],
    [
      "elsewhere with a folder",
      remote({ secrets: SecretStore.directory("a") }),
      undefined,
      "in a volume",
    ],
    [
      "with a store of nothing",
      () => SecretStore.directory(js(undefined)),
      undefined,
      "undefined",
    ],
    [
      "with a store of no path",
      () => SecretStore.directory(""),
      undefined,
      'got ""',
    ],
    [
      "with a store of two words",
      () => SecretStore.volume("a b"),
      undefined,
      '"a b"',
    ],
  ]);
});

describe("a secret in a file", () => {
  const OWNERS = { "grafana-admin-password": 472, "grafana-secret-key": 472 };
  const USER = 65534;

  function write(path: string, content: string, mode: number, owner: number) {
    writeFileSync(path, content);
    if (process.getuid?.() === 0) {
      chownSync(path, owner, 0);
    }
    chmodSync(path, mode);
  }

  /** Only root can give a file to another user, so other users meet that complaint first. */
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  function complain(
    prepare: (path: string) => void,
    told: string | RegExp,
  ): void {
    const folder = temporaryFolder();
    for (const [name, owner] of Object.entries(OWNERS)) {
      write(join(folder, name), "x", 0o400, owner);
    }
    prepare(join(folder, "chat"));
    const parent = temporaryApp();
    const url = SecretRef.file("chat");
    expectComplaint(
      parent,
      () =>
        stackOf(parent, {
          platform: platform({ secrets: SecretStore.directory(folder) }),
          deadMan: inbox(),
          defaultReceivers: [AlertReceiver.slack({ channel: "#a", url })],
        }),
      "monitoring/Default/Default",
      told,
    );
  }

  const wrong: readonly (readonly [
    string,
    (path: string) => void,
    string | RegExp,
  ])[] = [
    ["missing", () => undefined, /no file .*chat; run "npm run secrets"/],
    ["empty", (path) => write(path, "", 0o400, USER), "an empty file"],
    [
      "for all to read",
      (path) => write(path, SECRET, 0o444, USER),
      /mode 0444 .*chmod 0400/,
    ],
    ["a folder", (path) => mkdirSync(path), "a folder or special file"],
    ["of another user", (path) => write(path, SECRET, 0o400, 0), "owner 0"],
    [
      "not for its user to read",
      (path) => write(path, SECRET, 0o000, USER),
      "mode 0000",
    ],
  ];
  asRoot.each(wrong)("%s", (_title, prepare, told) => {
    complain(prepare, told);
  });
});
