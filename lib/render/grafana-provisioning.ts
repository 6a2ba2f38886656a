import {
  allTenants,
  tenantDataSource,
  TENANT_HEADER,
  type LogTenant,
} from "../domain/logs/tenants";
import { DATA_SOURCE, LABEL, slug, type DataSourceUid } from "../domain/names";
import { InvalidInputError } from "../domain/problem";
import type { Endpoints, TraceProgram } from "../domain/telemetry/plan";
import { Duration } from "../domain/units";
import { DATA_SOURCE_TYPE, dataSourceType } from "./grafana-data-sources";
import { toYaml } from "./yaml";

/** Folder of the container that holds a folder for each dashboard folder. */
const DASHBOARDS_PATH = "/etc/grafana/dashboards";

/** Time between two looks at the dashboard files, in seconds. */
const DASHBOARDS_INTERVAL = 10;

type JsonData = Readonly<Record<string, unknown>>;

/**
 * The file of Grafana's data sources for those components that have an endpoint, linked with each other: a sample leads
 * to its trace, a log line to its trace, a span to its log lines and to the metrics of its service. Data sources that
 * are no longer in the file are deleted.
 *
 * @param scrapeInterval time between two scrapes, from which Grafana works out `$__rate_interval`; default: 15 seconds
 * @param traces what keeps the traces at the endpoint `jaeger`
 * @param tenants whose lines are kept apart: the data source `loki` reads all of them, and one for each reads that only
 */
export function renderDataSources(
  endpoints: Endpoints,
  scrapeInterval: Duration = Duration.seconds(15),
  traces: TraceProgram = "jaeger",
  tenants: readonly LogTenant[] = [],
): string {
  const { prometheus, loki, jaeger, alertmanager } = endpoints;
  const has = { loki: loki !== undefined, jaeger: jaeger !== undefined };
  return toYaml({
    apiVersion: 1,
    prune: true,
    datasources: [
      ...dataSource(DATA_SOURCE.prometheus, "Prometheus", prometheus, {
        httpMethod: "POST",
        prometheusType: "Prometheus",
        timeInterval: scrapeInterval.toPrometheus(),
        ...(alertmanager !== undefined && {
          alertmanagerUid: DATA_SOURCE.alertmanager,
        }),
        ...(has.jaeger && {
          exemplarTraceIdDestinations: [
            { name: "trace_id", datasourceUid: DATA_SOURCE.jaeger },
          ],
        }),
      }),
      ...lokiDataSources(loki, tenants, {
        ...(alertmanager !== undefined && {
          alertmanagerUid: DATA_SOURCE.alertmanager,
        }),
        ...(has.jaeger && { derivedFields: traceLinks() }),
      }),
      ...dataSource(
        DATA_SOURCE.jaeger,
        traces === "tempo" ? "Tempo" : "Jaeger",
        jaeger,
        {
          nodeGraph: { enabled: true },
          ...(has.loki && { tracesToLogsV2: spanToLogs() }),
          ...(prometheus !== undefined && {
            tracesToMetrics: spanToMetrics(),
            // Tempo does not know who calls whom; Prometheus has what Tempo counted of it.
            ...(traces === "tempo" && {
              serviceMap: { datasourceUid: DATA_SOURCE.prometheus },
            }),
          }),
        },
        dataSourceType(DATA_SOURCE.jaeger, traces),
      ),
      ...dataSource(DATA_SOURCE.alertmanager, "Alertmanager", alertmanager, {
        implementation: "prometheus",
        handleGrafanaManagedAlerts: false,
      }),
    ],
  });
}

/**
 * The file that tells Grafana where the dashboards are: one entry for each folder, whose files are in
 * `/etc/grafana/dashboards/<slug of the folder>`. Changed files are read again within 10 seconds; a dashboard without
 * file is deleted; none can be saved from the browser.
 *
 * @throws InvalidInputError when two folders differ in nothing that a path shows
 */
export function renderDashboardProviders(folders: readonly string[]): string {
  const unique = [...new Set(folders)];
  requireOwnPaths(unique);
  return toYaml({
    apiVersion: 1,
    providers: unique.map((folder) => ({
      name: literal(folder),
      type: "file",
      folder: literal(folder),
      folderUid: slug(folder).slice(0, 40),
      allowUiUpdates: false,
      disableDeletion: false,
      updateIntervalSeconds: DASHBOARDS_INTERVAL,
      options: { path: `${DASHBOARDS_PATH}/${slug(folder)}` },
    })),
  });
}

