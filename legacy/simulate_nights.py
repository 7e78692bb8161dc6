"""Nights that have been, simulated: what the billing view held on each, and what the job made of it.

    python3 legacy/simulate_nights.py 2024-09-09 2024-09-30 [--source seeds/firebird] [--deliveries deliveries] [--out old]

For each night it writes <deliveries>/<night>/V_DETAILFACTCNS_FICHIER_AD.parquet with the rows that had been recorded before that day, and runs the job on it.
"""

import argparse
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nightly_export import VIEW, export

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=date.fromisoformat)
    parser.add_argument("last", type=date.fromisoformat)
    parser.add_argument("--source", default="seeds/firebird")
    parser.add_argument("--deliveries", default="deliveries")
    parser.add_argument("--out", default="old")
    parser.add_argument("--update", action="store_true", help="the billing software was updated: the view has a column more")
    given = parser.parse_args()
    view = pq.read_table(Path(given.source) / f"{VIEW}.parquet")
    if given.update:
        view = view.append_column("CANAL", pa.array(["PC"] * view.num_rows))
    night = given.first
    while night <= given.last:
        folder = Path(given.deliveries) / str(night)
        folder.mkdir(parents=True, exist_ok=True)
        until = pa.scalar(datetime.combine(night, datetime.min.time()), pa.timestamp("us"))
        pq.write_table(view.filter(pc.less(view["DATE_ENCODAGE"], until)), folder / f"{VIEW}.parquet", compression="snappy")
        export(folder, given.out, str(night))
        night += timedelta(days=1)
