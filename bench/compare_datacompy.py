"""Compares two Parquet files by `id` with datacompy on Polars, as its documentation shows, and prints what it cost as JSON."""

import json
import resource
import sys
import time

import polars

try:
    from datacompy import PolarsCompare
except ImportError:
    from datacompy.polars import PolarsCompare

left, right = sys.argv[1:3]
started, used = time.monotonic(), time.process_time()
compare = PolarsCompare(polars.read_parquet(left), polars.read_parquet(right), join_columns=["id"])
differences = sum(stat["unequal_cnt"] for stat in compare.column_stats)
print(
    json.dumps(
        {
            "seconds": time.monotonic() - started,
            "processor": time.process_time() - used,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "differences": differences,
        }
    )
)
