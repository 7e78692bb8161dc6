#!/usr/bin/env bash
# A private MariaDB server on loopback, for the tests and for trying things out: nothing of the machine's own servers is touched.
#   mariadb.sh up   [root] [port]   start it; a rerun does nothing. Installs Debian's packages where they are missing.
#   mariadb.sh down [root]          stop it; the databases stay
# root: ${TMPDIR:-/tmp}/lode-mariadb, port: 13306. User root, password lode. TLS with a certificate of localhost that certificates/ca.pem has
# signed. MARIADB_MAX_CONNECTIONS sets max_connections (60).
set -euo pipefail
action=${1:?up or down} root=${2:-${TMPDIR:-/tmp}/lode-mariadb} port=${3:-13306} password=lode

# A killed server stays a zombie where nobody waits for it.
alive() { [ -f "$root/pid" ] && [ -d "/proc/$(cat "$root/pid")" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$(cat "$root/pid")/status"; }
answers() { MYSQL_PWD=$password mariadb --no-defaults -uroot -h127.0.0.1 "-P$port" -e 'select 1' >/dev/null 2>&1; }

if [ "$action" = down ]; then
  alive || exit 0
  kill -9 "$(cat "$root/pid")"
  for _ in $(seq 100); do alive || break; sleep 0.05; done
  rm -f "$root/pid"
  exit 0
fi

if ! command -v mariadb >/dev/null || [ ! -x /usr/sbin/mariadbd ]; then
  # Not mariadb-server, which starts one of the machine's own.
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    mariadb-server-core mariadb-client-core openssl >/dev/null
fi
if ! alive; then
  mkdir -p "$root/tmp"
  "$(dirname "$0")/test-certificates.sh" "$root/certificates"
  user=$(id -un)
  if [ ! -d "$root/data/mysql" ]; then
    rm -rf "$root/data"
    mariadb-install-db --no-defaults --user="$user" --datadir="$root/data" --auth-root-authentication-method=normal --skip-test-db \
      --skip-name-resolve >"$root/install.log" 2>&1 || { cat "$root/install.log" >&2; exit 1; }
    # An init file has one statement a line.
    printf '%s\n' "alter user root@localhost identified by '$password';" "create or replace user root@127.0.0.1 identified by '$password';" \
      'grant all on *.* to root@127.0.0.1 with grant option;' >"$root/first.sql"
  fi
  setsid mariadbd --no-defaults --user="$user" --datadir="$root/data" --tmpdir="$root/tmp" --bind-address=127.0.0.1 --port="$port" --socket="$root/socket" \
    --pid-file="$root/mariadbd.pid" --skip-name-resolve --skip-log-bin --innodb-flush-log-at-trx-commit=0 --max-connections="${MARIADB_MAX_CONNECTIONS:-60}" \
    --character-set-server=utf8mb4 --ssl-ca="$root/certificates/ca.pem" --ssl-cert="$root/certificates/server.pem" --ssl-key="$root/certificates/server.key" \
    $([ ! -f "$root/first.sql" ] || echo "--init-file=$root/first.sql") >"$root/server.log" 2>&1 </dev/null &
  echo $! >"$root/pid"
fi
for _ in $(seq 200); do answers && break; alive || break; sleep 0.05; done
answers || { echo "mariadb did not start: $(tail -20 "$root/server.log")" >&2; exit 1; }
rm -f "$root/first.sql"
echo "mariadb on 127.0.0.1:$port, data in $root/data"