function requireOwnPaths(folders: readonly string[]): void {
  const byPath = new Map<string, string>();
  for (const folder of folders) {
    const other = byPath.get(slug(folder));
    if (other !== undefined || slug(folder) === "") {
      throw new InvalidInputError(
        "dashboard-folder",
        `dashboard folders must differ in letters or digits, got ${JSON.stringify(folder)}${other === undefined ? "" : ` beside ${JSON.stringify(other)}`}; rename the folder`,
      );
    }
    byPath.set(slug(folder), folder);
  }
}

function dataSource(
  uid: DataSourceUid,
  name: string,
  url: string | undefined,
  jsonData: JsonData,
  type = DATA_SOURCE_TYPE[uid],
): readonly object[] {
  if (url === undefined) {
    return [];
  }
  return [
    {
      uid,
      name,
      type,
      access: "proxy",
      url: literal(url),
      isDefault: uid === DATA_SOURCE.prometheus,
      editable: false,
      jsonData,
    },
  ];
}

/** The data source `loki` reads all lines, so that dashboards and links are the same with tenants and without. */
function lokiDataSources(
  url: string | undefined,
  tenants: readonly LogTenant[],
  jsonData: JsonData,
): readonly object[] {
  const all = dataSource(DATA_SOURCE.loki, "Loki", url, jsonData);
  if (tenants.length === 0) {
    return all;
  }
  // Loki tells the rules of one tenant at a time.
  const readsAll = { ...jsonData, manageAlerts: false };
  return [
    ...dataSource(DATA_SOURCE.loki, "Loki", url, readsAll).map((source) =>
      withTenant(source, readsAll, allTenants(tenants)),
    ),
    ...tenants.flatMap((tenant) =>
      all.map((source) => ({
        ...withTenant(source, jsonData, tenant.name),
        uid: tenantDataSource(tenant),
        name: literal(`Loki (${tenant.team ?? "of no team"})`),
      })),
    ),
  ];
}

/** Grafana shows the value of a header to nobody, though this one is no secret. */
function withTenant(
  source: object,
  jsonData: JsonData,
  tenant: string,
): object {
  return {
    ...source,
    jsonData: { ...jsonData, httpHeaderName1: TENANT_HEADER },
    secureJsonData: { httpHeaderValue1: tenant },
  };
}

/** Grafana fills in environment variables in these files; a doubled `$` is a plain one. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** The trace id of a line is a member of it (JSON), a `key=value` of it, or an attribute beside it. */
function traceLinks(): readonly JsonData[] {
  const link = {
    datasourceUid: DATA_SOURCE.jaeger,
    url: literal("${__value.raw}"),
    urlDisplayLabel: "Open the trace",
  };
  return [
    {
      ...link,
      name: "Trace of the line",
      matcherRegex:
        '[tT]race_?[iI][dD]\\\\?"?\\s*[:=]\\s*\\\\?"?([0-9a-fA-F]{16,32})',
    },
    { ...link, name: "Trace", matcherType: "label", matcherRegex: "trace_id" },
  ];
}

/** Clocks differ and logs are written late, hence the wider times. */
const AROUND = { spanStartTimeShift: "-5m", spanEndTimeShift: "5m" };

function spanToLogs(): JsonData {
  return {
    ...AROUND,
    datasourceUid: DATA_SOURCE.loki,
    tags: [{ key: "service.name", value: LABEL.service }],
    customQuery: true,
    query: literal('{${__tags}} |= "${__trace.traceId}"'),
  };
}

function spanToMetrics(): JsonData {
  return {
    ...AROUND,
    datasourceUid: DATA_SOURCE.prometheus,
    tags: [{ key: "service.name", value: LABEL.service }],
    queries: [
      {
        name: "Requests per second",
        query: literal("sum(rate(http_requests_total{$__tags}[5m]))"),
      },
      {
        name: "Spans per second",
        query: literal(
          "sum by (span_name) (rate(traces_span_metrics_calls_total{$__tags}[5m]))",
        ),
      },
    ],
  };
}
