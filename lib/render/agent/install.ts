import { AGENT_PATHS, type AgentSpec } from "../../domain/hosts/agent";
import { AGENT, AGENT_FILE, AGENT_PROGRAM } from "./files";
import { agentSecrets } from "./service";

/**
 * `install.sh` for hosts with systemd: checks the files, puts them in their places, and starts the service once its secrets
 * are there. It can be run again at any time; what has not changed is left alone. It also removes all of it.
 *
 * @param version the collector that the bundle is made for, such as `0.159.0`
 * @param configs the configuration files of the bundle
 */
export function renderAgentInstall(
  agent: AgentSpec,
  version: string,
  configs: readonly string[],
): string {
  const { config, fileSystems, mark, authorities, unit } = AGENT_FILE;
  const gone = [config, fileSystems, mark, authorities].filter(
    (name) => !configs.includes(name),
  );
  const lines = [
    ...configs.map((name) => `put 0644 ${name} ${AGENT_PATHS.config}/${name}`),
    ...gone.map((name) => `drop ${AGENT_PATHS.config}/${name}`),
    `put 0644 ${unit} /etc/systemd/system/${unit}`,
  ];
  return `#!/bin/sh
# Installs the agent on this host, brings it up to date, or removes it:
#   install.sh [path of otelcol-contrib]
#   install.sh --remove
# DESTDIR puts everything below another folder, and starts nothing.
set -eu
umask 022
LC_ALL=C
export LC_ALL

usage='usage: install.sh [path of otelcol-contrib], or install.sh --remove'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=\${DESTDIR:-}
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

# fits <path>: whether it is the program that the configuration was tested with; says in $got what it is instead
fits() {
  got="nothing there"
  [ -e "$1" ] || return 1
  got="a file that cannot be run"
  [ -f "$1" ] && [ -x "$1" ] || return 1
  if ! got=$("$1" --version 2>/dev/null); then
    got="a program that does not run on this host ($(uname -m))"
    return 1
  fi
  case "$got " in
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

# open <path>: whether everybody may read it
open() {
  [ -n "$(find "$1" -prune -perm -004)" ] && [ -n "$(find "$secrets" -prune -perm -001)" ]
}

# secret <name>: notes one that is missing; what stands in it is none of this script's business
secret() {
  if [ -s "$secrets/$1" ]; then
    if open "$secrets/$1"; then
      printf '%s\\n' "install.sh: ${AGENT_PATHS.secrets}/$1 must be for root only, got one that everybody on this host could read; it is for root from now on, but replace it if others use this host" >&2
    fi
    chmod 0400 "$secrets/$1"
  else
    missing="$missing ${AGENT_PATHS.secrets}/$1"
  fi
}

# look <path> <files>: says of which nothing will be sent; others may come later, so that it is no reason to stop
look() {
  path=$1
  shift
  for file; do
    if [ ! -e "$file" ]; then
      printf '%s\\n' "install.sh: $path must be there to be sent, got none; a host that keeps such lines in its journal only needs a program that writes files, such as rsyslog" >&2
    elif [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && ! setpriv --reuid=65534 --regid=65534 --groups=adm test -r "$file"; then
      printf '%s\\n' "install.sh: \${file#"$root"} must be readable for the group adm to be sent, got one that is not; give it and its folder that group, in auditd.conf by log_group = adm" >&2
    fi
  done
}

# remove: everything that this script has ever put there, the secrets and what waits to be sent
remove() {
  if [ -z "$root" ]; then
    systemctl disable --quiet --now ${AGENT} 2>/dev/null || true
  fi
  for each in /etc/systemd/system/${unit} ${AGENT_PATHS.config} ${AGENT_PROGRAM.slice(0, AGENT_PROGRAM.lastIndexOf("/"))} /var/lib/${AGENT} /var/lib/private/${AGENT}; do
    if [ -e "$root$each" ] || [ -L "$root$each" ]; then
      changed=1
      rm -rf -- "$root$each"
    fi
  done
  if [ -z "$root" ]; then systemctl daemon-reload; fi
  if [ "$changed" = 1 ]; then echo "removed"; else echo "nothing to remove"; fi
  exit 0
}

[ $# -le 1 ] || fail "$usage"
if [ -z "$root" ]; then
  [ "$(id -u)" = 0 ] || fail "must be run by root, got user $(id -u); run it by sudo"
  [ -d /run/systemd/system ] || fail "this host must run systemd, got none; run the agent as a container: docker compose up --detach, with ${AGENT_FILE.compose}"
fi
program=
case \${1:-} in
  --remove) remove ;;
  -*) fail "$usage" ;;
  '' | /*) program=\${1:-} ;;
  *) program=$PWD/$1 ;;
esac

cd -- "$here"
[ -f ${AGENT_FILE.sums} ] || fail "the folder must be whole, got no ${AGENT_FILE.sums}; copy it again"
if ! sums=$(sha256sum -c ${AGENT_FILE.sums} 2>/dev/null); then
  other=$(printf '%s\\n' "$sums" | sed -n 's/: FAILED.*//p' | tr '\\n' ' ')
  other=\${other% }
  fail "the folder must be as it was made, got another \${other:-${AGENT_FILE.sums}}; copy it again"
fi

if [ -n "$program" ]; then
  fits "$program" || fail "$program must be otelcol-contrib ${version}, with which the configuration was tested, got $got; pass the path of that one"
elif ! fits "$root${AGENT_PROGRAM}"; then
  program=$(command -v otelcol-contrib || true)
  [ -n "$program" ] || fail "otelcol-contrib ${version} must be on this host, got none; pass its path: install.sh /path/of/otelcol-contrib"
  fits "$program" || fail "$program must be otelcol-contrib ${version}, with which the configuration was tested, got $got; pass the path of that one"
fi

missing=
if [ ! -d "$secrets" ]; then
  mkdir -p -- "$secrets"
  chmod 0700 "$secrets"
fi
${agentSecrets(agent)
  .map((name) => `secret ${name}`)
  .join("\n")}
chmod 0700 "$secrets"
[ -z "$missing" ] || fail "secrets must be on this host before the agent, got none in:$missing; write these files, then run this again"

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
${looks(agent)}
if [ "$changed" = 0 ]; then
  echo "nothing to change"
elif [ -z "$root" ]; then
  echo "installed and started; journalctl -u ${AGENT} shows what it does"
else
  echo "installed"
fi
`;
}

/** A look at each file, of which `*` in the path stands for several. */
function looks({ logs }: AgentSpec): string {
  const paths = logs.flatMap(({ source }) =>
    source.kind === "file" ? [source.path] : [],
  );
  return [...new Set(paths)]
    .map((path) => {
      const files = path.split("*").map(quoted).join("*");
      return `look ${quoted(path)} "$root"${files}`;
    })
    .join("\n");
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"$`]/g, String.raw`\$&`)}"`;
}
