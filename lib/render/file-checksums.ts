import { InvalidInputError } from "../domain/problem";
import { requireAuditPath } from "../domain/security/audit-rule";
import { requireOptions, requireShape } from "../domain/shape";

/** What `renderFileChecksums` looks at, and where it writes. */
export interface FileChecksums {
  /**
   * Files whose change is to be told.
   * @default - those with accounts, rights of root, settings of sshd and what runs at the start
   */
  readonly files?: readonly string[];
  /**
   * Whether the authorized keys of all accounts that have a home are looked at too.
   * @default true
   */
  readonly authorizedKeys?: boolean;
  /**
   * The folder that the node exporter reads text files from: its option `textfileFolder`.
   * @default "/var/lib/node_exporter/textfile"
   */
  readonly textfileFolder?: string;
}

const USUAL = [
  "/etc/passwd",
  "/etc/shadow",
  "/etc/group",
  "/etc/gshadow",
  "/etc/sudoers",
  "/etc/ssh/sshd_config",
  "/etc/crontab",
  "/etc/ld.so.preload",
];

/**
 * A script for POSIX shells that writes the metric `security_file_checksum` of files for the node exporter, where auditd is
 * absent: the number is made of the first 48 bits of a file's SHA-256, so that no content can be found from it that could
 * not be found from its hash, and every change is seen. Run it as root every few minutes; a file that is missing has no
 * series. One that cannot be read to its end within 10 seconds has none either, and is named on standard error: whoever owns a
 * home chooses what is there. What it wrote before is replaced at once, or stays when it fails, of which FileChecksumsOld tells.
 *
 * @throws InvalidInputError for an unknown option, a path that is not absolute and plain, and for no file at all
 */
export function renderFileChecksums(options: FileChecksums = {}): string {
  const what = "options of renderFileChecksums";
  requireOptions("renderFileChecksums", options, [
    "files",
    "authorizedKeys",
    "textfileFolder",
  ]);
  requireShape(what, options, {
    files: "texts?",
    authorizedKeys: "flag?",
    textfileFolder: "text?",
  });
  const {
    files = USUAL,
    authorizedKeys = true,
    textfileFolder = "/var/lib/node_exporter/textfile",
  } = options;
  for (const path of [...files, textfileFolder]) {
    requireAuditPath(`path of ${what}`, path);
  }
  if (files.length === 0 && !authorizedKeys) {
    throw new InvalidInputError(
      "file-checksums",
      `${what} must name something to look at, got no files and no authorized keys; leave \`files\` out for the usual ones`,
    );
  }
  return `#!/bin/sh
# Made by cdktf-observability: checksums of files, for the textfile collector of the node exporter.
set -eu
umask 022
folder='${textfileFolder}'
output="$folder/security_checksums.prom"
mkdir -p "$folder"
fresh=$(mktemp "$folder/.security_checksums.XXXXXX")
trap 'rm -f "$fresh"' EXIT

# What a run that was killed has left.
find "$folder" -name '.security_checksums.*' -mtime +0 -exec rm -f {} +
limited=
if command -v timeout >/dev/null; then
  limited='timeout 10'
fi

# checksum PATH: one series, unless there is no such file.
checksum() {
  [ -f "$1" ] || return 0
  if ! sum=$($limited sh -c 'exec sha256sum <"$1"' sh "$1"); then
    printf 'cannot read %s\\n' "$1" >&2
    return 0
  fi
  sum=$(printf '%.12s' "$sum")
  label=$(printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g')
  printf 'security_file_checksum{path="%s"} %d\\n' "$label" "0x$sum" >>"$fresh"
}

echo '# HELP security_file_checksum number made of the content of a file, by path' >>"$fresh"
echo '# TYPE security_file_checksum gauge' >>"$fresh"
${files.map((path) => `checksum '${path}'\n`).join("")}${authorizedKeys ? AUTHORIZED_KEYS : ""}chmod 0644 "$fresh"
mv "$fresh" "$output"
`;
}

/** Of all accounts, wherever their homes and names are kept; of one that several names stand for, the file is looked at once. */
const AUTHORIZED_KEYS = `{ getent passwd 2>/dev/null || cat /etc/passwd; } | cut -d: -f6 | sort -u | while IFS= read -r home; do
  checksum "$home/.ssh/authorized_keys"
  checksum "$home/.ssh/authorized_keys2"
done
`;
