/** File beside the synthesized stack that tells programs which run Terraform what Terraform does not. */
export const MANIFEST_FILE = "observability.json";

/** What a stack is going to run. It holds no secret and no absolute path but those that the user gave. */
export interface DeploymentManifest {
  readonly version: 1;
  readonly projects: readonly string[];
  readonly components: readonly {
    readonly name: string;
    readonly container: string;
    /** Published address of its pages. */
    readonly url?: string;
    readonly probed: boolean;
  }[];
  readonly ports: readonly {
    /** What it is for, such as `http` or `syslog`. */
    readonly name: string;
    readonly container: string;
    readonly address: string;
    readonly port: number;
    readonly internal: number;
    readonly protocol: "tcp" | "udp";
  }[];
  readonly secrets: readonly {
    readonly name: string;
    /** Relative to the folder of this manifest, unless the user gave an absolute path. Absent in a volume. */
    readonly file?: string;
    /** Numeric `uid:gid` of the program that reads it. */
    readonly owner: string;
    /** Whether any random text will do. */
    readonly generated: boolean;
  }[];
  readonly dataVolumes: readonly string[];
  readonly images: readonly string[];
}
