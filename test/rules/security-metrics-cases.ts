import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const SEVERITY = { P2: "critical", P3: "warning" } as const;

function labels(priority: keyof typeof SEVERITY, more: Labels): Labels {
  return { priority, severity: SEVERITY[priority], team: "security", ...more };
}

/** Requests per scrape, one each 15 seconds. */
function requests(answers: Readonly<Record<string, number>>): Series {
  return Object.fromEntries(
    Object.entries(answers).map(([code, perScrape]) => [
      `http_requests_total{job="shop",instance="s:1",code="${code}"}`,
      `0+${perScrape}x80`,
    ]),
  );
}

const SHOP = { step: "15s", at: "15m" };
const HOST = { step: "1m", at: "40m" };

function checksum(path: string, values: string): Series {
  return {
    [`security_file_checksum{job="node-exporter",instance="web1",path="${path}"}`]:
      values,
  };
}

const OTHER = checksum("/etc/hosts", "7x60");
const of = (file: string) => ({
  labels: labels("P2", { service: "web1", instance: "web1", path: file }),
  description: `The content of ${file} on web1 changed within the last 10 minutes, or the file came or went.`,
});

/** A file of one of the two alerts, and of the other. */
function fileCase(file: string, summary: string, notFile: string) {
  return {
    ...HOST,
    fires: { ...OTHER, ...checksum(file, "5x34 6x30") },
    expect: { ...of(file), summary },
    silent: { ...OTHER, ...checksum(file, "5x60") },
    alsoFires: {
      "the file is new": { ...OTHER, ...checksum(file, "_x34 6x30") },
      "the file is gone": { ...OTHER, ...checksum(file, "5x34 stale _x30") },
    },
    edges: {
      "a file of the other alert": {
        series: { ...OTHER, ...checksum(notFile, "5x34 6x30") },
      },
      "the host is new": {
        series: {
          ...checksum("/etc/hosts", "_x34 7x30"),
          ...checksum(file, "_x34 6x30"),
        },
      },
      "the host is gone": {
        series: {
          ...checksum("/etc/hosts", "7x34 stale _x30"),
          ...checksum(file, "6x34 stale _x30"),
        },
      },
      "it changed long ago": {
        series: { ...OTHER, ...checksum(file, "5x10 6x60") },
      },
    },
  };
}

export const SECURITY_METRIC_CASES: PackCases = {
  AuthFailureRatioHigh: {
    ...SHOP,
    fires: requests({ 200: 36, 401: 18, 403: 6 }),
    expect: {
      labels: labels("P3", { service: "shop", job: "shop" }),
      summary: "shop refuses many requests for want of a log-in.",
      description:
        "40% of the requests to shop were refused for want of a valid log-in or right within 5 minutes.",
    },
    silent: requests({ 200: 71, 401: 29 }),
    edges: {
      "there are hardly any requests": {
        series: requests({ 401: 7 }),
        near: true,
      },
      "the service starts again": {
        series: {
          'http_requests_total{job="shop",code="200"}': "8000+80x56 0+80x20",
          'http_requests_total{job="shop",code="401"}': "900+20x56 0+20x20",
        },
      },
    },
    alsoFires: {
      "there are just enough requests": requests({ 200: 6, 401: 3, 403: 1 }),
    },
  },
  RateLimitHitsHigh: {
    ...SHOP,
    fires: requests({ 200: 900, 429: 300 }),
    expect: {
      labels: labels("P3", { service: "shop", job: "shop" }),
      summary: "shop refuses very many requests.",
      description:
        "shop refuses 1.2k requests per minute since too many come; up to 1000 are usual.",
    },
    silent: requests({ 200: 9000, 429: 240 }),
  },
  SshKeyFileChanged: fileCase(
    "/root/.ssh/authorized_keys",
    "Authorized keys changed on web1.",
    "/etc/passwd",
  ),
  FileChecksumChanged: fileCase(
    "/etc/passwd",
    "/etc/passwd changed on web1.",
    "/home/alice/.ssh/authorized_keys",
  ),
  FileChecksumsOld: {
    ...HOST,
    fires: {
      ...OTHER,
      'node_textfile_mtime_seconds{job="node-exporter",instance="web1",file="/x/security_files.prom"}':
        "1140x60",
    },
    expect: {
      labels: labels("P3", { service: "web1", instance: "web1" }),
      summary: "The checksums of files on web1 are not renewed.",
      description:
        "No checksums of files were written on web1 for 15m; a change would not be seen.",
    },
    silent: {
      ...OTHER,
      'node_textfile_mtime_seconds{job="node-exporter",instance="web1",file="/x/security_files.prom"}':
        "1560x60",
    },
    edges: {
      "a Prometheus that has just begun": { series: {}, at: "4m" },
      "another file is old": {
        series: {
          ...OTHER,
          'node_textfile_mtime_seconds{job="node-exporter",instance="web1",file="/x/other.prom"}':
            "0x60",
        },
      },
    },
  },
};
