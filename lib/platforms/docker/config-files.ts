import { posix } from "node:path";
import { InvalidInputError } from "../../domain/problem";
import type { Late } from "../platform";
import {
  holdsTokens,
  isTransportable,
  requireWholeCharacters,
  terraformText,
} from "../terraform-text";
import { bytesHash, contentHash } from "./labels";

/** Contents of files by their paths, relative to the folder that holds them. */
export type FileContents = Readonly<Record<string, FileContent>>;

/** Text, or bytes that are no text. */
export type FileContent = string | Uint8Array;

/** An `upload` block of the Docker provider, in Terraform's own spelling. */
export interface UploadBlock {
  readonly file: string;
  readonly permissions: string;
  readonly content?: string;
  readonly content_base64?: string;
  readonly source?: string;
}

/**
 * Bytes from which a file lies beside the Terraform document instead of in it. Terraform keeps what is in it in the state,
 * which it writes again after each resource, and shows all of it, before and after, when one line differs: with the files
 * of the quickstart inside, its removal takes ten times the processor time.
 */
const LARGE = 16 * 1024;

const FILE_PATH = /^[\w.+-]+(?:\/[\w.+-]+)*$/;

/** The configuration files of one container, known when everything is declared. */
export class ConfigFiles {
  private readonly sources: Late<FileContents>[] = [];
  /** Blocks of the last rendering: the framework asks more than once in a synthesis, and files can be large. */
  private blocks = new Map<
    string,
    { content: FileContent; block: UploadBlock }
  >();

  /**
   * @param folder absolute path inside the container
   */
  constructor(readonly folder: string) {}

  add(files: Late<FileContents>): void {
    this.sources.push(files);
  }

  /**
   * All files by path, in the order of the paths.
   *
   * @throws InvalidInputError for a path that leaves the folder or occurs twice
   */
  render(): FileContents {
    const files = new Map<string, FileContent>();
    for (const source of this.sources) {
      for (const [path, content] of Object.entries(source())) {
        requireFilePath(this.folder, path);
        if (files.has(path)) {
          throw new InvalidInputError(
            "config-file-twice",
            `file "${path}" in ${this.folder} must be declared once, got it twice; rename one`,
          );
        }
        files.set(path, content);
      }
    }
    return Object.fromEntries(
      [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    );
  }

  /** @param beside folder of large files, relative to the Terraform document */
  uploads(beside: string): readonly UploadBlock[] {
    const before = this.blocks;
    this.blocks = new Map(
      Object.entries(this.render()).map(([path, content]) => {
        const known = before.get(path);
        return [
          path,
          known?.content === content
            ? known
            : { content, block: this.upload(path, content, beside) },
        ];
      }),
    );
    return [...this.blocks.values()].map(({ block }) => block);
  }

  /** What the blocks take from beside the document, by where they look for it. */
  largeFiles(beside: string): FileContents {
    this.uploads(beside);
    return Object.fromEntries(
      [...this.blocks.values()].flatMap(({ content, block: { source } }) =>
        source === undefined || content === "" ? [] : [[source, content]],
      ),
    );
  }

  private upload(
    path: string,
    content: FileContent,
    beside: string,
  ): UploadBlock {
    const file = posix.join(this.folder, path);
    return isLarge(content)
      ? {
          ...placeOf(file),
          // A plan of an earlier program finds its file, or none, and never another one.
          source: posix.join(beside, bytesHash(content), posix.basename(path)),
        }
      : uploadBlock(file, content);
  }

  /** Differs whenever the content of the files changes; `within` takes only those files and folders. */
  hash(within?: readonly string[]): string {
    return contentHash(
      Object.entries(this.render()).filter(
        ([path]) =>
          within === undefined ||
          within.some((each) => path === each || path.startsWith(`${each}/`)),
      ),
    );
  }
}

/** What holds late values is known to Terraform only. */
function isLarge(content: FileContent): boolean {
  if (Buffer.byteLength(content) < LARGE) {
    return false;
  }
  if (typeof content !== "string") {
    return true;
  }
  requireWholeCharacters(content);
  return !holdsTokens(content);
}

function placeOf(file: string) {
  return { file: terraformText(file), permissions: "0444" };
}

/** The block that puts a file into a container byte for byte. */
export function uploadBlock(file: string, content: FileContent): UploadBlock {
  const place = placeOf(file);
  if (content === "") {
    // The provider takes no empty content, but an empty file.
    return { ...place, source: "/dev/null" };
  }
  if (typeof content === "string") {
    if (isTransportable(content) || holdsTokens(content)) {
      return { ...place, content: terraformText(content) };
    }
    requireWholeCharacters(content);
  }
  return {
    ...place,
    content_base64: Buffer.from(content).toString("base64"),
  };
}

function requireFilePath(folder: string, path: string): void {
  if (!FILE_PATH.test(path) || path.split("/").includes("..")) {
    throw new InvalidInputError(
      "config-file-path",
      `file in ${folder} must have a relative path of letters, digits, ".", "_", "+" and "-", got ${JSON.stringify(path)}; rename it`,
    );
  }
}
