import { gatewaySecrets, type GatewaySpec } from "../../domain/hosts/gateway";
import type { GatewayFront } from "./front";

/** Environment variable with `nginx.conf`. */
export const FRONT_CONFIG = "FRONT_CONFIG";

/**
 * What the container of the front runs: nginx, which reads its files again when a token or a certificate has changed, or
 * the collector behind it has another address.
 */
export function renderFrontStart(
  gateway: GatewaySpec,
  { collector, secretFile, folder }: GatewayFront,
): string {
  const files = gatewaySecrets(gateway).map(secretFile).join(" ");
  return `set -eu
umask 077
cd ${folder}
printf '%s' "$${FRONT_CONFIG}" > nginx.conf
tokens() {
  sed -n -e 's/[[:space:]]//g' -e 's/[\\\\"]/\\\\&/g' -e 's/..*/"Bearer &" 1;/p' ${secretFile(gateway.token)} | sort -fu > tokens.conf
}
state() {
  cat ${files} | sha256sum
  nslookup ${collector} 2>/dev/null || true
}
# It would not start without an address.
tries=0
until nslookup ${collector} >/dev/null 2>&1 || [ $tries -ge 60 ]; do
  tries=$((tries + 1))
  sleep 1
done
known=$(state)
tokens
nginx -e stderr -c ${folder}/nginx.conf -g 'daemon off;' &
nginx=$!
trap 'kill -QUIT $nginx' TERM INT QUIT
while kill -0 $nginx 2>/dev/null; do
  sleep 2 &
  wait $! || true
  now=$(state)
  if [ "$now" != "$known" ]; then
    known=$now
    tokens
    kill -HUP $nginx 2>/dev/null || true
  fi
done
wait $nginx
`;
}
