import type { Labels } from "../names";
import type { LogFormat } from "./source-format";

/** How the lines of a source are read. */
export interface LineReading {
  readonly format: LogFormat;
  /** Zone of times that name none. */
  readonly timeZone: string;
  /** Whether the lines of a stack trace become one record. */
  readonly stackTraces: boolean;
  readonly labels: Labels;
}

/** Where log lines come from, as `LogSource` makes it. */
export type DeclaredLogSource =
  /** Standard output and error of a container on the same Docker host. */
  | ({ readonly kind: "container"; readonly container: string } & LineReading)
  /** Files of the host that the agent can read; `*` stands for any part of a name. */
  | ({ readonly kind: "file"; readonly path: string } & LineReading)
  /** What others send to the agent by syslog. */
  | {
      readonly kind: "syslog";
      readonly port: number;
      readonly transport: "tcp" | "udp";
      /** What ends a message by TCP. */
      readonly framing: "lines" | "octet-counting";
      readonly timeZone: string;
      readonly labels: Labels;
    }
  /** The journal of the host. */
  | {
      readonly kind: "journal";
      /** Units that are read; all when there is none. */
      readonly units: readonly string[];
      readonly labels: Labels;
    }
  /** Records that the service itself sends by OTLP. */
  | {
      readonly kind: "otlp";
      /** Its `service.name`; nothing for the name of the service. */
      readonly serviceName: string | undefined;
      readonly labels: Labels;
    };
