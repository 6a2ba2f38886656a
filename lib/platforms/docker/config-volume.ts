import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import {
  Container,
  type ContainerVolumes,
} from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Manifest, TerraformStack, type ITerraformDependable } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import { terraformText } from "../terraform-text";
import {
  uploadBlock,
  type ConfigFiles,
  type FileContents,
  type UploadBlock,
} from "./config-files";
import { HELPER, mustSucceed } from "./helper-container";
import { projectLabels } from "./labels";
import { lateBlocks } from "./late";

export interface ConfigVolumeProps {
  readonly project: string;
  readonly component: string;
  /** Name of the container that reads the files. */
  readonly containerName: string;
  /** The image of that container: Terraform's own id of it. */
  readonly image: string;
  readonly files: ConfigFiles;
  /** A folder of the files that the program scans, from which files that are gone must be removed. */
  readonly scannedFolder?: string;
}

/** Where files lie beside a Terraform document, as the framework's own assets do. */
const BESIDE = "assets";

/** Where the cleaning script finds the list of files that stay. It is outside the volume. */
const FILE_LIST = "/observability-files";

/** `grep` ends with 1 when it passes nothing on, which is no failure here. */
const CLEAN = [
  "set -e",
  '[ -d "$0" ] || exit 0',
  'cd "$0"',
  `find . -type f | { grep -vxFf ${FILE_LIST} || true; } | while IFS= read -r file; do rm -- "$file"; done`,
  'find . -mindepth 1 -type d | sort -r | while IFS= read -r folder; do rmdir -- "$folder" 2>/dev/null || true; done',
].join("\n");

/**
 * A volume with configuration files, filled by a container that is never started: the Docker provider can copy files only
 * into a container whose root file system is writable. When a file changes, that container is replaced; the one that
 * reads the files stays.
 *
 * Where a program scans a folder, the container is started once and removes what is not in the list any more.
 */
export class ConfigVolume extends Construct {
  private readonly files: ConfigFiles;
  /** Folder of large files, relative to the Terraform document. */
  private readonly beside: string;
  /** What must exist before a container reads the files. */
  readonly seeder: ITerraformDependable;
  /** Mounts the files read-only. */
  readonly mount: ContainerVolumes;

  constructor(scope: Construct, id: string, props: ConfigVolumeProps) {
    super(scope, id);
    const { files, scannedFolder } = props;
    this.files = files;
    this.beside = posix.join(
      BESIDE,
      TerraformStack.of(this).getLogicalId(this.node),
    );
    const labels = [...projectLabels(props.project, props.component)];
    const containerPath = terraformText(files.folder);
    const volume = new Volume(this, "Resource", {
      name: terraformText(`${props.containerName}-config`),
      labels,
    });
    this.seeder = new Container(this, "seeder", {
      ...HELPER,
      name: terraformText(`${props.containerName}-config`),
      image: props.image,
      networkMode: "none",
      restart: "no",
      volumes: [{ volumeName: volume.name, containerPath }],
      labels,
      upload: lateBlocks(() => [
        ...this.uploads(),
        ...(scannedFolder === undefined ? [] : [this.fileList(scannedFolder)]),
      ]),
      ...(scannedFolder === undefined
        ? { start: false }
        : {
            // The files belong to root, which may remove them without any capability.
            user: "0:0",
            attach: true,
            entrypoint: [
              "/bin/sh",
              "-c",
              terraformText(CLEAN),
              terraformText(`${files.folder}/${scannedFolder}`),
            ],
            lifecycle: mustSucceed(
              `files that are gone must be removed from ${files.folder}`,
            ),
          }),
    });
    this.mount = { volumeName: volume.name, containerPath, readOnly: true };
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir }) => this.writeLargeFiles(outdir),
    });
  }

  /** @throws InvalidInputError for a file that cannot be put into a container */
  uploads(): readonly UploadBlock[] {
    return this.files.uploads(this.beside);
  }

  /** Files that the blocks look for, by paths that are relative to the Terraform document. */
  largeFiles(): FileContents {
    return this.files.largeFiles(this.beside);
  }

  /** Instead of what the blocks of an earlier synthesis looked for. */
  private writeLargeFiles(outdir: string): void {
    const stack = TerraformStack.of(this);
    const folder = join(outdir, Manifest.stacksFolder, stack.node.id);
    rmSync(join(folder, this.beside), { recursive: true, force: true });
    for (const [path, content] of Object.entries(this.largeFiles())) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }

  private fileList(scanned: string) {
    const kept = Object.keys(this.files.render())
      .filter((path) => path.startsWith(`${scanned}/`))
      .map((path) => `.${path.slice(scanned.length)}\n`);
    return uploadBlock(FILE_LIST, kept.join("") || "\n");
  }
}
