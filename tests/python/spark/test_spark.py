"""The same models on Spark and on DuckDB, and a build on DuckDB that goes on from Spark."""

import csv
import json
import os

import hostile_rows
import numpy as np
import pandas as pd
import pytest
from engines import (
    ONLY_MODELS,
    UNKNOWN_TYPE,
    assert_engines_agree,
    assert_labels_agree,
    assert_same,
    computed,
    handed_over,
    set_on_spark,
    spark,
)
from usage_groups.simulate.bulk import write_usage

ROWS = int(os.environ.get("ROWS") or 0)
ON_REQUEST = pytest.mark.skipif(not ROWS, reason="make test-spark ROWS=2000000 takes minutes more")
HANDED_OVER = (
    *("int_usage_days", "int_period", "int_usage_features", "usage_features"),
    *("int_row_counts", "int_overlaps", "stg_usage_rejects", "user_labels", "spark_run"),
)
# What is written by which build, when.
OWN_WORDS = ("build_info",)

GOOD_TIMES = [
    *("2021-08-17 23:59", "2021-08-17T09:00Z", "2021-08-17  23:59:59", "2021-08-17 3:5:7"),
    *("2021/08/17 23:59:59.123456789", "2021-08-17 23:59:59 UTC", "2021-08-17 23:59:59+0200"),
    *("2021-08-17 23:59:59-09", "2021-8-7 10:00:00-02:30", "2021-08-17 01:00:00 Europe/Berlin"),
    *("2021-08-17 23", "2021-08-17T23+02:00", "2021-08-17 10:00:00  +02:00"),
]
BAD_TIMES = [
    *("2021-08-17T", "2021-08-17 25", "2021-08-17Z", "2021-8-3 1", "2021-08/13", "2021-08-1310:00"),
    *("2021-08-17 23:59:59-2", "2021-08-17 23:59:60", "2021-08-13 BC"),
]
MALFORMED = ["", "1", "1,2,3,4,5", "one,two", '"a"b,1,2,3', "\ufeff,x"]


def test_the_sample_is_handed_over(on_spark):
    assert "ERROR=0" in on_spark.output
    assert "judged" in on_spark.output, "unit tests are part of it"
    assert f"Wrote {on_spark.folder}/build/spark. On DuckDB go on with" in on_spark.output
    for table in HANDED_OVER:
        assert list((on_spark.folder / "build/spark" / table).glob("*.parquet")), table


def test_features_of_the_sample_agree(on_spark, sample_project):
    assert_engines_agree(on_spark, sample_project)
    assert computed(sample_project, "int_period")["window_days"].tolist() == [28]


def test_everybody_has_the_group_that_duckdb_gives(on_spark, sample_project):
    assert f"groups.json has no groups of {UNKNOWN_TYPE}: " in on_spark.output
    labels = assert_labels_agree(on_spark, sample_project, unknown=[UNKNOWN_TYPE])
    assert labels["group_key"].notna().all()
    assert labels["group_key"].nunique() > 10
    assert labels["is_dormant"].sum() > 100
    named = sample_project.query(
        "select user_id, api_type, group_key, group_name from user_api_groups "
        "union all select user_id, null, group_key, group_name from user_groups"
    )
    named = named[named["api_type"] != UNKNOWN_TYPE]
    assert_same(labels[list(named)], named)


def test_groups_are_those_that_duckdb_finds_alone(on_spark, sample_project):
    assert "Published" in on_spark.build("", features_path="build/spark")
    names = sample_project.query("select table_name from duckdb_tables()")["table_name"]
    assert {"group_history", "usage_labeled"} < set(names)
    assert len(computed(on_spark, "int_as_of_days")) > 10
    assert len(computed(on_spark, "int_dormant_users")) > 0
    for name in set(names) - set(OWN_WORDS):
        # Each build has a number of its own.
        own = "* exclude (build_id)" if name == "published_groups" else "*"
        query = f"select {own} from {name} order by all"
        assert_same(on_spark.query(query), sample_project.query(query))
    info, expected = (project.query("from build_info") for project in (on_spark, sample_project))
    counts = [*(name for name in info if name.startswith("rows_")), "call_count", "user_count"]
    pd.testing.assert_frame_equal(info[counts], expected[counts])
    assert info["usage_path"][0] == "seeds/user_api_data.csv"
    assert info["features_path"][0] == "build/spark"
    assert "spark" in json.loads(info["versions"][0])
    assert json.loads(info["parameters"][0]) == json.loads(expected["parameters"][0])


