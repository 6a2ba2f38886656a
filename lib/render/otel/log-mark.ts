/**
 * A file beside the collector's configuration that every source of files finds when it first looks. A source that remembers
 * no file takes all that it finds for history, and begins at its end. So one that was killed before it could remember its
 * first file left out what stood in there; this one is always remembered.
 *
 * White space makes no record. Files are known by how they begin, and none begins like this one.
 */
export const LOG_MARK = {
  file: "log-mark",
  text: `${" \t\t ".repeat(16)}\n`,
} as const;
