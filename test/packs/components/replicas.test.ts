import {
  endpointsOf,
  endpointsOfAll,
} from "../../../lib/domain/telemetry/addresses";
import {
  instanceName,
  type ComponentSpec,
} from "../../../lib/domain/telemetry/component";
import {
  deployedSpecs,
  instancesOf,
  runningSpecs,
} from "../../../lib/domain/telemetry/plan";
import { Bytes } from "../../../lib/domain/units";
import {
  selfScrapeJobs,
  type ComponentChoices,
} from "../../../lib/packs/components/profile";
import { planOf } from "../../support/plan";

const PAIRS: ComponentChoices = {
  prometheus: { replicas: 2 },
  alertmanager: { replicas: 2 },
};
const cluster = (spec: ComponentSpec | undefined) =>
  spec?.command.filter((flag) => flag.startsWith("--cluster."));

describe("two of a component", () => {
  const plan = planOf(PAIRS);

  it("run beside each other, the second under a name with a number", () => {
    const single = deployedSpecs(planOf()).map(instanceName);
    expect(deployedSpecs(plan).map(instanceName)).toEqual(single);
    expect(runningSpecs(plan).map(instanceName).sort()).toEqual(
      [...single, "alertmanager-2", "prometheus-2"].sort(),
    );
  });

  it("differ in nothing but who they are", () => {
    const [first, second] = instancesOf(plan, "prometheus");
    expect(second).toEqual({
      ...first,
      replica: 2,
      ports: [{ name: "http", port: 9090 }],
    });
    const [one, two] = instancesOf(plan, "alertmanager");
    expect(two).toEqual({
      ...one,
      replica: 2,
      ports: [{ name: "http", port: 9093 }],
      command: one?.command.map((flag) =>
        flag.replace("=alertmanager-2:", "=alertmanager:"),
      ),
      reload: {
        kind: "request",
        command: [
          ...["wget", "-q", "-O", "/dev/null", "--post-data=reload"],
          "http://alertmanager-2:9093/-/reload",
        ],
      },
    });
  });

  it("gossip with each other, and a single one with nobody", () => {
    const [first, second] = instancesOf(plan, "alertmanager");
    expect(cluster(first)).toEqual([
      "--cluster.listen-address=0.0.0.0:9094",
      "--cluster.peer=alertmanager-2:9094",
      "--cluster.allow-insecure-public-advertise-address-discovery",
    ]);
    expect(cluster(second)).toContain("--cluster.peer=alertmanager:9094");
    expect(cluster(instancesOf(planOf(), "alertmanager")[0])).toEqual([
      "--cluster.listen-address=",
    ]);
  });

  it("are one when one is asked for", () => {
    const one = planOf({
      prometheus: { replicas: 1 },
      alertmanager: { replicas: 1 },
    });
    expect(one).toEqual(planOf());
  });

  it("publish the second where the options say", () => {
    const [first, second] = instancesOf(
      planOf({ prometheus: { replicas: 2, publish: { "http-2": 9190 } } }),
      "prometheus",
    );
    expect([first?.ports, second?.ports]).toEqual([
      [{ name: "http", port: 9090, publish: 9090 }],
      [{ name: "http", port: 9090, publish: 9190 }],
    ]);
    expect(() =>
      planOf({ prometheus: { publish: { "http-2": 9190 } } }),
    ).toThrow('must be one of http, got "http-2"; did you mean "http"');
  });

  it("share what the options say of them", () => {
    const memory = Bytes.mebibytes(300);
    const specs = instancesOf(
      planOf({ alertmanager: { replicas: 2, memory } }),
      "alertmanager",
    );
    expect(specs.map((spec) => spec.memory)).toEqual([memory, memory]);
  });

  it("are scraped and probed each", () => {
    const jobs = selfScrapeJobs(plan);
    const addresses = (job: string, component: string) =>
      jobs
        .find(({ name }) => name === job)
        ?.targets.flatMap((target) =>
          target.kind === "component" && target.component === component
            ? [[target.replica, target.port]]
            : [],
        );
    expect(addresses("alertmanager", "alertmanager")).toEqual([
      [undefined, 9093],
      [2, 9093],
    ]);
    expect(addresses("prometheus", "prometheus")).toEqual([
      [undefined, 9090],
      [2, 9090],
    ]);
    expect(addresses("probe", "prometheus")).toEqual([
      [undefined, 9090],
      [2, 9090],
    ]);
    expect(addresses("loki", "loki")).toEqual([[undefined, 3100]]);
  });

  it("have addresses of their own", () => {
    const all = (choices: ComponentChoices) => {
      const some = planOf(choices);
      return endpointsOfAll(some, endpointsOf(some), "alertmanager");
    };
    expect(all(PAIRS)).toEqual([
      "http://alertmanager:9093",
      "http://alertmanager-2:9093",
    ]);
    expect(all({})).toEqual(["http://alertmanager:9093"]);
    expect(all({ alertmanager: false })).toEqual([]);
    expect(all({ alertmanager: { external: "http://other/am" } })).toEqual([
      "http://other/am",
    ]);
  });

  it.each<[string, ComponentChoices, string]>([
    [
      "three",
      { prometheus: { replicas: 3 } },
      'replicas of component "prometheus" must be 1 or 2, got 3',
    ],
    ["none", { alertmanager: { replicas: 0 } }, "must be 1 or 2, got 0"],
    [
      "one and a half",
      { alertmanager: { replicas: 1.5 } },
      "must be 1 or 2, got 1.5",
    ],
    ["no number", { alertmanager: { replicas: Number.NaN } }, "NaN"],
    [
      "a text",
      { alertmanager: { replicas: "2" as unknown as number } },
      "replicas",
    ],
    [
      "two of Grafana",
      { grafana: { replicas: 2 } },
      'replicas of component "grafana" must be 1, got 2; only prometheus and alertmanager can run twice',
    ],
    ["two of Loki", { loki: { replicas: 2 } }, "must be 1, got 2"],
  ])("are refused for %s", (_, choices, text) => {
    expect(() => planOf(choices)).toThrow(text);
  });
});
