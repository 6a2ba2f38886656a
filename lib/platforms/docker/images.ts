import { suggestion } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import { requireKind } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { IMAGE_TABLE, type ImageSource } from "./image-table";

/** References that take the place of those in the table, by key; for a mirror, or another version. */
export type ImageOverrides = Readonly<Record<string, string>>;

/**
 * The reference under which Docker pulls an image: `repository:tag`, and the digest where it is known. What has a tag or
 * digest already is a reference itself.
 *
 * @throws InvalidInputError for a key that is not in the table, and for a malformed reference
 */
export function imageReference(
  key: string,
  overrides: ImageOverrides = {},
): string {
  const own = overrides[key];
  if (own !== undefined) {
    return own;
  }
  if (/[:@]/.test(key)) {
    requireReference("image", key);
    return key;
  }
  requireImage(key);
  const { repository, tag, digest }: ImageSource = TABLE[key] as ImageSource;
  return `${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * Checks that each override is one of a known image.
 *
 * @throws InvalidInputError for a key that is not in the table, and for a malformed reference
 */
export function requireKnownImages(overrides: ImageOverrides): ImageOverrides {
  requireKind("images of the platform", overrides, "record");
  for (const [key, reference] of Object.entries(overrides)) {
    requireImage(key);
    requireReference(`image "${key}"`, reference);
  }
  return overrides;
}

/** https://github.com/distribution/reference/blob/main/reference.go, with a tag or a digest */
const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*(?=[:@])(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** @throws InvalidInputError for what Docker could not pull, and for a reference that means another image each day */
export function requireReference(what: string, reference: string): void {
  requireKind(what, reference, "text");
  if (!REFERENCE.test(reference)) {
    throw new InvalidInputError(
      "image-reference",
      `${what} must be a reference with a tag or a digest, got ${shown(reference)}; write it like "node:20-alpine"`,
    );
  }
}

const TABLE: Readonly<Record<string, ImageSource>> = IMAGE_TABLE;

function requireImage(key: string): void {
  if (!Object.hasOwn(TABLE, key)) {
    const names = Object.keys(TABLE);
    throw new InvalidInputError(
      "image-unknown",
      `image must be one of ${names.join(", ")}, got ${shown(key)}; ${suggestion(key, names, "choose one of them")}`,
    );
  }
}
