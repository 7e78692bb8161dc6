"""Writes a table as pandas does, once for each case of a JSON document: {parquet, folder, cases: [{name, columns, order, where, how}]}."""
import csv
import json
import sys

import pandas as pd
import pyarrow.parquet as pq

request = json.load(sys.stdin)
quoting = {"needed": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL, "text": csv.QUOTE_NONNUMERIC, "never": csv.QUOTE_NONE}
frame = pq.read_table(request["parquet"]).to_pandas()
for column in frame.columns:
    if column.startswith("day"):
        frame[column] = pd.to_datetime(frame[column])
    if column.startswith("price"):
        frame[column] = frame[column].astype("float64")

for case in request["cases"]:
    rows = frame.query(case["where"]) if case["where"] else frame
    # A column of whole numbers is one of floating point numbers as soon as one is missing: here among the rows that are written.
    if "holes" in rows and not rows["holes"].isna().any():
        rows = rows.astype({"holes": "int64"})
    for column, ascending, position in reversed(case["order"]):
        rows = rows.sort_values(column, ascending=ascending, na_position=position, kind="stable")
    names = [column for column, _ in case["columns"]]
    how = dict(case["how"])
    how["quoting"] = quoting[how["quoting"]]
    rows[names].to_csv(
        f"{request['folder']}/{case['name']}.csv",
        index=False,
        header=[name for _, name in case["columns"]] if how.pop("header") else False,
        **how,
    )

print(json.dumps({"pandas": pd.__version__}))
