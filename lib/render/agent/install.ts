import type { AgentSpec } from "../../domain/hosts/agent";
import { AGENT, AGENT_PROGRAM, agentSecrets } from "./service";

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
  const secrets = Object.values(agentSecrets(agent))
    .map((path) => `"${path}"`)
    .join(" ");
  return `#!/bin/sh
# Installs the agent on this host, or brings it up to date: install.sh [path of otelcol-contrib]
# DESTDIR puts everything below another folder, and starts nothing.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=\${DESTDIR:-}
changed=0

fail() {
  printf '%s\\n' "install.sh: $*" >&2
  exit 1
}

# put <mode> <from> <to>: copies a file unless it is there already
put() {
  if ! cmp -s -- "$2" "$root$3"; then
    mkdir -p -- "$(dirname -- "$root$3")"
    install -m "$1" -- "$2" "$root$3"
    changed=1
  fi
}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "must be run by root"
cd -- "$here"
sha256sum -c --quiet SHA256SUMS || fail "a file of the bundle is not as it was made; copy the folder again"

program=\${1:-$(command -v otelcol-contrib || true)}
if [ -n "$program" ]; then
  [ -x "$program" ] || fail "no program at $program"
  case $("$program" --version) in
    *${version}*) ;;
    *) fail "$program must be version ${version}, the one that the configuration was tested with" ;;
  esac
  put 0755 "$program" "${AGENT_PROGRAM}"
elif [ ! -x "$root${AGENT_PROGRAM}" ]; then
  fail "otelcol-contrib ${version} is missing; pass its path: install.sh /path/of/otelcol-contrib"
fi

${configs.map((name) => `put 0644 ${name} "/etc/${AGENT}/${name}"`).join("\n")}
put 0644 ${AGENT}.service "/etc/systemd/system/${AGENT}.service"
mkdir -p -- "$root/etc/${AGENT}/secrets"
chmod 0700 -- "$root/etc/${AGENT}/secrets"

missing=''
for secret in ${secrets}; do
  if [ -s "$root$secret" ]; then
    chmod 0400 -- "$root$secret"
  else
    missing="$missing $secret"
  fi
done
[ -z "$missing" ] || fail "write these files, then run this again:$missing"

if [ -z "$root" ]; then
  systemctl daemon-reload
  systemctl enable --quiet ${AGENT}
  if [ "$changed" = 1 ] || ! systemctl is-active --quiet ${AGENT}; then
    systemctl restart ${AGENT}
  fi
fi
if [ "$changed" = 1 ]; then echo "installed"; else echo "nothing to change"; fi
`;
}
