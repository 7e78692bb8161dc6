"""One case by delta-rs: delta_rs.py CASE TABLE SCALE; prints {seconds, megabytes, answer}."""

import json
import resource
import sys
import time

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder, write_deltalake

name, table, scale = sys.argv[1], sys.argv[2], float(sys.argv[3])


def whole(value):
    return max(1, round(value * scale))


def work():
    if name in ("open-log", "open-checkpoint", "open-million"):
        return len(DeltaTable(table).file_uris())
    if name == "skip":
        low = whole(1000) * 1000
        query = f"SELECT count(*) AS n FROM t WHERE id >= {low} AND id < {low + whole(1000) * 20}"
        rows = pa.table(QueryBuilder().register("t", DeltaTable(table)).execute(query).read_all())
        return rows.column("n")[0].as_py()
    if name == "merge":
        low = whole(10_000_000) // 2
        count = whole(100_000)
        source = pa.table(
            {
                "id": pa.array(range(low, low + count), pa.int64()),
                "v": pa.array([1.0] * count),
                "name": pa.array(["merged"] * count),
            }
        )
        merge = DeltaTable(table).merge(
            source, predicate="target.id = source.id", source_alias="source", target_alias="target"
        )
        metrics = merge.when_matched_update_all().when_not_matched_insert_all().execute()
        return metrics["num_target_rows_updated"]
    if name == "checkpoint":
        DeltaTable(table).create_checkpoint()
        return whole(30)
    if name == "commits":
        for round_ in range(whole(1000)):
            write_deltalake(table, pa.table({"id": pa.array([round_], pa.int64())}), mode="append")
        return whole(1000)
    raise ValueError(name)


started = time.perf_counter()
answer = work()
seconds = time.perf_counter() - started
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "megabytes": megabytes, "answer": answer}))