def test_half_a_folder_is_refused(on_spark):
    for file in (on_spark.folder / "build/spark/int_usage_days").glob("*.parquet"):
        file.rename(file.with_suffix(".away"))
    output = on_spark.failed_build("", features_path="build/spark")
    assert "is incomplete: 'int_usage_days' cannot be read" in output


def assert_in_place(rejects, file):
    """See that each reject that is kept as its line has the number of that line."""
    text = file.read_text(encoding="utf-8-sig")
    lines = [line for line in text.split("\n") if line]
    whole = rejects[rejects["original_text"].isin(lines)]
    assert len(whole) > 5
    for row in whole.itertuples():
        assert lines[row.row_number - 1] == row.original_text


@pytest.mark.parametrize(
    ("batch", "suffix"), [(8, ".csv"), pytest.param(3, ".jsonl", marks=ON_REQUEST)]
)
def test_hostile_rows_have_the_same_fate(on_shared_spark, tmp_path, monkeypatch, batch, suffix):
    # See docs/spark.md: Spark reads line by line, and a line of control characters is blank.
    texts = [text for text in hostile_rows.GOOD_TEXTS if "\n" not in text]
    monkeypatch.setattr(hostile_rows, "GOOD_TEXTS", texts)
    monkeypatch.setattr(hostile_rows, "MALFORMED", MALFORMED)
    monkeypatch.setattr(hostile_rows, "GOOD_DATES", [*hostile_rows.GOOD_DATES, *GOOD_TIMES])
    monkeypatch.setattr(hostile_rows, "BAD_DATES", [*hostile_rows.BAD_DATES, *BAD_TIMES])
    file, written = hostile_rows.write_batch(np.random.default_rng(batch), tmp_path, 900)
    assert file.suffix == suffix
    # So that no day is far from the others.
    period = {"period_start": "0001-01-01", "period_end": "9999-12-31"}
    limits = dict.fromkeys(("max_reject_rate", "max_lost_users", "max_lost_calls"), 1)
    options = {"usage_path": str(file), "time_zone": "Australia/Sydney"} | limits | period
    project = on_shared_spark()
    # Files are read in many small blocks, as a cluster reads large ones.
    set_on_spark(project, **{"files.maxPartitionBytes": 20_000})
    spark(project, *ONLY_MODELS, **options)
    select = ("--select", "+int_usage_features", *ONLY_MODELS)
    project.dbt("build", *select, "--vars", json.dumps(options))
    counts = handed_over(project, "int_row_counts").iloc[0]
    assert counts["rows_rejected"] == written.fates["rejected"]
    assert counts["call_count"] == written.calls
    for table in ("int_usage_days", "int_row_counts"):
        assert_same(handed_over(project, table), computed(project, table))
    found = handed_over(project, "stg_usage_rejects")
    expected = computed(project, "stg_usage_rejects")
    assert_in_place(found, file)
    # Lines that do not split have other words on each engine.
    common = set(found["reason"]) & set(expected["reason"])
    assert len(common) > 5
    texts = [
        rows.loc[rows["reason"].isin(common), ["reason", "original_text"]]
        for rows in (found, expected)
    ]
    assert_same(*texts)


def test_too_many_rejects_hand_nothing_over(on_shared_spark, tmp_path):
    with (tmp_path / "usage.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["dt", "user_id", "type", "api_count"], ["13.8.2021", 1, "gnql", 4]]
        )
    project = on_shared_spark()
    select = "+assert_few_rejects stg_usage_rejects"
    usage_path = str(tmp_path / "usage.csv")
    without = ("--exclude-resource-type", "unit_test")
    output = spark(project, *without, select=select, succeeds=False, usage_path=usage_path)
    assert "No row of the usage can be used: of 1 rows, 1 were rejected" in output
    assert "Nothing handed over: assert_few_rejects failed." in output
    folder = project.folder / "build/spark"
    assert not (folder / "spark_run").exists()
    assert "is not a date" in next((folder / "usage_rejects.csv").glob("*.csv")).read_text()


@ON_REQUEST
def test_features_of_many_rows_agree(on_own_spark, tmp_path):
    write_usage(ROWS, 0, tmp_path)
    project = on_own_spark()
    options = {"usage_path": f"{tmp_path}/*.parquet"}
    spark(project, *ONLY_MODELS, **options)
    select = ("--select", "+usage_features", *ONLY_MODELS)
    project.dbt("build", *select, "--vars", json.dumps(options))
    assert_engines_agree(project, project)
