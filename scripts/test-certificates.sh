#!/usr/bin/env bash
# An authority of its own and a certificate of localhost and 127.0.0.1 that it signed, for servers of the tests: ca.pem, server.pem, server.key in the folder named.
set -euo pipefail
folder=${1:?a folder}
[ -s "$folder/server.pem" ] && exit 0
mkdir -p "$folder"
cd "$folder"
days=(-days 3650)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -subj '/CN=Lode tests' "${days[@]}" 2>openssl.log
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj '/CN=localhost' 2>>openssl.log
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem "${days[@]}" \
  -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n') 2>>openssl.log
chmod 600 server.key
