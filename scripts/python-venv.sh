#!/bin/sh
# Makes .venv with the Python packages that tests use: to read and write Delta tables as other engines do, to write CSV as pandas does and keys as xxhash does, to render other projects' templates, and to serve
# objects as S3 does. Does nothing where it is there already.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] && .venv/bin/python -c 'import deltalake, jinja2, moto.server, pandas, pyarrow, xxhash, yaml' 2>/dev/null && exit 0
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check 'deltalake==1.6.6' 'pyarrow==26.0.1' 'jinja2==3.1.6' 'pyyaml==6.0.3' 'moto[s3,server]==5.2.5' 'pandas==2.3.3' 'xxhash==3.6.0'
