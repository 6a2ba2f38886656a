import { nearestName } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import { IMAGE_TABLE, type ImageSource } from "./image-table";

/** References that take the place of those in the table, by key; for a mirror, or another version. */
export type ImageOverrides = Readonly<Record<string, string>>;

/**
 * The reference under which Docker pulls an image: `repository:tag`, and the digest where it is known.
 *
 * @throws InvalidInputError for a key that is not in the table
 */
export function imageReference(
  key: string,
  overrides: ImageOverrides = {},
): string {
  const own = overrides[key];
  if (own !== undefined) {
    return own;
  }
  requireImage(key);
  const { repository, tag, digest }: ImageSource = TABLE[key] as ImageSource;
  return `${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * Checks that each override is one of a known image.
 *
 * @throws InvalidInputError for a key that is not in the table
 */
export function requireKnownImages(overrides: ImageOverrides): ImageOverrides {
  Object.keys(overrides).forEach(requireImage);
  return overrides;
}

const TABLE: Readonly<Record<string, ImageSource>> = IMAGE_TABLE;

function requireImage(key: string): void {
  if (!Object.hasOwn(TABLE, key)) {
    const names = Object.keys(TABLE);
    throw new InvalidInputError(
      "image-unknown",
      `image must be one of ${names.join(", ")}, got "${key}"; did you mean "${nearestName(key, names) ?? names[0]}"`,
    );
  }
}
