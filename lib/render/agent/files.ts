import { LOG_MARK } from "../otel/log-mark";

/** Name of the service, the user and the folders on the host. */
export const AGENT = "observability-agent";

/** Where the install script puts the program. */
export const AGENT_PROGRAM = `/usr/local/lib/${AGENT}/otelcol-contrib`;

/** Names of the files of a bundle. */
export const AGENT_FILE = {
  config: "config.yaml",
  /** What a service of systemd can measure beside, and a container can not. */
  fileSystems: "filesystem.yaml",
  /** What every source of files finds when it first looks. */
  mark: LOG_MARK.file,
  /** The gateway's authorities. */
  authorities: "ca.crt",
  unit: `${AGENT}.service`,
  compose: "compose.yaml",
  install: "install.sh",
  /** Checksums of all others, as `sha256sum -c` reads them. */
  sums: "SHA256SUMS",
} as const;
