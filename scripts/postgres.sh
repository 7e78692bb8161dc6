#!/usr/bin/env bash
# A private PostgreSQL server on loopback, for the tests and for trying things out: nothing of the machine's own servers is touched.
#   postgres.sh up   [root] [port]   start it; a rerun does nothing. Installs Debian's packages where they are missing.
#   postgres.sh down [root]          stop it; the databases stay
# root: ${TMPDIR:-/tmp}/lode-postgres, port: 13432. User postgres, password lode, a superuser; database postgres, encoding UTF8. TLS with a certificate of
# localhost that certificates/ca.pem has signed. POSTGRES_MAX_CONNECTIONS sets max_connections (60).
set -euo pipefail
action=${1:?up or down} root=${2:-${TMPDIR:-/tmp}/lode-postgres} port=${3:-13432} password=lode

# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
# A killed server stays a zombie where nobody waits for it, and its file of the process stays too.
alive() {
  [ -f "$root/data/postmaster.pid" ] || return 1
  local status=/proc/$(head -1 "$root/data/postmaster.pid")/status
  [ -f "$status" ] && ! grep -q '^State:[[:space:]]*Z' "$status"
}
answers() { "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; }

bin=$(programs)
if [ "$action" = down ]; then
  if [ -n "$bin" ] && alive; then as_owner "$bin/pg_ctl" -D "$root/data" -m immediate -s stop; fi
  exit 0
fi

if [ -z "$bin" ]; then
  # Without a server of the machine's own: only the programs are wanted.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql openssl >/dev/null
  bin=$(programs)
fi
if ! alive; then
  rm -f "$root/data/postmaster.pid"
  mkdir -p "$root"
  "$(dirname "$0")/test-certificates.sh" "$root/certificates"
  [ "$(id -u)" != 0 ] || { chown postgres: "$root"; chown -R postgres: "$root/certificates"; }
  if [ ! -s "$root/data/PG_VERSION" ]; then
    echo "$password" | as_owner tee "$root/password" >/dev/null
    as_owner env LC_ALL=C.UTF-8 "$bin/initdb" -D "$root/data" -E UTF8 --locale=C.UTF-8 -U postgres --auth-local=trust --auth-host=scram-sha-256 \
      --pwfile="$root/password" --no-sync >"$root/initdb.log" 2>&1 || { cat "$root/initdb.log" >&2; exit 1; }
  fi
  as_owner tee "$root/data/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = ${POSTGRES_MAX_CONNECTIONS:-60}
fsync = off
ssl = on
ssl_cert_file = '$root/certificates/server.pem'
ssl_key_file = '$root/certificates/server.key'
CONF
  as_owner "$bin/pg_ctl" -D "$root/data" -l "$root/server.log" -w -s start || { cat "$root/server.log" >&2; exit 1; }
fi
echo "postgres on 127.0.0.1:$port, data in $root/data"
