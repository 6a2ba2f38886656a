import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import {
  nginxSettings,
  type NginxAlertOptions,
  type NginxAlertSettings,
} from "../../alerts/nginx/options";
import { alertMarks, jobVariables } from "../job";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { NGINX_QUERY as Q } from "./queries";
import { nginxDashboardUid } from "./uid";

/**
 * Requests and connections of the nginx behind one exporter. Its coloured limits are those of the alerts with the same
 * options.
 *
 * @throws InvalidInputError as `nginxAlerts`
 */
export function nginxDashboard(options: NginxAlertOptions = {}): Dashboard {
  const settings = nginxSettings(options);
  const { job } = settings;
  return {
    uid: nginxDashboardUid(job),
    title: `nginx: ${job}`,
    description:
      "Whether nginx answers, how many requests come and how long they stay, and how much room it has for connections.",
    tags: [MONITORING_TAG, "nginx"],
    folder: "Services",
    variables: [
      ...jobVariables("nginx_up", job, { of: "instance", label: "Instance" }),
    ],
    links: [ALL_DASHBOARDS],
    annotations: [alertMarks(job)],
    rows: [glance(settings), requestRow(settings), connectionRow(settings)],
  };
}

function glance({ limits }: NginxAlertSettings): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "State",
        "Whether the exporter reaches the status page of nginx.",
        [prometheus(Q.up, "{{instance}}")],
        UP_OR_DOWN,
      ),
      stat(
        "Requests",
        "Requests per second, those by which the exporter asks for the status included.",
        [prometheus(Q.requests, "{{instance}}")],
        { unit: "reqps" },
      ),
      stat(
        "Time in progress",
        "Mean time that a request stays in nginx, upstream servers included: requests in progress, divided by requests per second.",
        [prometheus(Q.requestTime, "{{instance}}")],
        { unit: "s", thresholds: requestTime(limits) },
      ),
      stat(
        "Turned away",
        "Share of the connections that were closed unheard because there was no room.",
        [prometheus(Q.droppedRatio, "{{instance}}")],
        { unit: "percentunit", decimals: 2, thresholds: dropped(limits) },
      ),
      stat(
        "Starts",
        "Starts of nginx within one hour. A reload of its configuration is none.",
        [prometheus(Q.starts, "{{instance}}")],
        { unit: "none", decimals: 0 },
      ),
    ],
  };
}

function requestRow({ limits }: NginxAlertSettings): DashboardRow {
  return {
    title: "Requests",
    panels: [
      timeseries(
        "Requests per second",
        "Requests that came, whatever became of them. Answers by status are in the access log.",
        [prometheus(Q.requests, "{{instance}}")],
        { unit: "reqps", min: 0 },
      ),
      timeseries(
        "Time of a request",
        "Mean time that a request stays in nginx, upstream servers included. It says nothing where requests stay open on purpose.",
        [prometheus(Q.requestTime, "{{instance}}")],
        { unit: "s", min: 0, thresholds: requestTime(limits) },
      ),
      timeseries(
        "Requests per connection",
        "How often a connection is used. Near 1 clients open one for each request, which costs time and sockets.",
        [prometheus(Q.requestsPerConnection, "{{instance}}")],
        { unit: "none", min: 0, decimals: 1 },
      ),
    ],
  };
}

function connectionRow({ limit, limits }: NginxAlertSettings): DashboardRow {
  const { readingRatio, connectionsRatio } = limits;
  return {
    title: "Connections",
    panels: [
      timeseries(
        "Connections by state",
        "Reading: the head of a request comes in. Writing: a request is in progress. Waiting: there is no request.",
        [
          prometheus(Q.reading, "reading {{instance}}"),
          prometheus(Q.writing, "writing {{instance}}"),
          prometheus(Q.waiting, "waiting {{instance}}"),
        ],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "New connections",
        "Connections per second that were accepted, and those of them that were served. The rest found no room.",
        [
          prometheus(Q.accepted, "accepted {{instance}}"),
          prometheus(Q.handled, "served {{instance}}"),
        ],
        { unit: "cps", min: 0 },
      ),
      timeseries(
        "Share that is reading",
        "Connections whose client has begun a request and not finished its head, of all. Many at once are slow networks or an attack.",
        [prometheus(Q.readingRatio, "{{instance}}")],
        {
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: [
            {
              value: readingRatio,
              color: "yellow",
              alert: "NginxRequestHeadsSlow",
            },
          ],
        },
      ),
      ...(limit === undefined
        ? []
        : [
            timeseries(
              "Share of the limit",
              `Connections as a share of the ${limit} that all workers can hold together.`,
              [prometheus(Q.shareOf(limit), "{{instance}}")],
              {
                unit: "percentunit",
                min: 0,
                max: 1,
                thresholds: [
                  {
                    value: connectionsRatio,
                    color: "yellow" as const,
                    alert: "NginxConnectionsNearLimit",
                  },
                ],
              },
            ),
          ]),
    ],
  };
}

function requestTime({ requestTime: most }: NginxAlertSettings["limits"]) {
  return [
    {
      value: most.toSeconds(),
      color: "yellow" as const,
      alert: "NginxRequestsPilingUp",
    },
  ];
}

function dropped({ droppedRatio }: NginxAlertSettings["limits"]) {
  return [
    {
      value: droppedRatio,
      color: "red" as const,
      alert: "NginxConnectionsDropped",
    },
  ];
}
