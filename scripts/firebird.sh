#!/usr/bin/env bash
# A private Firebird 3 server on loopback, for the tests and for trying things out: no systemd, nothing is written below /etc.
#   firebird.sh up   [root] [port]   start it and make its databases; a rerun does nothing. Installs Debian's packages where they are missing.
#   firebird.sh down [root]          stop it; the databases stay
# root: ${TMPDIR:-/tmp}/lode-firebird, port: 13050. Databases: data/employee.fdb (the package's example, with data), data/utf8.fdb and
# data/win1252.fdb (empty). User SYSDBA, password masterkey. FIREBIRD_AUTH sets the server's AuthServer (Srp), FIREBIRD_WIRE_CRYPT its WireCrypt.
set -euo pipefail
action=${1:?up or down} root=${2:-${TMPDIR:-/tmp}/lode-firebird} port=${3:-13050} password=masterkey

# A killed server stays a zombie where nobody waits for it.
alive() { [ -f "$root/pid" ] && [ -d "/proc/$(cat "$root/pid")" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$(cat "$root/pid")/status"; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

if [ "$action" = down ]; then
  alive || exit 0
  kill "$(cat "$root/pid")"
  for _ in $(seq 100); do alive || break; sleep 0.05; done
  if alive; then kill -9 "$(cat "$root/pid")"; fi
  rm -f "$root/pid"
  exit 0
fi

if ! command -v isql-fb >/dev/null || [ ! -x /usr/sbin/firebird ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    firebird3.0-server firebird3.0-utils firebird3.0-examples >/dev/null
fi
mkdir -p "$root"/{conf,lock,data,tmp,security}
export FIREBIRD=$root/conf FIREBIRD_LOCK=$root/lock FIREBIRD_TMP=$root/tmp ISC_USER=SYSDBA ISC_PASSWORD=$password
if ! { alive && answers; }; then
  cat >"$root/conf/firebird.conf" <<CONF
RemoteBindAddress = 127.0.0.1
RemoteServicePort = $port
RemoteAuxPort = $((port + 1))
IpcName = FB_$port
AuthServer = ${FIREBIRD_AUTH:-Srp}
UserManager = Srp
WireCrypt = ${FIREBIRD_WIRE_CRYPT:-Enabled}
SecurityDatabase = $root/security/security3.fdb
TempDirectories = $root/tmp
ServerMode = Super
CONF
  cp -f /etc/firebird/3.0/plugins.conf "$root/conf/"
  library=$(dirname "$(dirname "$(ls /usr/lib/*/firebird/3.0/plugins/libEngine12.so | head -1)")")
  cp -rL "$library/intl" "$library/firebird.msg" "$root/conf/" # real copies: through a symlink the character sets are not found
  printf 'security.db = %s\n{\n RemoteAccess = false\n}\n' "$root/security/security3.fdb" >"$root/conf/databases.conf"
  if [ ! -s "$root/security/security3.fdb" ]; then
    rm -f "$root/security/security3.fdb"
    echo "create database '$root/security/security3.fdb' user sysdba; commit; in '/usr/share/firebird/3.0/security.sql';" |
      env -u ISC_USER -u ISC_PASSWORD isql-fb -q -user sysdba
    echo "create or alter user SYSDBA password '$password' using plugin Srp; commit;" |
      env -u ISC_USER -u ISC_PASSWORD isql-fb -q -user sysdba "$root/security/security3.fdb"
  fi
  setsid /usr/sbin/firebird >"$root/server.log" 2>&1 </dev/null &
  echo $! >"$root/pid"
  for _ in $(seq 200); do answers && break; sleep 0.05; done
  answers || { echo "firebird did not start: $(cat "$root/server.log")" >&2; exit 1; }
fi
for pair in UTF8:utf8 WIN1252:win1252; do
  file=$root/data/${pair#*:}.fdb
  [ -f "$file" ] || echo "create database '127.0.0.1/$port:$file' page_size 16384 default character set ${pair%:*};" | isql-fb -q
done
# Of a password's salts some are misread by the driver: see firebird-login.mjs.
login=$(dirname "$0")/firebird-login.mjs database=$root/data/utf8.fdb
if [ -z "${FIREBIRD_AUTH:-}${FIREBIRD_WIRE_CRYPT:-}" ]; then
  for _ in $(seq 30); do
    node "$login" "$port" "$database" SYSDBA "$password" && break
    echo "alter user SYSDBA set password '$password';" | isql-fb -q "127.0.0.1/$port:$database"
  done
fi
if [ ! -f "$root/data/employee.fdb" ]; then
  script=$(ls /usr/share/doc/firebird3.0*/examples/employee.sql.gz | head -1)
  zcat "$script" | sed "s#'employee.fdb'#'127.0.0.1/$port:$root/data/employee.fdb'#" | isql-fb -b -q >"$root/employee.log" 2>&1
fi
echo "firebird on 127.0.0.1:$port, databases in $root/data"
