"""Reads tables with delta-rs, for run.mjs: one job a line on standard input, {"table", "version" or "changes", "out"}; one answer a line, {"ok"} or {"error"}."""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, QueryBuilder


def read(job):
    if "changes" in job:
        first, last = job["changes"]
        return pa.table(DeltaTable(job["table"]).load_cdf(starting_version=first, ending_version=last).read_all())
    table = DeltaTable(job["table"], version=job["version"])
    if job.get("files"):
        actions = pa.table(table.get_add_actions())
        return pa.table({"path": actions.column("path"), "size": actions.column("size_bytes")})
    return pa.table(QueryBuilder().register("t", table).execute("SELECT * FROM t").read_all())


for line in sys.stdin:
    job = json.loads(line)
    try:
        pq.write_table(read(job), job["out"])
        answer = {"ok": True}
    except BaseException as error:  # A panic of delta-rs is not an Exception.
        answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0][:200]}
    print(json.dumps(answer), flush=True)
