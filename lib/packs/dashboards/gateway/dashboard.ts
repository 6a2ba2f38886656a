import type {
  Dashboard,
  DashboardRow,
  Panel,
} from "../../../domain/dashboard/model";
import { BLACKBOX_THRESHOLDS } from "../../alerts/blackbox/options";
import {
  gatewaySettings,
  type GatewayAlertOptions,
  type GatewayAlertSettings,
} from "../../alerts/gateway/options";
import { alertMarks, firingAlerts, warningAt } from "../job";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { gatewayQueries } from "./queries";
import { gatewayDashboardUid } from "./uid";

type Queries = ReturnType<typeof gatewayQueries>;

/**
 * What comes to a gateway, whom it turns away and why, and how much room it has. Its coloured limits are those of the alerts
 * with the same options.
 *
 * @param isProbed whether its certificate is looked at
 * @throws InvalidInputError as `gatewayAlerts`
 */
export function gatewayDashboard(
  options: GatewayAlertOptions,
  isProbed = true,
): Dashboard {
  const settings = gatewaySettings(options);
  const { job } = settings;
  const queries = gatewayQueries(job);
  return {
    uid: gatewayDashboardUid(job),
    title: `OTLP gateway: ${job}`,
    description:
      "What comes in from other hosts, whom the gateway turns away and why, and how much room it has.",
    tags: [MONITORING_TAG, "gateway"],
    folder: "Platform",
    variables: [],
    links: [ALL_DASHBOARDS],
    annotations: [alertMarks(job)],
    rows: [
      glance(settings, queries, isProbed),
      refusalRow(settings, queries),
      flowRow(queries),
      roomRow(queries),
    ],
  };
}

function glance(
  { job }: GatewayAlertSettings,
  q: Queries,
  isProbed: boolean,
): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "State",
        "Whether Prometheus reaches the front of the gateway and the collector behind it.",
        [prometheus(q.up, "{{instance}}")],
        UP_OR_DOWN,
      ),
      stat(
        "Taken",
        "Requests per second that were handed over, on average over 5 minutes.",
        [prometheus(q.taken)],
        { unit: "reqps" },
      ),
      stat(
        "Refused",
        "Requests per second that the front refused, for whatever reason.",
        [prometheus(q.allRefused)],
        { unit: "reqps" },
      ),
      stat(
        "Connections",
        "Connections that are open.",
        [prometheus(q.active)],
        {
          unit: "none",
        },
      ),
      ...(isProbed ? [certificate(q)] : []),
      firingAlerts(job),
    ],
  };
}

function certificate(q: Queries): Panel {
  return stat(
    "Certificate",
    "Time until the first certificate of the gateway ends.",
    [prometheus(q.certificate)],
    {
      unit: "s",
      baseColor: "red",
      thresholds: [
        {
          value: BLACKBOX_THRESHOLDS.certificateSoon.toSeconds(),
          alert: "BlackboxCertificateEndsSoon",
          color: "yellow",
        },
        {
          value: BLACKBOX_THRESHOLDS.certificateWithin.toSeconds(),
          alert: "BlackboxCertificateEnds",
          color: "green",
        },
      ],
    },
  );
}

function refusalRow(
  { limits }: GatewayAlertSettings,
  q: Queries,
): DashboardRow {
  return {
    title: "Turned away",
    panels: [
      timeseries(
        "Refused by the front",
        "Requests per second by the reason: no known token (denied), no certificate that is accepted, too large, not packed by gzip (packed), too often, no room (busy), or no request at all.",
        [prometheus(q.refused, "{{receiver}}")],
        { unit: "reqps", min: 0, stacked: true },
      ),
      timeseries(
        "Told to come back",
        "Share of the requests that were one too many for their sender or for the gateway, over 5 minutes.",
        [prometheus(q.turnedAwayRatio, "share")],
        {
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: warningAt(limits.turnedAwayRatio, "GatewayCrowded"),
        },
      ),
      timeseries(
        "Not handed over",
        "Share of the requests that the collector of the platform did not take, over 5 minutes.",
        [prometheus(q.failedRatio, "share")],
        {
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: warningAt(limits.failedRatio, "GatewayNotDelivering"),
        },
      ),
    ],
  };
}

function flowRow(q: Queries): DashboardRow {
  return {
    title: "What comes in",
    panels: [
      timeseries(
        "Lines, points and spans",
        "What was taken in each second.",
        [
          prometheus(q.lines, "lines"),
          prometheus(q.points, "points"),
          prometheus(q.spans, "spans"),
        ],
        { unit: "none", min: 0 },
      ),
      timeseries(
        "Answers by HTTP",
        "Requests per second that reached the collector of the gateway, by status.",
        [prometheus(q.byHttp, "{{http_response_status_code}}")],
        { unit: "reqps", min: 0, stacked: true },
      ),
      timeseries(
        "Answers by gRPC",
        "Requests per second that reached the collector of the gateway, by status.",
        [prometheus(q.byGrpc, "{{rpc_response_status_code}}")],
        { unit: "reqps", min: 0, stacked: true },
      ),
      timeseries(
        "Size of requests",
        "Size of a request by HTTP as it came, packed, on average.",
        [prometheus(q.size, "average")],
        { unit: "bytes", min: 0 },
      ),
    ],
  };
}

function roomRow(q: Queries): DashboardRow {
  return {
    title: "Room",
    panels: [
      timeseries(
        "Connections of senders",
        "Connections whose request comes in (reading), is worked on (writing), or that wait for the next one.",
        q.connections.map(([state, expr]) => prometheus(expr, state)),
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "Memory",
        "Memory of the collector behind the front.",
        [prometheus(q.memory, "in use")],
        { unit: "bytes", min: 0 },
      ),
      timeseries(
        "Processor",
        "Processor time of that collector in each second, in cores.",
        [prometheus(q.cpu, "cores")],
        { unit: "none", min: 0 },
      ),
    ],
  };
}
