import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { imageReference } from "../../lib/platforms/docker/images";
import { run } from "./tools";

/** The image of the exporter of nginx, as far as this machine can have it. */
export type NginxExporterImage =
  | { readonly kind: "real" | "stand-in" }
  | { readonly kind: "missing"; readonly reason: string };

/** The name of the program, and of its package, in Debian. */
const PACKAGE = "prometheus-nginx-exporter";

/** Label by which the image that was made here is told from the real one. */
const STAND_IN = "cdktf-observability-test.stand-in";

/**
 * Sees to it that Docker has the image: the one that is there or can be pulled; or else, under the same reference, one made
 * of the program as Debian packages it, which is an older release. Tests that run beside each other share it;
 * `removeNginxStandIns` is for the end of all.
 */
export function nginxExporterImage(docker: string): NginxExporterImage {
  const reference = imageReference("nginx-exporter");
  const format = `{{index .Config.Labels "${STAND_IN}"}}`;
  const found = run(docker, ["image", "inspect", "-f", format, reference]);
  // One that an interrupted run has left.
  if (found.status === 0 && found.stdout.trim() === "true") {
    return { kind: "stand-in" };
  }
  if (
    found.status === 0 ||
    run(docker, ["pull", "--quiet", reference]).status === 0
  ) {
    return { kind: "real" };
  }
  const program = installed() ?? download();
  if (program === undefined) {
    return {
      kind: "missing",
      reason: `Docker cannot pull ${reference}, and there is no ${PACKAGE}`,
    };
  }
  importImage(docker, program, reference);
  return { kind: "stand-in" };
}

/** Removes what `nginxExporterImage` has made, of this run or of an interrupted one. */
export function removeNginxStandIns(docker: string): void {
  const filter = `label=${STAND_IN}=true`;
  const { stdout } = run(docker, ["image", "ls", "-q", "--filter", filter]);
  for (const image of new Set(stdout.match(/\S+/g))) {
    run(docker, ["image", "rm", "--force", image]);
  }
}

function installed(): string | undefined {
  const { status, stdout } = run("sh", ["-c", `command -v ${PACKAGE}`]);
  return status === 0 ? stdout.trim() : undefined;
}

/** Path of the program, unpacked in a folder that later runs find again. */
function download(): string | undefined {
  const folder = join(tmpdir(), `observability-${PACKAGE}`);
  const program = join(folder, "usr/bin", PACKAGE);
  if (existsSync(program)) {
    return program;
  }
  const fresh = mkdtempSync(`${folder}-`);
  try {
    run("apt-get", ["download", "--quiet", PACKAGE], { cwd: fresh });
    const archive = readdirSync(fresh).find((name) => name.endsWith(".deb"));
    if (archive === undefined) {
      return undefined;
    }
    run("dpkg-deb", ["--extract", join(fresh, archive), fresh]);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return existsSync(program) ? program : undefined;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** An image with the program, the libraries that it is linked with, and nothing else. */
function importImage(docker: string, program: string, reference: string): void {
  const root = mkdtempSync(join(tmpdir(), "observability-image-"));
  try {
    const libraries = run("ldd", [program]).stdout.match(/\/\S+(?= \()/g) ?? [];
    for (const library of libraries) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      cpSync(library, join(root, library), { dereference: true });
    }
    mkdirSync(join(root, "usr/bin"), { recursive: true });
    cpSync(program, join(root, "usr/bin", PACKAGE));
    const archive = join(root, "image.tar");
    run("tar", ["-C", root, "--exclude=image.tar", "-cf", archive, "."]);
    const { status, output } = run(docker, [
      "import",
      `--change=ENTRYPOINT ["/usr/bin/${PACKAGE}"]`,
      "--change=USER 1001:1001",
      `--change=LABEL ${STAND_IN}=true`,
      archive,
      reference,
    ]);
    if (status !== 0) {
      throw new Error(`docker import ended with ${status}: ${output}`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
