"""The nightly job as it ran for eight years, reduced to what it did: two CSV files from the billing view.

    python3 legacy/nightly_export.py --night 2024-09-16 [--source seeds/firebird] [--out old]

It reads the view's Parquet file in place of the database, and writes <out>/<night>/billing.csv and daily.csv as finance and the morning meeting
know them: semicolons, decimal commas, days first, Windows-1252, codes filled with blanks, pandas' floats. Needs pandas, pyarrow and xxhash.
"""

import argparse
import csv
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import xxhash

VIEW = "V_DETAILFACTCNS_FICHIER_AD"
LATE_AFTER_DAYS = 10
FORMAT = {"sep": ";", "decimal": ",", "encoding": "cp1252", "lineterminator": "\r\n", "index": False, "quoting": csv.QUOTE_MINIMAL}


def read(source):
    rows = pq.read_table(Path(source) / f"{VIEW}.parquet").to_pandas()
    # Decimals become floats here, and a length that was not recorded becomes NaN.
    for column in ["DUREE_INTERVENTION", "MONTANT"]:
        rows[column] = rows[column].astype(float)
    rows["DATE"] = pd.to_datetime(rows["DATE"])
    return rows


def standing(rows):
    """The last record of each line, without cancelled lines."""
    # The view gives rows twice when a home was renamed.
    rows = rows.drop(columns=["SENIORIE"]).drop_duplicates()
    key = ["ETB", "NO_FACTURE", "NO_LIGNE"]
    first = rows.groupby(key)["DATE_ENCODAGE"].min().rename("PREMIER_ENCODAGE").reset_index()
    rows = rows.sort_values(key + ["NO_CORRECTION"]).groupby(key).tail(1)
    rows = rows[rows["STATUT"] != "A"].merge(first, on=key)
    rows["CLE"] = [
        xxhash.xxh32(f"{etb.strip()}_{number.strip()}").hexdigest() for etb, number in zip(rows["ETB"], rows["NO_PATIENT"])
    ]
    rows["TARDIF"] = (rows["PREMIER_ENCODAGE"].dt.normalize() - rows["DATE"]).dt.days > LATE_AFTER_DAYS
    return rows.sort_values(key)


def billing(rows, path):
    """A line for each intervention. Accounting's import program reads it by position."""
    out = rows[["ETB", "NO_FACTURE", "NO_LIGNE", "CLE", "DATE", "DUREE_INTERVENTION", "REFERENCE_PRESTATION", "QUANTITE", "MONTANT", "TARDIF"]].copy()
    out["MONTANT"] = out["MONTANT"].map(lambda amount: f"{amount:.2f}".replace(".", ","))
    out["TARDIF"] = out["TARDIF"].map({True: "O", False: "N"})
    out = out.rename(columns={"DUREE_INTERVENTION": "DUREE", "REFERENCE_PRESTATION": "PRESTATION"})
    out.to_csv(path, date_format="%d.%m.%Y", **FORMAT)


def daily(rows, path):
    """The figures of the morning meeting: a line for each home and day."""
    days = rows.groupby(["ETB", "DATE"])
    out = days.agg(MINUTES=("DUREE_INTERVENTION", "sum"), RESIDENTS=("CLE", "nunique"), INTERVENTIONS=("CLE", "size")).reset_index()
    missing = rows[rows["DUREE_INTERVENTION"].isna()].groupby(["ETB", "DATE"]).size().rename("SANS_DUREE").reset_index()
    # Days without any are missing on the right: NaN, which makes floats of the column for good.
    out = out.merge(missing, on=["ETB", "DATE"], how="left").fillna({"SANS_DUREE": 0})
    out["MINUTES"] = out["MINUTES"].round(1)
    out.sort_values(["DATE", "ETB"]).to_csv(path, date_format="%d.%m.%Y", **FORMAT)


def export(source, out, night):
    folder = Path(out) / night
    folder.mkdir(parents=True, exist_ok=True)
    rows = standing(read(source))
    billing(rows, folder / "billing.csv")
    daily(rows, folder / "daily.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--night", required=True)
    parser.add_argument("--source", default="seeds/firebird")
    parser.add_argument("--out", default="old")
    given = parser.parse_args()
    export(given.source, given.out, given.night)
