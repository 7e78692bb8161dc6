"""Spark for run.mjs: one job a line on standard input, {"sql": [...]} or {"read": path, "version", "out"} or {"changes": path, "out"}; one answer a line on standard output, {"ok"} or {"error"}."""

import json
import os
import sys

answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # What Spark prints is no answer.

import pyspark
from delta import DeltaTable, configure_spark_with_delta_pip
from delta.tables import IdentityGenerator

builder = (
    pyspark.sql.SparkSession.builder.master("local[2]")
    .appName("interop")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.ui.enabled", "false")
    .config("spark.databricks.delta.retentionDurationCheck.enabled", "false")
    .config("spark.databricks.delta.snapshotPartitions", "2")
    .config("spark.sql.warehouse.dir", os.environ.get("INTEROP_FOLDER", "/tmp") + "/warehouse")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -Dderby.system.home=" + os.environ.get("INTEROP_FOLDER", "/tmp"))
)
spark = configure_spark_with_delta_pip(builder).getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def write(frame, out):
    plain = [
        f"to_json(`{field.name}`) AS `{field.name}`" if "variant" in field.dataType.simpleString() else f"`{field.name}`"
        for field in frame.schema.fields
    ]
    frame.selectExpr(*plain).coalesce(1).write.mode("overwrite").parquet(out)


def work(job):
    for statement in job.get("sql", []):
        spark.sql(statement)
    if "create" in job:
        # Spark's SQL has no generated columns for Delta outside of Databricks; its builder has.
        table = DeltaTable.create(spark).location(job["create"])
        for name, kind, generated in job["columns"]:
            if generated == "identity":
                table = table.addColumn(name, kind, generatedByDefaultAs=IdentityGenerator())
            else:
                table = table.addColumn(name, kind, generatedAlwaysAs=generated)
        table.execute()
    if "read" in job:
        reader = spark.read.format("delta")
        if job.get("version") is not None:
            reader = reader.option("versionAsOf", job["version"])
        write(reader.load(job["read"]), job["out"])
    if "changes" in job:
        reader = spark.read.format("delta").option("readChangeFeed", "true").option("startingVersion", job["from"])
        write(reader.load(job["changes"]), job["out"])


def words(error):
    """The innermost cause is what went wrong."""
    cause = getattr(error, "java_exception", None)
    while cause is not None and cause.getCause() is not None:
        cause = cause.getCause()
    return (str(error) if cause is None else cause.toString()).split("\n")[0][:300]


for line in sys.stdin:
    try:
        work(json.loads(line))
        answer = {"ok": True}
    except Exception as error:
        answer = {"error": words(error)}
    answers.write(json.dumps(answer) + "\n")
