import type { Dashboard } from "../../../domain/dashboard/model";
import { BLACKBOX_THRESHOLDS as LIMITS } from "../../alerts/blackbox/options";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { PROBE_QUERY as Q } from "./queries";

/**
 * Whether what blackbox-exporter asks answers, and how fast. Its limits are the alerts' defaults, without their names, since
 * each probe may have limits of its own.
 */
export function probesDashboard(): Dashboard {
  return {
    uid: "probes",
    title: "Probes",
    description:
      "Whether addresses answer when they are asked from outside, and how fast.",
    tags: [MONITORING_TAG, "probes"],
    folder: "Platform",
    variables: [
      {
        kind: "query",
        name: "job",
        label: "Probe",
        metric: "probe_success",
        of: "job",
        multi: true,
      },
      {
        kind: "query",
        name: "instance",
        label: "Address",
        metric: 'probe_success{job=~"$job"}',
        of: "instance",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    annotations: [
      {
        name: "Alerts",
        expr: Q.firing,
        color: "red",
        text: "{{alertname}} {{instance}}",
      },
    ],
    rows: [
      {
        title: "At a glance",
        panels: [
          stat(
            "Failing",
            "Addresses whose last probe failed.",
            [prometheus(Q.failing)],
            { unit: "none", thresholds: ANY_IS_BAD, width: 4 },
          ),
          stat(
            "State",
            "Whether the last probe of each address succeeded.",
            [prometheus(Q.success, "{{instance}}")],
            { ...UP_OR_DOWN, width: 20 },
          ),
        ],
      },
      {
        title: "In time",
        panels: [
          timeseries(
            "Success",
            "Share of the probes of one hour that succeeded.",
            [prometheus(Q.successRatio, "{{instance}}")],
            { unit: "percentunit", min: 0, max: 1 },
          ),
          timeseries(
            "Changes",
            "Changes between success and failure within an hour.",
            [prometheus(Q.changes, "{{instance}}")],
            {
              unit: "none",
              min: 0,
              thresholds: [
                {
                  value: LIMITS.flaps,
                  color: "yellow",
                  alert: "BlackboxProbeFlapping",
                },
              ],
            },
          ),
          timeseries(
            "Status",
            "Status of the last answer over HTTP.",
            [prometheus(Q.status, "{{instance}}")],
            {
              unit: "none",
              min: 0,
              thresholds: [
                {
                  value: 300,
                  color: "yellow",
                  alert: "BlackboxHttpStatusWrong",
                },
                { value: 400, color: "red" },
              ],
            },
          ),
        ],
      },
      {
        title: "Duration",
        panels: [
          timeseries(
            "Duration",
            "Time of a whole probe, on average over 5 minutes.",
            [prometheus(Q.duration, "{{instance}}")],
            {
              unit: "s",
              min: 0,
              thresholds: [
                {
                  value: LIMITS.slow.toSeconds(),
                  color: "yellow",
                  alert: "BlackboxProbeSlow",
                },
              ],
            },
          ),
          timeseries(
            "Phases over HTTP",
            "Time of each phase, on average over the chosen addresses: name lookup, connection, TLS, wait for the first byte, transfer.",
            [prometheus(Q.phases, "{{phase}}")],
            { unit: "s", min: 0, stacked: true },
          ),
          timeseries(
            "Name lookup",
            "Time until the name is resolved, with any kind of probe.",
            [prometheus(Q.lookup, "{{instance}}")],
            { unit: "s", min: 0 },
          ),
        ],
      },
      {
        title: "TLS and redirects",
        panels: [
          table(
            "Certificates",
            "Time until the first certificate of each address ends.",
            [
              prometheus(Q.certificateLeft, "Time left", {
                unit: "s",
                baseColor: "red",
                thresholds: [
                  {
                    value: LIMITS.certificateSoon.toSeconds(),
                    alert: "BlackboxCertificateEndsSoon",
                    color: "yellow",
                  },
                  {
                    value: LIMITS.certificateWithin.toSeconds(),
                    alert: "BlackboxCertificateEnds",
                    color: "green",
                  },
                ],
              }),
            ],
            {
              columns: [
                { label: "instance", title: "Address" },
                { label: "job", title: "Probe" },
              ],
              unit: "s",
            },
          ),
          table(
            "Versions of TLS",
            "The version of TLS on which each address agrees.",
            [prometheus(Q.tls, "In use", { unit: "none" })],
            {
              columns: [
                { label: "instance", title: "Address" },
                { label: "version", title: "Version" },
              ],
              unit: "none",
            },
          ),
          timeseries(
            "Redirects",
            "Redirects up to the answer.",
            [prometheus(Q.redirects, "{{instance}}")],
            {
              unit: "none",
              min: 0,
              thresholds: [
                {
                  value: LIMITS.redirects,
                  color: "yellow",
                  alert: "BlackboxRedirectsMany",
                },
              ],
            },
          ),
        ],
      },
    ],
  };
}
