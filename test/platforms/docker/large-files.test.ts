import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Bytes } from "../../../lib/domain/units";
import { DockerService } from "../../../lib/platforms/docker/docker-service";
import { deployedFixture, temporaryFolder } from "./fixture";

interface Document {
  readonly resource: {
    readonly docker_container: Readonly<
      Record<string, { readonly upload?: readonly { source?: string }[] }>
    >;
  };
}

/** Sources of the files of one service, and where they are looked for. */
function synthesized(outdir: string, program: string) {
  const { app, stack, folder } = deployedFixture({ outdir });
  new DockerService(stack, "service", {
    image: "node:20-alpine",
    memory: Bytes.mebibytes(64),
    files: { "/app/service.js": program },
  });
  app.synth();
  const { resource } = JSON.parse(
    readFileSync(join(folder, "cdk.tf.json"), "utf8"),
  ) as Document;
  const sources = Object.values(resource.docker_container)
    .flatMap(({ upload = [] }) => upload)
    .flatMap(({ source = "/dev/null" }) =>
      source === "/dev/null" ? [] : [source],
    );
  return { folder, sources };
}

const program = (number: number) => `${number};\n`.repeat(10_000);

describe("large files of a synthesized stack", () => {
  const outdir = temporaryFolder();
  const first = synthesized(outdir, program(1));
  const of = ({ sources }: typeof first) =>
    sources.find((source) => source.endsWith("/service.js")) ?? "none";

  it("are where the document looks for them", () => {
    const missing = first.sources.filter(
      (source) => !existsSync(join(first.folder, source)),
    );
    expect(first.sources.length).toBeGreaterThan(1);
    expect(missing).toEqual([]);
  });

  it("give way to those of the next synthesis", () => {
    const second = synthesized(outdir, program(2));
    expect(readFileSync(join(second.folder, of(second)), "utf8")).toBe(
      program(2),
    );
    expect(existsSync(join(first.folder, of(first)))).toBe(false);
    const kept = readdirSync(join(second.folder, "assets"), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    expect(kept).toHaveLength(second.sources.length);
  });
});
