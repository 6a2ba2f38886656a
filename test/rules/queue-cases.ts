import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const ORDERS = 'job="shop",instance="s:1",queue="orders"';
/** The same queue, seen by another instance. */
const AGAIN = 'job="shop",instance="s:2",queue="orders"';

function labels(priority: "P2" | "P3", more: Labels = {}): Labels {
  const severity = priority === "P2" ? "critical" : "warning";
  const own = { priority, severity, service: "orders", team: "sales" };
  return { ...own, job: "shop", queue: "orders", ...more };
}

function waiting(values: string): Series {
  return {
    [`queue_messages_waiting{${ORDERS}}`]: values,
    [`queue_messages_waiting{${AGAIN}}`]: values,
  };
}

function consumers(values: string): Series {
  return { [`queue_consumers{${ORDERS}}`]: values };
}

function oldest(values: string): Series {
  return { [`queue_oldest_message_age_seconds{${ORDERS}}`]: values };
}

/** Counters of one instance, by what a minute adds. */
function counted(perMinute: Readonly<Record<string, number | string>>): Series {
  return Object.fromEntries(
    Object.entries(perMinute).map(([name, each]) => [
      `queue_messages_${name}_total{${ORDERS}}`,
      typeof each === "number" ? `0+${each}x60` : each,
    ]),
  );
}

const AT = "40m";

export const QUEUE_CASES: PackCases = {
  QueueConsumersMissing: {
    at: AT,
    fires: { ...waiting("50x60"), ...consumers("2x30 0x30") },
    expect: {
      labels: labels("P2"),
      summary: "Nobody takes messages from orders.",
      description:
        "50 messages wait in orders, and no program has taken any for 2m.",
    },
    silent: { ...waiting("50x60"), ...consumers("0x30 1x30") },
    edges: {
      "nothing waits": { series: { ...waiting("0x60"), ...consumers("0x60") } },
      "consumers are not told of": { series: waiting("50x60") },
      "a consumer starts again": {
        near: true,
        series: { ...waiting("50x60"), ...consumers("1x38 0x20") },
      },
    },
  },
  QueueBacklogSevere: {
    at: AT,
    fires: { ...waiting("12000x60"), ...consumers("2x60") },
    expect: {
      labels: labels("P2"),
      summary: "Far too many messages wait in orders.",
      description: "12k messages have waited in orders for 5 minutes.",
    },
    silent: waiting("9000x60"),
    edges: {
      "nobody takes them, which pages": {
        series: { ...waiting("12000x60"), ...consumers("0x60") },
      },
      "the program that tells of them starts again": {
        series: waiting("12000x34 0 12000x20"),
      },
      "nothing is told of": { series: {} },
    },
    alsoFires: { "consumers are not told of": waiting("12000x60") },
  },
  QueueBacklogHigh: {
    at: AT,
    fires: waiting("1200x60"),
    expect: {
      labels: labels("P3"),
      summary: "Many messages wait in orders.",
      description: "1.2k messages have waited in orders for 10 minutes.",
    },
    silent: waiting("900x60"),
  },
  QueueBacklogGrowing: {
    at: "60m",
    fires: waiting("5+20x80"),
    expect: {
      labels: labels("P3"),
      summary: "More messages come into orders than are taken.",
      description:
        "orders grows by 20 messages a minute and has not been empty for half an hour.",
    },
    silent: waiting("5+9x80"),
    edges: {
      "it was empty in between": {
        series: waiting("5+20x50 0 5+200x30"),
      },
    },
  },
  QueueMetricsAbsent: {
    at: AT,
    fires: waiting("5x22 stale"),
    expect: {
      labels: {
        priority: "P3",
        severity: "warning",
        service: "orders",
        team: "sales",
        job: "shop",
      },
      summary: "Nothing is known of the queues of shop any more.",
      description:
        "shop has told nothing of its 1 queues for 15 minutes; alerts about them cannot fire.",
    },
    silent: waiting("5x27 stale"),
  },
  QueueMessagesStale: {
    at: AT,
    fires: { ...oldest("2400x60"), ...waiting("50x60"), ...consumers("1x60") },
    expect: {
      labels: labels("P2"),
      summary: "Messages in orders wait far too long.",
      description: "The oldest message in orders has waited for 40m 0s.",
    },
    silent: { ...oldest("1700x60"), ...waiting("50x60") },
    edges: {
      "nobody takes any, which pages": {
        series: {
          ...oldest("2400x60"),
          ...waiting("50x60"),
          ...consumers("0x60"),
        },
      },
      "far too many wait, which pages": {
        near: true,
        series: { ...oldest("2400x60"), ...waiting("12000x60") },
      },
      "nothing is told of": { series: {} },
    },
    alsoFires: { "only the age is told of": oldest("2400x60") },
  },
  QueueMessagesOld: {
    at: AT,
    fires: oldest("400x60"),
    expect: {
      labels: labels("P3"),
      summary: "Messages in orders wait too long.",
      description: "The oldest message in orders has waited for 6m 40s.",
    },
    silent: oldest("290x60"),
  },
  QueueDeadLetters: {
    at: AT,
    fires: counted({ dead_lettered: 0.2 }),
    expect: {
      labels: labels("P3"),
      summary: "Messages of orders are given up.",
      description:
        "3 messages of orders were given up within 15 minutes; what they ask for is not done.",
    },
    silent: counted({ dead_lettered: 0.06 }),
    edges: {
      "the program that counts starts again": {
        series: counted({ dead_lettered: "900x35 0x20" }),
      },
    },
  },
  QueueRedeliveriesMany: {
    at: AT,
    fires: counted({ consumed: 60, redelivered: 12 }),
    expect: {
      labels: labels("P3"),
      summary: "Messages of orders are handed out again and again.",
      description:
        "20% of the messages that orders hands out were handed out before; consumers fail at them.",
    },
    silent: counted({ consumed: 60, redelivered: 5.4 }),
    edges: {
      "there are hardly any": {
        near: true,
        series: counted({ consumed: 5, redelivered: 4 }),
      },
      "nothing is taken": { series: counted({ consumed: 0, redelivered: 0 }) },
    },
  },
};
