#!/bin/sh
# Makes .tmp/spark with the Python packages of Spark and Delta for `npm run interop:spark`. Needs Java 17 or later; the first run fetches Delta's jars from Maven Central. Does nothing where it is there already.
set -eu
cd "$(dirname "$0")/.."
if ! command -v java >/dev/null; then
  echo 'Spark needs Java: install a runtime of version 17 or later, e.g. the package default-jre-headless' >&2
  exit 1
fi
[ -x .tmp/spark/bin/python ] && .tmp/spark/bin/python -c 'import pyspark, delta' 2>/dev/null && exit 0
mkdir -p .tmp
python3 -m venv .tmp/spark
.tmp/spark/bin/pip install --quiet --disable-pip-version-check 'pyspark==4.0.1' 'delta-spark==4.0.0'
