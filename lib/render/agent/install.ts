import { AGENT_PATHS, type AgentSpec } from "../../domain/hosts/agent";
import { AGENT, AGENT_FILE, AGENT_PROGRAM } from "./files";
import { agentSecrets } from "./service";

/**
 * `install.sh` for hosts with systemd: checks the files, puts them in their places, and starts the service once its secrets
 * are there. It can be run again at any time; what has not changed is left alone.
 *
 * @param version the collector that the bundle is made for, such as `0.159.0`
 * @param configs the configuration files of the bundle
 */
export function renderAgentInstall(
  agent: AgentSpec,
  version: string,
  configs: readonly string[],
): string {
  const { config, fileSystems, authorities, unit } = AGENT_FILE;
  const gone = [config, fileSystems, authorities].filter(
    (name) => !configs.includes(name),
  );
  const lines = [
    ...configs.map((name) => `put 0644 ${name} ${AGENT_PATHS.config}/${name}`),
    ...gone.map((name) => `drop ${AGENT_PATHS.config}/${name}`),
    `put 0644 ${unit} /etc/systemd/system/${unit}`,
  ];
  return `#!/bin/sh
# Installs the agent on this host, or brings it up to date: install.sh [path of otelcol-contrib]
# DESTDIR puts everything below another folder, and starts nothing.
set -eu
umask 022

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=\${DESTDIR:-}
program=\${1:-}
case $program in
  '' | /*) ;;
  *) program=$PWD/$program ;;
esac
secrets=$root${AGENT_PATHS.secrets}
# What the running service has been started with.
applied=$root${AGENT_PATHS.config}/${AGENT_FILE.sums}
changed=0

fail() {
  printf '%s\\n' "install.sh: $*" >&2
  exit 1
}

change() {
  rm -f -- "$applied"
  changed=1
}

# fits <path>: whether it is the program that the configuration was tested with
fits() {
  [ -x "$1" ] || return 1
  case "$("$1" --version) " in
    *[!0-9.]${version}[!0-9.]*) ;;
    *) return 1 ;;
  esac
}

# put <mode> <from> <to>: copies a file unless it is there already
put() {
  if ! cmp -s -- "$2" "$root$3"; then
    change
    mkdir -p -- "$(dirname -- "$root$3")"
    # Never half of a file, whenever this is interrupted.
    cp -- "$2" "$root$3.new"
    chmod "$1" "$root$3.new"
    mv -f -- "$root$3.new" "$root$3"
  fi
  chmod "$1" "$root$3"
}

# drop <path>: removes what an earlier bundle has put there
drop() {
  if [ -e "$root$1" ]; then
    change
    rm -f -- "$root$1"
  fi
}

# secret <name>: notes one that is missing; what stands in it is none of this script's business
secret() {
  if [ -s "$secrets/$1" ]; then
    chmod 0400 "$secrets/$1"
  else
    missing="$missing ${AGENT_PATHS.secrets}/$1"
  fi
}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "must be run by root"
cd -- "$here"
sha256sum -c ${AGENT_FILE.sums} >/dev/null || fail "a file of the bundle is not as it was made; copy the folder again"

if [ -z "$program" ] && ! fits "$root${AGENT_PROGRAM}"; then
  program=$(command -v otelcol-contrib || true)
  [ -n "$program" ] || fail "otelcol-contrib ${version} is missing; pass its path: install.sh /path/of/otelcol-contrib"
fi
[ -z "$program" ] || fits "$program" || fail "$program must be otelcol-contrib ${version}, the one that the configuration was tested with"

mkdir -p -- "$secrets"
chmod 0700 "$secrets"
missing=''
${agentSecrets(agent)
  .map((name) => `secret ${name}`)
  .join("\n")}
[ -z "$missing" ] || fail "write these files, then run this again:$missing"

if [ ! -f "$applied" ] || [ -n "$(find "$secrets" -type f -newer "$applied")" ]; then change; fi
if [ -n "$program" ]; then put 0755 "$program" ${AGENT_PROGRAM}; fi
${lines.join("\n")}

if [ -z "$root" ]; then
  systemctl daemon-reload
  systemctl enable --quiet ${AGENT}
  if [ "$changed" = 1 ] || ! systemctl is-active --quiet ${AGENT}; then
    systemctl restart ${AGENT}
  fi
fi
put 0644 ${AGENT_FILE.sums} ${AGENT_PATHS.config}/${AGENT_FILE.sums}
if [ "$changed" = 1 ]; then echo "installed"; else echo "nothing to change"; fi
`;
}
