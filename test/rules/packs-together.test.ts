import type { RuleGroup } from "../../lib/domain/rules/rule";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { businessAlerts } from "../../lib/packs/alerts/business/alerts";
import { capacityAlerts } from "../../lib/packs/alerts/capacity/alerts";
import { containerAlerts } from "../../lib/packs/alerts/container/alerts";
import { gatewayAlerts } from "../../lib/packs/alerts/gateway/alerts";
import { graphqlAlerts } from "../../lib/packs/alerts/graphql/alerts";
import { hostAlerts } from "../../lib/packs/alerts/host/alerts";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { nginxAlerts } from "../../lib/packs/alerts/nginx/alerts";
import { postgresqlAlerts } from "../../lib/packs/alerts/postgresql/alerts";
import { queueAlerts } from "../../lib/packs/alerts/queue/alerts";
import { redisAlerts } from "../../lib/packs/alerts/redis/alerts";
import { releaseAlerts } from "../../lib/packs/alerts/release/alerts";
import { remoteHostAlerts } from "../../lib/packs/alerts/remote-host/alerts";
import { runtimeAlerts } from "../../lib/packs/alerts/runtime/alerts";
import { foldersWith } from "../lint/all-packs";
import { BUSINESS } from "../lint/pack-options";
import { problemsOf } from "./pack-model";

const PACKS: Readonly<Record<string, (job: string) => readonly RuleGroup[]>> = {
  blackbox: (job) => blackboxAlerts({ job }),
  business: (service) => businessAlerts({ ...BUSINESS, service }),
  capacity: (databases) => capacityAlerts({ hosts: false, databases }),
  container: (job) => containerAlerts({ job }),
  gateway: (job) => gatewayAlerts({ job }),
  graphql: (service) => graphqlAlerts({ service }),
  host: (job) => hostAlerts({ job }),
  "http-service": (service) => httpServiceAlerts({ service }),
  nginx: (job) => nginxAlerts({ job }),
  postgresql: (job) => postgresqlAlerts({ job }),
  queue: (job) => queueAlerts({ job }),
  redis: (job) => redisAlerts({ job }),
  release: (service) => releaseAlerts({ service }),
  "remote-host": (host) => remoteHostAlerts({ host, gateway: "gateway" }),
  runtime: (job) =>
    (["node", "go", "jvm"] as const).flatMap((runtime) =>
      runtimeAlerts({ job, runtime }),
    ),
};

/** Packs of which a platform has one. */
const SINGLE = ["logs", "platform", "security"];

describe("a pack that is used for two jobs", () => {
  it("is one of all that there are", () => {
    expect([...Object.keys(PACKS), ...SINGLE].sort()).toEqual(
      foldersWith("alerts", "alerts.ts"),
    );
  });

  it.each(Object.entries(PACKS))(
    "%s records and names nothing twice",
    (_, groupsOf) => {
      const problems = problemsOf([...groupsOf("one"), ...groupsOf("two")], {
        one: [],
        two: [],
      });
      // That the jobs do not expose the metrics is not the question here.
      expect(
        problems.filter(({ code }) => code.startsWith("duplicate-")),
      ).toEqual([]);
    },
  );
});
