import type { DashboardRow } from "../../../domain/dashboard/model";
import { bargauge, prometheus, timeseries } from "../panels";
import type { DatabaseLimits } from "./limits";
import { DATABASE_QUERY as Q } from "./queries";

const TABLE = "{{datname}} {{schemaname}}.{{relname}}";

export function cacheRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Cache and disk",
    panels: [
      timeseries(
        "Found in the cache",
        "Share of the blocks that each database finds in PostgreSQL's own cache. What is missing may still be in the kernel's.",
        [prometheus(Q.cacheHits, "{{datname}}")],
        {
          unit: "percentunit",
          max: 1,
          baseColor: "red",
          thresholds: limit.cacheHits,
        },
      ),
      timeseries(
        "Blocks read",
        "Blocks per second that were not in the cache, by database.",
        [prometheus(Q.blocksRead, "{{datname}}")],
        { unit: "cps", min: 0 },
      ),
      timeseries(
        "Time for input and output",
        "Seconds per second that sessions wait for blocks to be read and written. It is 0 unless track_io_timing is on.",
        [
          prometheus(Q.readingTime, "{{datname}} reading"),
          prometheus(Q.writingTime, "{{datname}} writing"),
        ],
        { unit: "none", min: 0, decimals: 3 },
      ),
      timeseries(
        "Temporary files",
        "Bytes per second that sorts and hashes write because they do not fit into work_mem.",
        [prometheus(Q.temporary, "{{datname}}")],
        { unit: "Bps", min: 0 },
      ),
    ],
  };
}

export function vacuumRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Tables and vacuum",
    panels: [
      bargauge(
        "Dead rows, share",
        "The ten tables with the greatest share of dead rows, which queries read all the same until they are vacuumed.",
        [prometheus(Q.deadRatio, TABLE)],
        {
          unit: "percentunit",
          min: 0,
          max: 1,
          width: 12,
          thresholds: limit.deadRows,
        },
      ),
      bargauge(
        "Dead rows",
        "The ten tables with the most dead rows.",
        [prometheus(Q.deadRows, TABLE)],
        { unit: "short", min: 0, width: 12 },
      ),
      timeseries(
        "Rows read by whole scans",
        "Rows per second that scans of whole tables read. A large table here lacks an index.",
        [prometheus(Q.wholeScans, TABLE)],
        { unit: "rowsps", min: 0 },
      ),
      timeseries(
        "Rows fetched by indexes",
        "Rows per second that index scans fetch.",
        [prometheus(Q.indexScans, TABLE)],
        { unit: "rowsps", min: 0 },
      ),
      timeseries(
        "Rows changed by table",
        "Rows per second that are inserted, updated and deleted.",
        [prometheus(Q.changes, TABLE)],
        { unit: "rowsps", min: 0, width: 8 },
      ),
      timeseries(
        "Vacuums by itself",
        "Tables that autovacuum has vacuumed within an hour.",
        [prometheus(Q.vacuums, "{{datname}}")],
        { unit: "none", min: 0, width: 8 },
      ),
      timeseries(
        "Transaction ids used up",
        "Transaction and multixact ids in use since the oldest row was frozen. At 100 % the server accepts no more writes.",
        [prometheus(Q.wraparound, "{{datname}}")],
        {
          unit: "percentunit",
          min: 0,
          width: 8,
          thresholds: limit.wraparound,
        },
      ),
    ],
  };
}

export function sizeRow(): DashboardRow {
  return {
    title: "Size",
    panels: [
      timeseries(
        "Databases",
        "Bytes on disk of each database.",
        [prometheus(Q.sizes, "{{datname}}")],
        { unit: "bytes", min: 0, stacked: true },
      ),
      bargauge(
        "Largest tables",
        "Bytes on disk of the ten largest tables, with their indexes.",
        [prometheus(Q.largestTables, TABLE)],
        { unit: "bytes", min: 0, width: 12 },
      ),
    ],
  };
}

export function logRow(): DashboardRow {
  return {
    title: "Write-ahead log and checkpoints",
    panels: [
      timeseries(
        "Log on disk",
        "Bytes of the write-ahead log on disk. Slots and failing archiving make it grow.",
        [prometheus(Q.logSize, "{{instance}}")],
        { unit: "bytes", min: 0, width: 8 },
      ),
      timeseries(
        "Checkpoints",
        "Checkpoints per second by the clock and on request. More on request mean that max_wal_size is too small.",
        [
          prometheus(Q.checkpointsTimed, "{{instance}} by the clock"),
          prometheus(Q.checkpointsRequested, "{{instance}} on request"),
        ],
        { unit: "cps", min: 0, width: 8 },
      ),
      timeseries(
        "Time of checkpoints",
        "Seconds per second in which checkpoints write files.",
        [prometheus(Q.checkpointWriting, "{{instance}}")],
        { unit: "none", min: 0, decimals: 3, width: 8 },
      ),
      timeseries(
        "Blocks written",
        "Blocks per second written by checkpoints and by the background writer.",
        [
          prometheus(Q.checkpointBuffers, "{{instance}} checkpoints"),
          prometheus(Q.cleanBuffers, "{{instance}} background writer"),
        ],
        { unit: "cps", min: 0 },
      ),
      timeseries(
        "Archive",
        "Segments of the log per second that were archived, and attempts that failed.",
        [
          prometheus(Q.archived, "{{instance}} archived"),
          prometheus(Q.archiveFailures, "{{instance}} failed"),
        ],
        { unit: "cps", min: 0 },
      ),
    ],
  };
}
